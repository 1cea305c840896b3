namespace Breakwater.Lab.Structure;

/// <summary>A node without which others fall apart.</summary>
/// <param name="Node">The node.</param>
/// <param name="CutOff">Weight of what is then no longer connected with the largest remaining part.</param>
internal readonly record struct CutPoint(int Node, long CutOff);

/// <summary>Articulation points of an undirected graph with weighted nodes, by Tarjan's algorithm without recursion. O(nodes + edges).</summary>
internal static class CutPoints
{
    public static IReadOnlyList<CutPoint> Find(IReadOnlyList<int>[] neighbours, IReadOnlyList<long> weight)
    {
        var nodes = neighbours.Length;
        var (order, low) = (new int[nodes], new int[nodes]);
        var (below, apart, largest, parts) = (new long[nodes], new long[nodes], new long[nodes], new int[nodes]);
        var found = new List<CutPoint>();
        var counter = 0;
        for (var root = 0; root < nodes; root++)
        {
            if (order[root] != 0) { continue; }
            var visited = new List<int>();
            var calls = new Stack<(int Node, int Parent, int At)>();
            Enter(root, -1);
            while (calls.TryPop(out var call))
            {
                var (node, parent, at) = call;
                if (at < neighbours[node].Count)
                {
                    calls.Push((node, parent, at + 1));
                    var next = neighbours[node][at];
                    if (order[next] == 0) { Enter(next, node); }
                    else if (next != parent) { low[node] = Math.Min(low[node], order[next]); }
                    continue;
                }
                if (parent < 0) { continue; }
                low[parent] = Math.Min(low[parent], low[node]);
                below[parent] += below[node];
                if (low[node] < order[parent]) { continue; }
                parts[parent]++;
                apart[parent] += below[node];
                largest[parent] = Math.Max(largest[parent], below[node]);
            }

            foreach (var node in visited)
            {
                var above = below[root] - weight[node] - apart[node];
                if (node == root ? parts[node] < 2 : parts[node] < 1) { continue; }
                found.Add(new(node, below[root] - weight[node] - Math.Max(largest[node], above)));
            }

            void Enter(int node, int parent)
            {
                order[node] = low[node] = ++counter;
                below[node] = weight[node];
                visited.Add(node);
                calls.Push((node, parent, 0));
            }
        }
        return [.. found.OrderBy(c => c.Node)];
    }
}
