using Breakwater.Fleet;

namespace Breakwater.Lab.Structure;

/// <summary>Where data comes in, where results go out, and how long the way between is.</summary>
internal static class HandoffSection
{
    public static HandoffStructure Of(FleetGraph graph)
    {
        var ingestion = Ingestion(graph);
        return new(
            [.. ingestion.Select(graph.Id)],
            [.. graph.Fleet.TrustBoundaries.Select(b => Path(graph, ingestion, b.Id))],
            Witnesses.Loops(graph.NodeCount, graph.FlowsFrom, graph.Id));
    }

    /// <summary>Groups that no other group sends to, or that hold a tool reading across a trust boundary.</summary>
    public static IReadOnlyList<int> Ingestion(FleetGraph graph) =>
    [
        .. Enumerable.Range(0, graph.GroupCount).Where(g =>
            graph.LinksTo[g].All(l => l.Kind != LinkKind.Flow || l.From == g)
            || graph.Group(g).Tools.Any(t => graph.Tools[t] is { Access: ToolAccess.Read, Boundary: not null })),
    ];

    /// <summary>Groups that hold a tool writing across a boundary, or across any.</summary>
    public static IReadOnlyList<int> Writers(FleetGraph graph, string? boundary = null) =>
    [
        .. Enumerable.Range(0, graph.GroupCount).Where(g => graph.Group(g).Tools.Any(t =>
            graph.Tools[t] is { Access: ToolAccess.Write, Boundary: { } crossed } && (boundary is null || crossed == boundary))),
    ];

    private static HandoffPath Path(FleetGraph graph, IReadOnlyList<int> ingestion, string boundary)
    {
        var exits = Writers(graph, boundary);
        string[] names = [.. exits.Select(graph.Id)];
        if (LongestPath.Find(graph.NodeCount, graph.FlowsFrom, ingestion, exits) is not { } longest) { return new(boundary, names, 0, 0, true, 0, 0, null); }
        var nodes = longest.Nodes;
        var links = nodes.Zip(nodes.Skip(1), (from, to) => graph.FlowsFrom[from].First(l => l.To == to)).ToList();
        return new(
            boundary, names, nodes.Count, longest.UpperBound, nodes.Count == longest.UpperBound,
            nodes.Select(n => graph.ClusterOf(n).Id).Distinct(StringComparer.Ordinal).Count(),
            links.Count(l => graph.ClusterOf(l.From) != graph.ClusterOf(l.To)),
            Witnesses.Of(graph, nodes[0], links));
    }
}
