namespace Breakwater.Lab.Structure;

/// <summary>Strongly connected components, by Tarjan's algorithm without recursion. O(nodes + edges).</summary>
internal sealed class StrongComponents
{
    private StrongComponents(int[] of, IReadOnlyList<IReadOnlyList<int>> members)
    {
        Of = of;
        Members = members;
    }

    /// <summary>Component of each node.</summary>
    public int[] Of { get; }

    /// <summary>Nodes of each component, ascending. Every edge between components leads to a higher one.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Members { get; }

    public static StrongComponents Find(int nodes, Func<int, IReadOnlyList<int>> successors)
    {
        var (order, low, of) = (new int[nodes], new int[nodes], new int[nodes]);
        Array.Fill(of, -1);
        var open = new Stack<int>();
        var found = new List<IReadOnlyList<int>>();
        var counter = 0;
        var calls = new Stack<(int Node, IReadOnlyList<int> Next, int At)>();
        for (var root = 0; root < nodes; root++)
        {
            if (order[root] != 0) { continue; }
            Enter(root);
            while (calls.TryPop(out var call))
            {
                var (node, next, at) = call;
                if (at > 0 && of[next[at - 1]] < 0) { low[node] = Math.Min(low[node], low[next[at - 1]]); }
                if (at < next.Count)
                {
                    calls.Push((node, next, at + 1));
                    if (order[next[at]] == 0) { Enter(next[at]); }
                    continue;
                }
                if (low[node] == order[node]) { found.Add(Close(node)); }
            }
        }

        // Tarjan closes a component after all it leads to.
        found.Reverse();
        for (var i = 0; i < nodes; i++) { of[i] = found.Count - 1 - of[i]; }
        return new(of, found);

        void Enter(int node)
        {
            order[node] = low[node] = ++counter;
            open.Push(node);
            calls.Push((node, successors(node), 0));
        }

        List<int> Close(int node)
        {
            var members = new List<int>();
            int member;
            do
            {
                member = open.Pop();
                of[member] = found.Count;
                members.Add(member);
            }
            while (member != node);
            members.Sort();
            return members;
        }
    }
}
