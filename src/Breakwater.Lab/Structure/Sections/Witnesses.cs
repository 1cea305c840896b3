namespace Breakwater.Lab.Structure;

/// <summary>Paths and cycles by name.</summary>
internal static class Witnesses
{
    public static Witness Of(FleetGraph graph, int from, IEnumerable<Link> links) =>
        new(graph.Id(from), [.. links.Select(l => new PathStep(Kind(l.Kind), graph.LinkId(l), graph.Id(l.To)))]);

    public static string Kind(LinkKind kind) => kind == LinkKind.Flow ? "flow" : "delegation";

    /// <summary>Cycles of a graph: for each component that has one, its members and a shortest cycle through the first of them.</summary>
    public static IReadOnlyList<Loop> Loops(int nodes, IReadOnlyList<Link>[] linksFrom, Func<int, string> id)
    {
        var parts = StrongComponents.Find(nodes, n => [.. linksFrom[n].Select(l => l.To)]);
        return
        [
            .. parts.Members
                .Where(m => m.Count > 1 || linksFrom[m[0]].Any(l => l.To == m[0]))
                .OrderBy(m => m[0])
                .Select(m => new Loop([.. m.Select(id)], Cycle(m[0]))),
        ];

        string[] Cycle(int first)
        {
            var successors = linksFrom[first].Where(l => parts.Of[l.To] == parts.Of[first]).Select(l => l.To).Distinct();
            var paths = successors.Select(s => (Start: s, Links: ShortestPaths.Between(nodes, linksFrom, [s], n => n == first)!));
            var (start, links) = paths.MinBy(p => p.Links.Count);
            return [id(first), id(start), .. links.Select(l => id(l.To))];
        }
    }

    public static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
