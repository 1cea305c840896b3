using System.Numerics;
using System.Text.Json.Serialization;

namespace Breakwater.Lab.Structure;

/// <summary>Handoffs from ingestion to what leaves the system.</summary>
/// <param name="Ingestion">Groups that no other group sends to, or that hold a tool reading across a trust boundary.</param>
/// <param name="Boundaries">By trust boundary, in file order.</param>
/// <param name="Loops">Groups that send in circles.</param>
public sealed record HandoffStructure(IReadOnlyList<string> Ingestion, IReadOnlyList<HandoffPath> Boundaries, IReadOnlyList<Loop> Loops);

/// <summary>
/// The longest path from ingestion over flows to a group that writes across a boundary. No group takes part twice, so that work going round a loop does not
/// count again: with loops, claims can pass through more agents than that.
/// </summary>
/// <param name="Boundary">Trust boundary.</param>
/// <param name="Exits">Groups that hold a tool writing across it.</param>
/// <param name="Agents">Agents on the path, one of each group; 0 if no path leads there.</param>
/// <param name="UpperBound">Agents that no such path can exceed.</param>
/// <param name="Exact">Whether the path is proven to be the longest.</param>
/// <param name="Clusters">Different clusters on it.</param>
/// <param name="ClusterChanges">Handoffs from one cluster to another.</param>
/// <param name="Path">The path; null if there is none.</param>
public sealed record HandoffPath(
    string Boundary, IReadOnlyList<string> Exits, int Agents, int UpperBound, bool Exact, int Clusters, int ClusterChanges, Witness? Path);

/// <summary>Who can bring about a write across a boundary.</summary>
/// <param name="Boundary">Trust boundary.</param>
/// <param name="Holders">Groups granted a tool that writes across it.</param>
/// <param name="HolderClusters">Their clusters.</param>
/// <param name="Others">Every other cluster.</param>
public sealed record ExternalWrite(string Boundary, IReadOnlyList<string> Holders, IReadOnlyList<string> HolderClusters, IReadOnlyList<ClusterReach> Others);

/// <summary>Whether a cluster can bring something about.</summary>
/// <param name="Cluster">Cluster id.</param>
/// <param name="AgentsReaching">Its agents from which a path of flows and delegations leads there.</param>
/// <param name="Agents">Its agents.</param>
/// <param name="Path">A shortest such path; null if there is none.</param>
/// <param name="ByDelegation">A shortest chain of rules that ends in permission to use such a tool; null if there is none.</param>
public sealed record ClusterReach(string Cluster, long AgentsReaching, long Agents, Witness? Path, ReachableTool? ByDelegation);

/// <summary>How task clusters reach control-plane agents.</summary>
/// <param name="Entrances">Every flow and delegation from a task cluster into a control-plane cluster.</param>
/// <param name="Ways">By task cluster and control-plane group: a shortest path, where there is one.</param>
public sealed record ControlPlaneStructure(IReadOnlyList<Entrance> Entrances, IReadOnlyList<ControlPlaneWay> Ways);

/// <summary>A flow or delegation into the control plane.</summary>
/// <param name="Kind"><c>flow</c> or <c>delegation</c>.</param>
/// <param name="Link">Its id.</param>
/// <param name="From">Group or orchestrator.</param>
/// <param name="To">Control-plane group.</param>
/// <param name="AgentPairs">Pairs of agents it joins.</param>
public sealed record Entrance(string Kind, string Link, string From, string To, long AgentPairs);

/// <summary>A path from a task cluster to a control-plane group.</summary>
public sealed record ControlPlaneWay(string Cluster, string Group, Witness Path);

/// <summary>
/// Sequences of distinct agents, each of which may send or delegate to the next by a declared flow or rule. A pair joined by several links counts once;
/// orchestrators, which are no agents, do not take part.
/// </summary>
public sealed record AttackPaths
{
    /// <summary>Ordered pairs of agents that are joined.</summary>
    [JsonConverter(typeof(BigIntegerConverter))]
    public required BigInteger OneStep { get; init; }

    /// <summary>Three agents, two steps.</summary>
    [JsonConverter(typeof(BigIntegerConverter))]
    public required BigInteger TwoSteps { get; init; }

    /// <summary>Four agents, three steps.</summary>
    [JsonConverter(typeof(BigIntegerConverter))]
    public required BigInteger ThreeSteps { get; init; }

    /// <summary>Those of three steps that begin at an ingestion agent.</summary>
    [JsonConverter(typeof(BigIntegerConverter))]
    public required BigInteger FromIngestion { get; init; }

    /// <summary>Those of three steps that end at an agent granted a write across a trust boundary.</summary>
    [JsonConverter(typeof(BigIntegerConverter))]
    public required BigInteger ToExternalWrite { get; init; }

    /// <summary>Those of three steps that do both.</summary>
    [JsonConverter(typeof(BigIntegerConverter))]
    public required BigInteger FromIngestionToExternalWrite { get; init; }

    /// <summary>Those of three steps that begin in a task cluster and end at a control-plane agent.</summary>
    [JsonConverter(typeof(BigIntegerConverter))]
    public required BigInteger ToControlPlane { get; init; }
}
