namespace Breakwater.Tenancy;

/// <summary>What a tenant uses at one gate. Each number was true at some moment while they were read.</summary>
/// <param name="Decisions">Decisions taken since the gate was made.</param>
/// <param name="DecisionsRefused">Decisions refused for the quota since then.</param>
/// <param name="Policies">Policies in live bundles.</param>
/// <param name="Agents">Agents and live instances.</param>
/// <param name="MemoryBytes">Bytes that compiled policies, caches and sessions hold, as last measured; 0 for a tenant without a quota of memory unless it was measured on request.</param>
/// <param name="AuditBytes">Bytes of audit events taken by the sink since the gate was made.</param>
public readonly record struct TenantUsage(long Decisions, long DecisionsRefused, int Policies, int Agents, long MemoryBytes, long AuditBytes);
