using Breakwater.Contracts;

namespace Breakwater.Fleet;

/// <summary>
/// A fleet as its file describes it, validated: every name resolves, every number is possible. Immutable. The same specification
/// configures the runtime and drives the lab.
/// </summary>
public sealed record FleetSpecification
{
    /// <summary>Short name of the fleet, such as <c>investment-bank</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the fleet is, in a sentence or two.</summary>
    public string Description { get; init; } = "";

    /// <summary>ISO 4217 code of the one currency of the file.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>SHA-256 of the file's bytes, lower-case hexadecimal; of the canonical text for a scaled specification.</summary>
    public required string Digest { get; init; }

    /// <summary>Places where agents and nodes run.</summary>
    public required IReadOnlyList<Region> Regions { get; init; }

    /// <summary>One-way latency between regions.</summary>
    public required NetworkLatency Network { get; init; }

    /// <summary>Enforcement nodes: where gates run.</summary>
    public required IReadOnlyList<EnforcementNode> Nodes { get; init; }

    /// <summary>Where control plane and halt authority stand.</summary>
    public required ControlPlane ControlPlane { get; init; }

    /// <summary>Model providers.</summary>
    public required IReadOnlyList<Provider> Providers { get; init; }

    /// <summary>Tools that agents may be granted.</summary>
    public required IReadOnlyList<Tool> Tools { get; init; }

    /// <summary>Data labels, least sensitive first.</summary>
    public required IReadOnlyList<DataLabel> Labels { get; init; }

    /// <summary>Tenants; at least one.</summary>
    public required IReadOnlyList<Tenant> Tenants { get; init; }

    /// <summary>Clusters, each with its orchestrator and groups, in file order.</summary>
    public required IReadOnlyList<Cluster> Clusters { get; init; }

    /// <summary>Who sends what to whom.</summary>
    public required IReadOnlyList<Flow> Flows { get; init; }

    /// <summary>Who may hand what to whom.</summary>
    public required IReadOnlyList<DelegationRule> Delegations { get; init; }

    /// <summary>Trust boundaries of the deployment.</summary>
    public required IReadOnlyList<TrustBoundary> TrustBoundaries { get; init; }

    /// <summary>Information barriers.</summary>
    public required IReadOnlyList<Barrier> Barriers { get; init; }

    /// <summary>Which cluster depends on which, and what happens when the producer degrades.</summary>
    public required IReadOnlyList<ClusterDependency> Dependencies { get; init; }

    /// <summary>Limits the deployment must keep; breaking one is what makes a breakpoint.</summary>
    public required Budgets Budgets { get; init; }

    /// <summary>Message volumes of the whole fleet.</summary>
    public required LoadProfile Load { get; init; }

    /// <summary>How revenue grows with the fleet; null where the file has none.</summary>
    public RevenueModel? Revenue { get; init; }

    /// <summary>Settings of the trust control.</summary>
    public required TrustSettings Trust { get; init; }

    /// <summary>Settings of the rate limits.</summary>
    public RateLimitSettings RateLimits { get; init; } = new();

    /// <summary>Controls set explicitly; one that is absent is on. Keys are control names such as <c>trust</c>.</summary>
    public required IReadOnlyDictionary<string, ControlMode> Controls { get; init; }

    /// <summary>How the fleet grows and shrinks.</summary>
    public required ScalingRule Scaling { get; init; }

    /// <summary>What the source of the fleet leaves open and the file's author chose: shown wherever results are.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }

    /// <summary>What a prose source says about this fleet, to be compared with the roster. Empty where there is none.</summary>
    public IReadOnlyList<SourceClaim> SourceClaims { get; init; } = [];

    /// <summary>Number of task agents; orchestrators are not counted.</summary>
    public int AgentCount => Clusters.Sum(c => c.Groups.Sum(g => g.Agents));
}

/// <summary>A place: data centre or city.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Jurisdiction">Legal area, such as <c>UK</c>.</param>
/// <param name="Regulator">Who supervises there, such as <c>FCA</c>; may be empty.</param>
public sealed record Region(string Id, string Name, string Jurisdiction, string Regulator);

/// <summary>Where gates run: a machine or a pool of them, with cores that queue.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Region">Region id.</param>
/// <param name="Cores">Cores reserved for enforcement, at least 1.</param>
/// <param name="Serves">Ids of the regions whose agents it serves; each region is served by exactly one node.</param>
public sealed record EnforcementNode(string Id, string Region, int Cores, IReadOnlyList<string> Serves);

/// <summary>Where control plane and halt authority stand, and what a core costs.</summary>
/// <param name="Region">Region id of the control plane.</param>
/// <param name="HaltAuthorityRegion">Region id of the halt authority.</param>
/// <param name="CoreHourPrice">Price of one core for one hour.</param>
public sealed record ControlPlane(string Region, string HaltAuthorityRegion, Money CoreHourPrice);

/// <summary>A data label.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Description">What carries it.</param>
public sealed record DataLabel(string Id, string Description);

/// <summary>A tenant: nothing is shared across it.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Name">Name for people.</param>
public sealed record Tenant(string Id, string Name)
{
    /// <summary>What it may use of what it shares with others; unless set nothing is limited.</summary>
    public TenantQuotas Quotas { get; init; } = TenantQuotas.None;
}

/// <summary>A cluster of agents under one orchestrator.</summary>
public sealed record Cluster
{
    /// <summary>Unique id.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant id.</summary>
    public required string Tenant { get; init; }

    /// <summary>The cluster's key risk, or what it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Who answers for what the cluster's agents do, recorded with every decision (OB-2.7); null where nobody is named.</summary>
    public string? Accountable { get; init; }

    /// <summary>Whether the cluster holds control-plane agents (monitoring, incident response) rather than task agents.</summary>
    public bool IsControlPlane { get; init; }

    /// <summary>The control-plane principal that assigns work; not counted as an agent and granted no tool.</summary>
    public required Orchestrator Orchestrator { get; init; }

    /// <summary>Groups in file order.</summary>
    public required IReadOnlyList<AgentGroup> Groups { get; init; }
}

/// <summary>The principal that assigns work in a cluster. It holds no tool (IA-2.5) and is not counted among the agents.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Provider">Provider id.</param>
/// <param name="Region">Region id.</param>
public sealed record Orchestrator(string Id, string Provider, string Region)
{
    /// <summary>Whether the source of the fleet does not list it and the file's author supposed it.</summary>
    public bool Assumed { get; init; }
}

/// <summary>Agents of one kind.</summary>
public sealed record AgentGroup
{
    /// <summary>Unique id in the fleet.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>How many agents.</summary>
    public required int Agents { get; init; }

    /// <summary>What they do.</summary>
    public required string Role { get; init; }

    /// <summary>Provider id.</summary>
    public required string Provider { get; init; }

    /// <summary>Region ids; agents are dealt to them in turn.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Risk class of the work.</summary>
    public required RiskClass Risk { get; init; }

    /// <summary>Autonomy tier.</summary>
    public required AutonomyTier Tier { get; init; }

    /// <summary>Whether the group's credentials are high-privilege and so live for the shorter of the tier's two lifetimes.</summary>
    public bool HighPrivilege { get; init; }

    /// <summary>Ids of the tools granted; nothing else may be called.</summary>
    public required IReadOnlyList<string> Tools { get; init; }

    /// <summary>Ids of the labels its agents may hold.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Whether scaling replicates the group; a group that does not keeps its count.</summary>
    public bool Replicates { get; init; } = true;
}

/// <summary>Who sends what to whom.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="From">Group id.</param>
/// <param name="To">Group id.</param>
/// <param name="SteadyPerMinute">Messages per minute of the whole flow at steady state.</param>
/// <param name="PeakPerMinute">Messages per minute of the whole flow at peak.</param>
/// <param name="ClaimDepth">Handoffs a claim has behind it when it travels here.</param>
/// <param name="Labels">Labels of what travels.</param>
public sealed record Flow(string Id, string From, string To, double SteadyPerMinute, double PeakPerMinute, int ClaimDepth, IReadOnlyList<string> Labels);

/// <summary>Who may hand what to whom.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="From">Group id or orchestrator id.</param>
/// <param name="To">Group id.</param>
/// <param name="Tasks">Task types.</param>
/// <param name="MaxDepth">Longest chain that may end here.</param>
/// <param name="TimeLimit">Life of a contract.</param>
/// <param name="Permissions">Tool ids the delegate may use on the delegator's behalf.</param>
public sealed record DelegationRule(string Id, string From, string To, IReadOnlyList<string> Tasks, int MaxDepth, TimeSpan TimeLimit, IReadOnlyList<string> Permissions);

/// <summary>A trust boundary of the deployment.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Description">What lies on either side.</param>
public sealed record TrustBoundary(string Id, string Name, string Description)
{
    /// <summary>Whether the source of the fleet does not name it and the file's author supposed it.</summary>
    public bool Assumed { get; init; }
}

/// <summary>An information barrier: what its two sides hold must not meet.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Left">Group ids on one side.</param>
/// <param name="Right">Group ids on the other side.</param>
/// <param name="Labels">Labels that may not cross.</param>
public sealed record Barrier(string Id, string Name, IReadOnlyList<string> Left, IReadOnlyList<string> Right, IReadOnlyList<string> Labels);

/// <summary>What a consumer does when its producer degrades.</summary>
public enum CascadePolicy : byte
{
    /// <summary>Degrades with it.</summary>
    Cascade,
    /// <summary>Goes on with stale data.</summary>
    Stale,
    /// <summary>Switches to a fallback source.</summary>
    Fallback,
    /// <summary>Decides for itself.</summary>
    Assess,
}

/// <summary>A dependency between clusters.</summary>
/// <param name="Consumer">Cluster id.</param>
/// <param name="Producer">Cluster id.</param>
/// <param name="OnAlternate">When the producer is in Alternate.</param>
/// <param name="OnContingency">When the producer is in Contingency.</param>
/// <param name="OnEmergency">When the producer is in Emergency.</param>
public sealed record ClusterDependency(string Consumer, string Producer, CascadePolicy OnAlternate, CascadePolicy OnContingency, CascadePolicy OnEmergency);

/// <summary>Limits the deployment must keep.</summary>
public sealed record Budgets
{
    /// <summary>End-to-end latency of a time-critical path.</summary>
    public required TimeSpan CriticalPathLatency { get; init; }

    /// <summary>99th percentile of the time from asking for a trust check to its answer.</summary>
    public required TimeSpan TrustCheckP99 { get; init; }

    /// <summary>Longest time from a revocation to the last refusal (IA-3.4: 30 s).</summary>
    public required TimeSpan RevocationReach { get; init; }

    /// <summary>Money per month for governance.</summary>
    public required Money GovernancePerMonth { get; init; }

    /// <summary>Human reviews per hour that the team can do.</summary>
    public required double ReviewsPerHour { get; init; }

    /// <summary>Share of the control plane (its agents and every orchestrator) that the failure of one model vendor may take away, from 0 to 1. Default 0.33.</summary>
    public double ControlPlaneLoss { get; init; } = 0.33;
}

/// <summary>Message volumes of the whole fleet.</summary>
/// <param name="SteadyMessagesPerMinute">At steady state.</param>
/// <param name="PeakMessagesPerMinute">At peak.</param>
/// <param name="Curve">Hour of day (UTC, 0–23) to share of the peak in [0, 1]; empty means flat steady load.</param>
public sealed record LoadProfile(double SteadyMessagesPerMinute, double PeakMessagesPerMinute, IReadOnlyDictionary<int, double> Curve);

/// <summary>How revenue grows with the fleet.</summary>
/// <param name="PerInteraction">Revenue of one interaction.</param>
/// <param name="InteractionsPerMonthCeiling">The market is finite: no more interactions than this.</param>
public sealed record RevenueModel(Money PerInteraction, double InteractionsPerMonthCeiling);

/// <summary>Settings of the trust control, as the file gives them or as they default.</summary>
public sealed record TrustSettings
{
    /// <summary>How long a verification is trusted. Default 5 min.</summary>
    public TimeSpan CacheTtl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a refusal is remembered; shorter than <see cref="CacheTtl"/>. Default 30 s.</summary>
    public TimeSpan RefusalTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Entries per enforcement node. Default 262,144.</summary>
    public int CacheCapacity { get; init; } = 262_144;

    /// <summary>Whether a policy change also makes every verification stale. Default no: revocation already does where it must.</summary>
    public bool ReverifyOnPolicyChange { get; init; }

    /// <summary>A check that takes longer than this has failed. Default 2 s.</summary>
    public TimeSpan VerificationDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often an agent checks each of its partners. Default 30 s.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most regional authorities under the root. Default 10.</summary>
    public int MaxRegions { get; init; } = 10;

    /// <summary>Most zones under a regional authority. Default 100.</summary>
    public int MaxZonesPerRegion { get; init; } = 100;

    /// <summary>Most workers under a zone authority. Default 1,000.</summary>
    public int MaxWorkersPerZone { get; init; } = 1_000;
}

/// <summary>How flows follow when groups are replicated.</summary>
public enum FlowScaling : byte
{
    /// <summary>Each agent keeps its number of partners.</summary>
    ConstantDegree,
    /// <summary>Each agent's partners grow in proportion to the fleet.</summary>
    Proportional,
    /// <summary>Everyone deals with everyone.</summary>
    Complete,
}

/// <summary>How the fleet grows and shrinks.</summary>
/// <param name="Flows">How flows follow.</param>
/// <param name="PartnersPerAgent">Partners of an agent at the file's own size, for the rules that keep or scale it.</param>
public sealed record ScalingRule(FlowScaling Flows, int PartnersPerAgent);

/// <summary>A number that the fleet's prose source states and the roster can be held against.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Text">What the source says, restated.</param>
/// <param name="Subject">What is counted: one of <see cref="SourceClaimSubjects.All"/>.</param>
/// <param name="Provider">Provider or vendor id, where the subject needs one.</param>
/// <param name="Cluster">Cluster id, where the subject needs one.</param>
/// <param name="Stated">The number stated.</param>
public sealed record SourceClaim(string Id, string Text, string Subject, string? Provider, string? Cluster, int Stated);
