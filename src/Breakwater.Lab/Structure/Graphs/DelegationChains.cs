namespace Breakwater.Lab.Structure;

/// <summary>
/// The longest delegation chain: hop <i>n</i> uses a rule whose greatest depth is at least <i>n</i>, and no agent takes part twice. How far rules alone
/// carry bounds it from above; where that needs an agent twice, chains are searched for a fixed number of steps.
/// </summary>
/// <param name="Links">Rules of the longest chain found, in order.</param>
/// <param name="UpperBound">Hops that no chain can exceed; the chain is the longest if it has as many.</param>
internal sealed record DelegationChains(IReadOnlyList<Link> Links, int UpperBound)
{
    private const int SearchSteps = 2_000_000;

    /// <summary>The longest chain, and by node the longest sequence of rules that can end there (0: nothing is delegated to it).</summary>
    public static (DelegationChains Longest, int[] EndingAt) Find(FleetGraph graph)
    {
        var endingAt = new int[graph.NodeCount];
        var layers = new List<Dictionary<int, Link>>();
        IEnumerable<int> at = Enumerable.Range(0, graph.NodeCount);
        while (true)
        {
            var depth = layers.Count + 1;
            var layer = new Dictionary<int, Link>();
            foreach (var link in at.Order().SelectMany(n => graph.RulesFrom[n]).Where(l => graph.Rule(l).MaxDepth >= depth)) { layer.TryAdd(link.To, link); }
            if (layer.Count == 0) { break; }
            foreach (var node in layer.Keys) { endingAt[node] = depth; }
            layers.Add(layer);
            at = layer.Keys;
        }
        return (Longest(graph, layers), endingAt);
    }

    private static DelegationChains Longest(FleetGraph graph, IReadOnlyList<Dictionary<int, Link>> layers)
    {
        if (layers.Count == 0) { return new([], 0); }
        var walk = new Link[layers.Count];
        var node = layers[^1].Keys.Min();
        for (var i = walk.Length - 1; i >= 0; i--)
        {
            walk[i] = layers[i][node];
            node = walk[i].From;
        }
        var uses = walk.Select(l => l.To).Append(walk[0].From).CountBy(n => n);
        return uses.All(u => u.Value <= Principals(graph, u.Key)) ? new(walk, walk.Length) : Search(graph, layers.Count);
    }

    private static DelegationChains Search(FleetGraph graph, int bound)
    {
        IReadOnlyList<Link> best = [];
        var steps = SearchSteps;
        var used = new int[graph.NodeCount];
        var chain = new List<Link>();
        for (var start = 0; start < graph.NodeCount && best.Count < bound; start++)
        {
            used[start]++;
            Extend(start);
            used[start]--;
        }
        return new(best, steps > 0 ? best.Count : bound);

        // No deeper than a rule's greatest depth, which is at most 1,000.
        void Extend(int node)
        {
            if (chain.Count > best.Count) { best = [.. chain]; }
            foreach (var link in graph.RulesFrom[node])
            {
                if (best.Count == bound || --steps <= 0) { return; }
                if (graph.Rule(link).MaxDepth <= chain.Count || used[link.To] >= Principals(graph, link.To)) { continue; }
                used[link.To]++;
                chain.Add(link);
                Extend(link.To);
                chain.RemoveAt(chain.Count - 1);
                used[link.To]--;
            }
        }
    }

    private static int Principals(FleetGraph graph, int node) => graph.IsGroup(node) ? graph.Agents(node) : 1;
}
