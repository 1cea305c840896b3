namespace Breakwater.Lab.Structure;

/// <summary>A node without which others fall apart.</summary>
/// <param name="Node">The node.</param>
/// <param name="CutOff">Weight of what is then no longer connected with the largest remaining part.</param>
internal readonly record struct CutPoint(int Node, long CutOff);

/// <summary>Articulation points of an undirected graph with weighted nodes, by Tarjan's algorithm without recursion. O(nodes + edges).</summary>
internal static class CutPoints
{
    /// <param name="neighbours">By node.</param>
    /// <param name="weight">By node.</param>
    /// <param name="aloneApart">Whether a node that is left alone falls into parts of weight 1: several agents that nothing else connects.</param>
    public static IReadOnlyList<CutPoint> Find(IReadOnlyList<int>[] neighbours, IReadOnlyList<long> weight, bool aloneApart)
    {
        var nodes = neighbours.Length;
        var (order, low, parts) = (new int[nodes], new int[nodes], new int[nodes]);
        var (below, apart) = (new (long Weight, int Nodes)[nodes], new (long Weight, int Nodes)[nodes]);
        var largest = new long[nodes];
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
                below[parent] = (below[parent].Weight + below[node].Weight, below[parent].Nodes + below[node].Nodes);
                if (low[node] < order[parent]) { continue; }
                parts[parent]++;
                apart[parent] = (apart[parent].Weight + below[node].Weight, apart[parent].Nodes + below[node].Nodes);
                largest[parent] = Math.Max(largest[parent], Size(below[node]));
            }

            foreach (var node in visited)
            {
                if (parts[node] < (node == root ? 2 : 1)) { continue; }
                var rest = below[root].Weight - weight[node];
                var above = (rest - apart[node].Weight, below[root].Nodes - 1 - apart[node].Nodes);
                found.Add(new(node, rest - Math.Max(largest[node], Size(above))));
            }

            void Enter(int node, int parent)
            {
                order[node] = low[node] = ++counter;
                below[node] = (weight[node], 1);
                visited.Add(node);
                calls.Push((node, parent, 0));
            }
        }
        return [.. found.OrderBy(c => c.Node)];

        long Size((long Weight, int Nodes) part) => aloneApart && part.Nodes == 1 ? Math.Min(1, part.Weight) : part.Weight;
    }
}
