namespace Breakwater.Cedar.Schemas;

/// <summary>Finds a cycle in a hierarchy, without recursion. O(nodes + edges).</summary>
internal static class Cycles
{
    /// <summary>A node that is its own ancestor; null if none is.</summary>
    public static T? Find<T>(IEnumerable<T> nodes, Func<T, IReadOnlyList<T>> parents)
        where T : class
    {
        var isDone = new Dictionary<T, bool>();
        var path = new Stack<(T Node, int Next)>();
        foreach (var root in nodes)
        {
            if (!isDone.TryAdd(root, false)) { continue; }
            path.Push((root, 0));
            while (path.TryPop(out var at))
            {
                var above = parents(at.Node);
                if (at.Next == above.Count)
                {
                    isDone[at.Node] = true;
                    continue;
                }
                path.Push((at.Node, at.Next + 1));
                var parent = above[at.Next];
                if (isDone.TryAdd(parent, false)) { path.Push((parent, 0)); }
                else if (!isDone[parent]) { return parent; }
            }
        }
        return null;
    }
}
