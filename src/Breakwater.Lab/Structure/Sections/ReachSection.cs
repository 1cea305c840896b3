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

    // By tool: the shortest chain whose last rule permits it. No agent takes part twice, so a chain may come back to a group only if that has another agent.
    private static Dictionary<string, IReadOnlyList<Link>> Chains(
        FleetGraph graph, int start, Func<int, IEnumerable<Link>> rulesFrom, Func<Link, IReadOnlyList<string>> permits)
    {
        var found = new Dictionary<string, IReadOnlyList<Link>>(StringComparer.Ordinal);
        var last = Search(graph, start, rulesFrom, avoided: -1, out var order);
        foreach (var link in order.SelectMany(rulesFrom).Where(l => l.To != start))
        {
            var path = Back(last, start, link.From);
            if (path.Any(l => l.To == link.To) && graph.Agents(link.To) == 1)
            {
                var around = Search(graph, start, rulesFrom, avoided: link.To, out _);
                if (!around.ContainsKey(link.From)) { continue; }
                path = Back(around, start, link.From);
            }
            if (graph.Rule(link).MaxDepth <= path.Count) { continue; }
            foreach (var tool in permits(link))
            {
                if (!found.TryGetValue(tool, out var shortest) || shortest.Count > path.Count + 1) { found[tool] = [.. path, link]; }
            }
        }
        return found;
    }

    // The last rule of a shortest chain to each delegate, and the delegates in the order in which they are reached, the start first.
    private static Dictionary<int, Link> Search(FleetGraph graph, int start, Func<int, IEnumerable<Link>> rulesFrom, int avoided, out IReadOnlyList<int> order)
    {
        var last = new Dictionary<int, Link>();
        var reached = new List<(int Node, int Depth)> { (start, 0) };
        for (var i = 0; i < reached.Count; i++)
        {
            foreach (var link in rulesFrom(reached[i].Node))
            {
                if (link.To == start || link.To == avoided || graph.Rule(link).MaxDepth <= reached[i].Depth || !last.TryAdd(link.To, link)) { continue; }
                reached.Add((link.To, reached[i].Depth + 1));
            }
        }
        order = [.. reached.Select(r => r.Node)];
        return last;
    }

    private static List<Link> Back(Dictionary<int, Link> last, int start, int node)
    {
        var path = new List<Link>();
        for (; node != start; node = last[node].From) { path.Add(last[node]); }
        path.Reverse();
        return path;
    }
}
