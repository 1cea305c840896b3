using Breakwater.Fleet;

namespace Breakwater.Lab.Structure;

/// <summary>How what does the work reaches what operates the system.</summary>
internal static class ControlPlaneSection
{
    public static ControlPlaneStructure Of(FleetGraph graph)
    {
        var inside = Enumerable.Range(0, graph.GroupCount).Where(g => graph.ClusterOf(g).IsControlPlane).ToList();
        return new(
            [
                .. inside.SelectMany(g => graph.LinksTo[g])
                    .Where(l => !graph.ClusterOf(l.From).IsControlPlane)
                    .OrderBy(l => l.Kind).ThenBy(l => l.Index)
                    .Select(l => new Entrance(
                        Witnesses.Kind(l.Kind), graph.LinkId(l), graph.Id(l.From), graph.Id(l.To), (long)Math.Max(1, graph.Agents(l.From)) * graph.Agents(l.To))),
            ],
            [.. inside.SelectMany(g => Ways(graph, g))]);
    }

    private static IEnumerable<ControlPlaneWay> Ways(FleetGraph graph, int target)
    {
        var next = ShortestPaths.Towards(graph, [target], out var distance);
        return from cluster in graph.Fleet.Clusters
               where !cluster.IsControlPlane
               let nodes = cluster.Groups.Select(g => g.Id).Append(cluster.Orchestrator.Id).Select(id => graph.NodeOf[id]).Where(n => distance[n] >= 0).ToList()
               where nodes.Count > 0
               let groups = nodes.Where(graph.IsGroup).ToList()
               let start = (groups.Count > 0 ? groups : nodes).MinBy(n => distance[n])
               select new ControlPlaneWay(cluster.Id, graph.Id(target), Witnesses.Of(graph, start, ShortestPaths.Follow(next, start)));
    }
}
