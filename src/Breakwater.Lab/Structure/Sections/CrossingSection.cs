using Breakwater.Fleet;
using Barrier = Breakwater.Fleet.Barrier;

namespace Breakwater.Lab.Structure;

/// <summary>What crosses trust boundaries and barriers.</summary>
internal static class CrossingSection
{
    public static CrossingStructure Of(FleetGraph graph)
    {
        var fleet = graph.Fleet;
        var sides = fleet.Barriers.Select(b => (Barrier: b, Left: Nodes(b.Left), Right: Nodes(b.Right))).ToList();
        var joined = sides.Select(s => Joined(graph, s.Left, s.Right)).ToList();
        return new()
        {
            Tools = [.. fleet.TrustBoundaries.SelectMany(b => fleet.Tools.Where(t => t.Boundary == b.Id).Select(t => Tool(graph, t)))],
            Delegations = [.. fleet.TrustBoundaries.SelectMany(b => Delegations(graph, b.Id))],
            Barriers = [.. sides.Zip(joined).SelectMany(s => s.Second.Select(l => Crossing(graph, s.First.Barrier, l)))],
            Pairs = [.. sides.Zip(joined).Select(s => Pairs(graph, s.First.Barrier, s.First.Left, s.First.Right, s.Second))],
            DistinctPairs = Count(graph, joined.SelectMany(l => l)),
            Bypasses =
            [
                .. sides.SelectMany(s => new[] { Bypass(graph, s.Barrier, s.Left, s.Right), Bypass(graph, s.Barrier, s.Right, s.Left) }).OfType<BarrierBypass>(),
            ],
        };

        HashSet<int> Nodes(IEnumerable<string> groups) => [.. groups.Select(g => graph.NodeOf[g])];
    }

    private static ToolCrossing Tool(FleetGraph graph, Tool tool)
    {
        var holders = Enumerable.Range(0, graph.GroupCount).Where(g => graph.Grants(g, tool.Id)).ToList();
        return new(tool.Boundary!, tool.Id, Witnesses.Lower(tool.Access), Witnesses.Lower(tool.Risk), [.. holders.Select(graph.Id)], graph.AgentsOf(holders));
    }

    private static IEnumerable<DelegationCrossing> Delegations(FleetGraph graph, string boundary) =>
        from rule in graph.Fleet.Delegations
        let tools = rule.Permissions.Where(t => graph.Tools[t].Boundary == boundary).ToList()
        where tools.Count > 0
        select new DelegationCrossing(boundary, rule.Id, rule.From, rule.To, tools);

    private static List<Link> Joined(FleetGraph graph, HashSet<int> left, HashSet<int> right) =>
    [
        .. Enumerable.Range(0, graph.GroupCount)
            .SelectMany(g => graph.LinksFrom[g])
            .Where(l => (left.Contains(l.From) && right.Contains(l.To)) || (right.Contains(l.From) && left.Contains(l.To)))
            .OrderBy(l => l.Kind).ThenBy(l => l.Index),
    ];

    private static BarrierCrossing Crossing(FleetGraph graph, Barrier barrier, Link link)
    {
        var stopped = barrier.Labels.Intersect(graph.Group(link.From).Labels, StringComparer.Ordinal).Intersect(graph.Group(link.To).Labels, StringComparer.Ordinal);
        return new(
            barrier.Id, Witnesses.Kind(link.Kind), graph.LinkId(link), graph.Id(link.From), graph.Id(link.To), (long)graph.Agents(link.From) * graph.Agents(link.To),
            link.Kind == LinkKind.Flow ? graph.Fleet.Flows[link.Index].Labels : [], [.. stopped]);
    }

    private static BarrierPairs Pairs(FleetGraph graph, Barrier barrier, HashSet<int> left, HashSet<int> right, IReadOnlyList<Link> joined) => new(
        barrier.Id, graph.AgentsOf(left) * graph.AgentsOf(right), Count(graph, joined.Where(l => l.Kind == LinkKind.Flow)),
        Count(graph, joined.Where(l => l.Kind == LinkKind.Delegation)), Count(graph, joined));

    private static long Count(FleetGraph graph, IEnumerable<Link> joined) => joined
        .Select(l => (Math.Min(l.From, l.To), Math.Max(l.From, l.To)))
        .Distinct()
        .Sum(p => (long)graph.Agents(p.Item1) * graph.Agents(p.Item2));

    // The first step leaves the side for a group on neither; from there on, neither side is passed until the other is reached.
    private static BarrierBypass? Bypass(FleetGraph graph, Barrier barrier, HashSet<int> from, HashSet<int> to)
    {
        var first = new Dictionary<int, Link>();
        foreach (var link in from.Order().SelectMany(n => graph.FlowsFrom[n]).Where(l => !from.Contains(l.To) && !to.Contains(l.To))) { first.TryAdd(link.To, link); }
        var rest = ShortestPaths.Between(graph.NodeCount, graph.FlowsFrom, first.Keys, to.Contains, from.Contains);
        if (rest is null) { return null; }
        var start = first[rest[0].From];
        return new(barrier.Id, Witnesses.Of(graph, start.From, [start, .. rest]));
    }
}
