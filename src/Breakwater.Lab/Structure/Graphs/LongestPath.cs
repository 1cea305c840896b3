namespace Breakwater.Lab.Structure;

/// <summary>
/// The longest path on which no node stands twice. In general nobody can find it fast, but such a path never comes back to a strongly connected
/// component it has left: it is the longest way through the components, which have no cycles, over the longest paths inside each.
/// </summary>
/// <param name="Nodes">Nodes of the longest path found.</param>
/// <param name="UpperBound">Nodes that no path can exceed; the path is the longest if it has as many.</param>
internal sealed record LongestPath(IReadOnlyList<int> Nodes, int UpperBound)
{
    private const int MostStarts = 1_024;

    /// <summary>The longest path from any source to any target; null if there is none.</summary>
    public static LongestPath? Find(int nodes, IReadOnlyList<Link>[] linksFrom, IReadOnlyCollection<int> sources, IReadOnlyCollection<int> targets)
    {
        var parts = StrongComponents.Find(nodes, n => [.. linksFrom[n].Select(l => l.To)]);
        var enter = new (int Length, int From)[nodes];              // longest path whose last node this is, entering its component here; From -1: a source
        var best = new (int Length, int Entry)[nodes];              // longest path that ends here, and where it entered the component
        var bound = new (int Enter, int Best)[nodes];
        foreach (var source in sources) { (enter[source], bound[source].Enter) = ((1, -1), 1); }
        foreach (var members in parts.Members)
        {
            Inside(members, linksFrom, enter, best, bound);
            foreach (var link in members.SelectMany(m => linksFrom[m]))
            {
                if (parts.Of[link.From] == parts.Of[link.To] || best[link.From].Length == 0) { continue; }
                if (best[link.From].Length + 1 > enter[link.To].Length) { enter[link.To] = (best[link.From].Length + 1, link.From); }
                bound[link.To].Enter = Math.Max(bound[link.To].Enter, bound[link.From].Best + 1);
            }
        }

        var reached = targets.Where(t => best[t].Length > 0).ToList();
        if (reached.Count == 0) { return null; }
        var end = reached.Order().MaxBy(t => best[t].Length);
        return new(Back(parts, linksFrom, enter, best, end), reached.Max(t => bound[t].Best));
    }

    private static void Inside(
        IReadOnlyList<int> members, IReadOnlyList<Link>[] linksFrom, (int Length, int From)[] enter, (int Length, int Entry)[] best, (int Enter, int Best)[] bound)
    {
        var entries = members.Select((m, i) => (Node: m, At: i)).Where(e => enter[e.Node].Length > 0).OrderByDescending(e => enter[e.Node].Length).ToList();
        if (entries.Count == 0) { return; }
        var paths = new LoopPaths(members, linksFrom);
        var searched = entries.Take(members.Count <= LoopPaths.ExactMembers ? entries.Count : MostStarts).ToList();
        var allExact = searched.Count == entries.Count;
        foreach (var (node, at) in searched)
        {
            var found = paths.Lengths(at, searched.Count, out var exact);
            allExact &= exact;
            for (var i = 0; i < members.Count; i++)
            {
                if (found[i] == 0) { continue; }
                var length = enter[node].Length + found[i] - 1;
                if (length > best[members[i]].Length) { best[members[i]] = (length, node); }
                bound[members[i]].Best = Math.Max(bound[members[i]].Best, bound[node].Enter + found[i] - 1);
            }
        }
        if (allExact) { return; }
        var most = entries.Max(e => bound[e.Node].Enter) + members.Count - 1;
        foreach (var member in members)
        {
            // A search cut short may have missed a member that the component's own cycles reach.
            if (best[member].Length == 0) { best[member] = (enter[searched[0].Node].Length + Shortest(linksFrom, members, searched[0].Node, member).Count - 1, searched[0].Node); }
            bound[member].Best = most;
        }
    }

    private static List<int> Back(StrongComponents parts, IReadOnlyList<Link>[] linksFrom, (int Length, int From)[] enter, (int Length, int Entry)[] best, int end)
    {
        var path = new List<int>();
        for (var node = end; node >= 0; node = enter[best[node].Entry].From)
        {
            var members = parts.Members[parts.Of[node]];
            var entry = best[node].Entry;
            var wanted = best[node].Length - enter[entry].Length + 1;
            var entries = members.Count(m => enter[m].Length > 0);
            var searches = members.Count <= LoopPaths.ExactMembers ? entries : Math.Min(entries, MostStarts);
            var inside = new LoopPaths(members, linksFrom).Path(IndexOf(members, entry), IndexOf(members, node), searches);
            path.InsertRange(0, inside.Count == wanted ? inside : Shortest(linksFrom, members, entry, node));
        }
        return path;
    }

    private static List<int> Shortest(IReadOnlyList<Link>[] linksFrom, IReadOnlyList<int> members, int from, int to)
    {
        var inside = members.ToHashSet();
        var links = ShortestPaths.Between(linksFrom.Length, linksFrom, [from], n => n == to, n => !inside.Contains(n))!;
        return [from, .. links.Select(l => l.To)];
    }

    private static int IndexOf(IReadOnlyList<int> members, int node) => ((List<int>)members).BinarySearch(node);
}
