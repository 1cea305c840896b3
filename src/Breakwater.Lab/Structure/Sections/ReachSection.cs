namespace Breakwater.Lab.Structure;

/// <summary>What each principal could have done by delegates. A shorter way to a delegate never closes a rule that a longer one leaves open, so the first way found serves.</summary>
internal static class ReachSection
{
    public static ReachStructure Of(FleetGraph graph)
    {
        var permitting = graph.Fleet.Tools.ToDictionary(t => t.Id, _ => new List<Link>(), StringComparer.Ordinal);
        foreach (var link in Enumerable.Range(0, graph.NodeCount).SelectMany(n => graph.RulesFrom[n]))
        {
            foreach (var tool in graph.Rule(link).Permissions) { permitting[tool].Add(link); }
        }

        var narrow = permitting.ToDictionary(p => p.Key, p => p.Value.ToLookup(l => l.From), StringComparer.Ordinal);
        var found = Enumerable.Range(0, graph.NodeCount).SelectMany(n => From(graph, narrow, n)).ToList();
        var groups = found.Where(r => r.Agents > 0).ToList();
        return new()
        {
            AgentTools = groups.Sum(r => (long)r.Agents),
            Laundered = groups.Where(r => r.Authority == "laundered").Sum(r => (long)r.Agents),
            Groups = groups,
            Orchestrators = [.. found.Where(r => r.Agents == 0)],
        };
    }

    private static IEnumerable<ReachableTool> From(FleetGraph graph, IReadOnlyDictionary<string, ILookup<int, Link>> narrow, int start)
    {
        if (graph.RulesFrom[start].Count == 0) { yield break; }
        var chains = Chains(graph, start, n => graph.RulesFrom[n], link => graph.Rule(link).Permissions);
        foreach (var tool in graph.Fleet.Tools)
        {
            if (!chains.TryGetValue(tool.Id, out var chain) || graph.Grants(start, tool.Id)) { continue; }
            var permitted = narrow[tool.Id].Contains(start)
                && Chains(graph, start, n => narrow[tool.Id][n], _ => [tool.Id]).TryGetValue(tool.Id, out var held) ? held : null;
            yield return new(
                graph.Id(start), graph.ClusterOf(start).Id, graph.Agents(start), tool.Id, Witnesses.Lower(tool.Access), Witnesses.Lower(tool.Risk), tool.Boundary,
                permitted is null ? "laundered" : "permitted", Witnesses.Of(graph, start, permitted ?? chain));
        }
    }

    // By tool: the shortest chain whose last rule permits it.
    private static Dictionary<string, IReadOnlyList<Link>> Chains(
        FleetGraph graph, int start, Func<int, IEnumerable<Link>> rulesFrom, Func<Link, IReadOnlyList<string>> permits)
    {
        var found = new Dictionary<string, IReadOnlyList<Link>>(StringComparer.Ordinal);
        var last = new Dictionary<int, Link>();
        var seen = new HashSet<int> { start };
        var queue = new Queue<(int Node, int Depth)>();
        queue.Enqueue((start, 0));
        while (queue.TryDequeue(out var at))
        {
            foreach (var link in rulesFrom(at.Node))
            {
                if (graph.Rule(link).MaxDepth <= at.Depth || link.To == start) { continue; }
                foreach (var tool in permits(link))
                {
                    if (!found.ContainsKey(tool)) { found[tool] = [.. Back(at.Node), link]; }
                }
                if (!seen.Add(link.To)) { continue; }
                last[link.To] = link;
                queue.Enqueue((link.To, at.Depth + 1));
            }
        }
        return found;

        IEnumerable<Link> Back(int node)
        {
            var path = new Stack<Link>();
            while (node != start)
            {
                path.Push(last[node]);
                node = last[node].From;
            }
            return path;
        }
    }
}
