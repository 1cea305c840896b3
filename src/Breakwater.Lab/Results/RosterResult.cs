namespace Breakwater.Lab.Results;

/// <summary>Deliverable A's data: every agent and principal, the permission matrix, the delegation contracts, the trust architecture.</summary>
public sealed record RosterResult
{
    public required IReadOnlyList<RosterAgent> Agents { get; init; }
    public required IReadOnlyList<RosterOrchestrator> Orchestrators { get; init; }
    public required IReadOnlyList<RosterTool> Tools { get; init; }
    public required IReadOnlyList<RosterGroup> Groups { get; init; }
    public required IReadOnlyList<RosterDelegation> Delegations { get; init; }
    public required IReadOnlyList<RosterAuthority> Authorities { get; init; }
    public required IReadOnlyList<RosterRegion> Regions { get; init; }
    public required IReadOnlyList<RosterBoundary> Boundaries { get; init; }
    /// <summary>Agents by provider vendor and cluster.</summary>
    public required IReadOnlyList<ProviderShare> Providers { get; init; }
}

/// <summary>One agent.</summary>
/// <param name="Identity">Outside name of its identity, such as a SPIFFE id.</param>
/// <param name="CredentialLife">Life of its credential, such as <c>1 h</c>.</param>
public sealed record RosterAgent(
    string Name, string Identity, string Tenant, string Cluster, string Group, string Role, string Provider, string Vendor, bool OnPremises, string Region,
    string Regulator, string Tier, string Risk, bool HighPrivilege, string Zone, string CredentialLife,
    IReadOnlyList<string> Tools, IReadOnlyList<string> Labels, IReadOnlyList<string> DelegatesTo, IReadOnlyList<string> DelegatedFrom);

/// <summary>An orchestrator: a control-plane principal, not counted as an agent, granted no tool.</summary>
public sealed record RosterOrchestrator(string Id, string Identity, string Cluster, string Provider, string Region, string CredentialLife);

/// <summary>A tool, and what using it means.</summary>
public sealed record RosterTool(string Id, string Description, string Access, string Risk, string Record, string? Boundary);

/// <summary>A group: one row of the permission matrix.</summary>
public sealed record RosterGroup(string Id, string Name, string Cluster, int Agents, IReadOnlyList<string> Tools, IReadOnlyList<string> Labels);

/// <summary>A declared delegation.</summary>
public sealed record RosterDelegation(string Id, string From, string To, IReadOnlyList<string> Tasks, int MaxDepth, string TimeLimit, IReadOnlyList<string> Permissions);

/// <summary>An authority of the trust hierarchy: root, region or zone.</summary>
public sealed record RosterAuthority(string Name, string Level, string? Parent, int Children);

/// <summary>A region.</summary>
public sealed record RosterRegion(string Id, string Name, string Jurisdiction, string Regulator, int Agents);

/// <summary>A trust boundary and the tools whose use crosses it.</summary>
public sealed record RosterBoundary(string Id, string Name, string Description, IReadOnlyList<string> Tools);

/// <summary>Agents of one vendor in one cluster.</summary>
public sealed record ProviderShare(string Vendor, string Cluster, int Agents, int OnPremises, bool ControlPlane);
