using Breakwater.Contracts;

namespace Breakwater.Tenancy;

/// <summary>The reasons of tenancy: who is not a tenant, and which quota is used up.</summary>
public static class TenancyReasons
{
    private static readonly ControlId Identity = ControlId.Parse("IA-1.1");
    private static readonly ControlId Limits = ControlId.Parse("EC-1.3");
    private static readonly ControlId Recording = ControlId.Parse("OB-1.1");

    /// <summary>The tenant is not registered.</summary>
    public static Reason UnknownTenant { get; } = new(Identity, "tenancy.unknown-tenant", "the tenant is not registered at this gate");

    /// <summary>The tenant's quota of decisions is used up for now.</summary>
    public static Reason Decisions { get; } = new(Limits, "tenancy.decisions", "the tenant's quota of decisions is used up for now", retryable: true);

    /// <summary>The tenant's policies are as many as its quota.</summary>
    public static Reason Policies { get; } = new(Limits, "tenancy.policies", "the tenant would have more policies than its quota");

    /// <summary>The tenant's agents are as many as its quota.</summary>
    public static Reason Agents { get; } = new(Limits, "tenancy.agents", "the tenant has as many agents as its quota", retryable: true);

    /// <summary>The tenant's controls hold as many bytes as its quota.</summary>
    public static Reason Memory { get; } = new(Limits, "tenancy.memory", "the controls would hold more memory for the tenant than its quota", retryable: true);

    /// <summary>The tenant's quota of audit volume is used up for now.</summary>
    public static Reason Audit { get; } = new(Recording, "tenancy.audit", "the tenant's quota of audit volume is used up for now", retryable: true);
}
