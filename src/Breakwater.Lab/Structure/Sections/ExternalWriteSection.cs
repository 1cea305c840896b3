using Breakwater.Fleet;

namespace Breakwater.Lab.Structure;

/// <summary>Whether clusters that hold no tool writing across a boundary can still bring such a write about.</summary>
internal static class ExternalWriteSection
{
    public static IReadOnlyList<ExternalWrite> Of(FleetGraph graph, ReachStructure reach) =>
        [.. graph.Fleet.TrustBoundaries.Select(b => Boundary(graph, reach, b.Id)).OfType<ExternalWrite>()];

    private static ExternalWrite? Boundary(FleetGraph graph, ReachStructure reach, string boundary)
    {
        var holders = HandoffSection.Writers(graph, boundary);
        if (holders.Count == 0) { return null; }
        var clusters = holders.Select(h => graph.ClusterOf(h).Id).Distinct(StringComparer.Ordinal).ToList();
        var next = ShortestPaths.Towards(graph, holders, out var distance);
        return new(
            boundary, [.. holders.Select(graph.Id)], clusters,
            [.. graph.Fleet.Clusters.Where(c => !clusters.Contains(c.Id, StringComparer.Ordinal)).Select(c => Reach(graph, reach, boundary, c, next, distance))]);
    }

    private static ClusterReach Reach(FleetGraph graph, ReachStructure reach, string boundary, Cluster cluster, Link?[] next, int[] distance)
    {
        var groups = cluster.Groups.Select(g => graph.NodeOf[g.Id]).ToList();
        var reaching = groups.Where(g => distance[g] >= 0).ToList();
        // Its orchestrator speaks for the cluster only where none of its agents does.
        var from = reaching.Count > 0 ? reaching.MinBy(g => distance[g]) : graph.NodeOf[cluster.Orchestrator.Id];
        var chains = reach.Groups.Concat(reach.Orchestrators).Where(r => r.Cluster == cluster.Id && r.Access == "write" && r.Boundary == boundary);
        return new(
            cluster.Id, graph.AgentsOf(reaching), graph.AgentsOf(groups),
            distance[from] < 0 ? null : Witnesses.Of(graph, from, ShortestPaths.Follow(next, from)),
            chains.MinBy(r => (r.Authority == "permitted" ? 0 : 1, r.Path.Steps.Count)));
    }
}
