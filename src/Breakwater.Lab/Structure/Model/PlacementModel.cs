namespace Breakwater.Lab.Structure;

/// <summary>What crosses a trust boundary or a barrier. Flows cross no trust boundary: groups stand on no side of one, and what leaves, leaves by a tool.</summary>
public sealed record CrossingStructure
{
    /// <summary>Tools whose use crosses a trust boundary, with who holds them.</summary>
    public required IReadOnlyList<ToolCrossing> Tools { get; init; }

    /// <summary>Rules that permit such tools.</summary>
    public required IReadOnlyList<DelegationCrossing> Delegations { get; init; }

    /// <summary>Flows and delegations between the two sides of a barrier.</summary>
    public required IReadOnlyList<BarrierCrossing> Barriers { get; init; }

    /// <summary>By barrier: how many pairs of agents communicate across it.</summary>
    public required IReadOnlyList<BarrierPairs> Pairs { get; init; }

    /// <summary>Unordered pairs of agents that communicate across any barrier; a pair kept apart by several counts once.</summary>
    public required long DistinctPairs { get; init; }

    /// <summary>Shortest ways round a barrier, over flows through groups that stand on neither side.</summary>
    public required IReadOnlyList<BarrierBypass> Bypasses { get; init; }
}

/// <summary>A tool whose use crosses a trust boundary.</summary>
public sealed record ToolCrossing(string Boundary, string Tool, string Access, string Risk, IReadOnlyList<string> Groups, long Agents);

/// <summary>A rule that permits tools whose use crosses a trust boundary.</summary>
public sealed record DelegationCrossing(string Boundary, string Rule, string From, string To, IReadOnlyList<string> Tools);

/// <summary>A flow or delegation between the two sides of a barrier.</summary>
/// <param name="Barrier">Barrier id.</param>
/// <param name="Kind"><c>flow</c> or <c>delegation</c>.</param>
/// <param name="Link">Its id.</param>
/// <param name="From">Group.</param>
/// <param name="To">Group.</param>
/// <param name="AgentPairs">Pairs of agents it joins.</param>
/// <param name="Labels">Labels it is declared to carry; never one that the barrier stops.</param>
/// <param name="CouldCarry">Labels that the barrier stops and both ends may hold: only the barrier keeps them back.</param>
public sealed record BarrierCrossing(
    string Barrier, string Kind, string Link, string From, string To, long AgentPairs, IReadOnlyList<string> Labels, IReadOnlyList<string> CouldCarry);

/// <summary>Unordered pairs of agents that communicate across a barrier.</summary>
/// <param name="Barrier">Barrier id.</param>
/// <param name="Possible">Pairs with one agent on each side.</param>
/// <param name="ByFlow">Those that a flow joins, either way.</param>
/// <param name="ByDelegation">Those that a delegation joins.</param>
/// <param name="Either">Those that either joins.</param>
public sealed record BarrierPairs(string Barrier, long Possible, long ByFlow, long ByDelegation, long Either);

/// <summary>A way round a barrier.</summary>
public sealed record BarrierBypass(string Barrier, Witness Path);

/// <summary>Who depends on which model vendor.</summary>
/// <param name="Vendors">Most agents first.</param>
/// <param name="ControlPlaneAgents">Agents of control-plane clusters.</param>
public sealed record ConcentrationStructure(IReadOnlyList<VendorShare> Vendors, int ControlPlaneAgents);

/// <summary>A vendor's part of the fleet.</summary>
/// <param name="Vendor">Vendor: a provider, or whose model it serves.</param>
/// <param name="Agents">Agents on its models, wherever they run.</param>
/// <param name="Share">Of all agents.</param>
/// <param name="OnPremises">Those that run inside the institution.</param>
/// <param name="ControlPlaneAgents">Those in control-plane clusters.</param>
/// <param name="Orchestrators">Orchestrators on its models.</param>
/// <param name="Clusters">By cluster, in file order.</param>
public sealed record VendorShare(
    string Vendor, int Agents, double Share, int OnPremises, int ControlPlaneAgents, int Orchestrators, IReadOnlyList<ClusterShare> Clusters);

/// <summary>A vendor's part of a cluster.</summary>
public sealed record ClusterShare(string Cluster, int Agents, int Of);

/// <summary>Which cluster depends on which.</summary>
public sealed record DependencyStructure
{
    /// <summary>By producer and consumer: what the flows and the declarations say.</summary>
    public required IReadOnlyList<ClusterLink> Links { get; init; }

    /// <summary>Cycles of the declared dependencies.</summary>
    public required IReadOnlyList<Loop> Cycles { get; init; }

    /// <summary>Steps of recovery by the declared dependencies, producers first; clusters of one step lie on a cycle and recover together.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> RecoveryOrder { get; init; }
}

/// <summary>One cluster consuming what another produces.</summary>
/// <param name="Producer">Cluster id.</param>
/// <param name="Consumer">Cluster id.</param>
/// <param name="Flows">Flows from one to the other.</param>
/// <param name="SteadyPerMinute">Their messages at steady state.</param>
/// <param name="Declared">Whether the file declares the dependency.</param>
/// <param name="OnAlternate">What the consumer does when the producer is in Alternate; null if not declared.</param>
/// <param name="OnContingency">In Contingency.</param>
/// <param name="OnEmergency">In Emergency.</param>
public sealed record ClusterLink(
    string Producer, string Consumer, int Flows, double SteadyPerMinute, bool Declared, string? OnAlternate, string? OnContingency, string? OnEmergency);

/// <summary>Something on which too much hangs.</summary>
/// <param name="Kind"><c>agent</c>, <c>group</c>, <c>passage</c>, <c>provider</c>, <c>region</c>, <c>node</c> or <c>control-plane</c>.</param>
/// <param name="Id">Group, vendor, region or node id.</param>
/// <param name="Agents">Agents that lose what it gives.</param>
/// <param name="Clusters">Clusters that lose it altogether.</param>
/// <param name="Text">What follows from its loss.</param>
public sealed record SinglePoint(string Kind, string Id, long Agents, IReadOnlyList<string> Clusters, string Text);
