namespace Breakwater.Lab.Structure;

/// <summary>Breadth-first search over the links. Of equally short paths the one whose links stand first in the file is taken.</summary>
internal static class ShortestPaths
{
    /// <summary>For each node the first link of a shortest path to a target; null at a target and where no path leads to one.</summary>
    public static Link?[] Towards(FleetGraph graph, IEnumerable<int> targets, out int[] distance, Func<Link, bool>? usable = null)
    {
        distance = Filled(graph.NodeCount);
        var next = new Link?[graph.NodeCount];
        var queue = Start(targets, distance);
        while (queue.TryDequeue(out var node))
        {
            foreach (var link in graph.LinksTo[node])
            {
                if (distance[link.From] >= 0 || !(usable?.Invoke(link) ?? true)) { continue; }
                distance[link.From] = distance[node] + 1;
                next[link.From] = link;
                queue.Enqueue(link.From);
            }
        }
        return next;
    }

    /// <summary>The links from a node on, following <see cref="Towards"/>.</summary>
    public static IReadOnlyList<Link> Follow(Link?[] next, int from)
    {
        var path = new List<Link>();
        for (var link = next[from]; link is { } step; link = next[step.To]) { path.Add(step); }
        return path;
    }

    /// <summary>A shortest path from any source to any target over some of the links, without passing a forbidden node; null if there is none.</summary>
    public static IReadOnlyList<Link>? Between(
        int nodes, IReadOnlyList<Link>[] linksFrom, IEnumerable<int> sources, Func<int, bool> isTarget, Func<int, bool>? forbidden = null)
    {
        var distance = Filled(nodes);
        var last = new Link?[nodes];
        var queue = Start(sources.Where(s => !(forbidden?.Invoke(s) ?? false)), distance);
        while (queue.TryDequeue(out var node))
        {
            if (isTarget(node)) { return Back(last, node); }
            foreach (var link in linksFrom[node])
            {
                if (distance[link.To] >= 0 || (forbidden?.Invoke(link.To) ?? false)) { continue; }
                distance[link.To] = distance[node] + 1;
                last[link.To] = link;
                queue.Enqueue(link.To);
            }
        }
        return null;
    }

    /// <summary>The links that lead to a node, given the last one to each.</summary>
    public static IReadOnlyList<Link> Back(Link?[] last, int node)
    {
        var path = new List<Link>();
        for (var link = last[node]; link is { } step; link = last[step.From]) { path.Add(step); }
        path.Reverse();
        return path;
    }

    private static int[] Filled(int nodes)
    {
        var distance = new int[nodes];
        Array.Fill(distance, -1);
        return distance;
    }

    private static Queue<int> Start(IEnumerable<int> nodes, int[] distance)
    {
        var queue = new Queue<int>();
        foreach (var node in nodes)
        {
            if (distance[node] == 0) { continue; }
            distance[node] = 0;
            queue.Enqueue(node);
        }
        return queue;
    }
}
