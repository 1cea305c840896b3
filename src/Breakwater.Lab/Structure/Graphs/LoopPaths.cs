namespace Breakwater.Lab.Structure;

/// <summary>
/// Longest simple paths inside one strongly connected component. Up to <see cref="ExactMembers"/> members every set of members is examined, which is
/// exact; in larger ones paths are searched depth-first for a fixed number of steps, so a length is then what was found, not the most there can be.
/// </summary>
internal sealed class LoopPaths
{
    /// <summary>Members up to which the answer is exact: 2¹⁶ sets of members for each start.</summary>
    public const int ExactMembers = 16;

    private const long SearchSteps = 2_000_000;

    private readonly IReadOnlyList<int> _members;
    private readonly int[][] _next;

    public LoopPaths(IReadOnlyList<int> members, IReadOnlyList<Link>[] linksFrom)
    {
        _members = members;
        var position = members.Select((m, i) => (m, i)).ToDictionary(p => p.m, p => p.i);
        _next = [.. members.Select(m => linksFrom[m].Where(l => position.ContainsKey(l.To) && l.To != m).Select(l => position[l.To]).Distinct().ToArray())];
    }

    /// <summary>From one member: for each member, in order, the nodes of the longest simple path found to it.</summary>
    /// <param name="start">Position among the members.</param>
    /// <param name="searches">How many starts share the steps of a search.</param>
    /// <param name="exact">Whether no path is longer.</param>
    public IReadOnlyList<IReadOnlyList<int>> From(int start, int searches, out bool exact)
    {
        var paths = _members.Count <= ExactMembers ? BySets(start, out exact) : BySearch(start, Math.Max(1_000, SearchSteps / searches), out exact);
        return [.. paths.Select(p => (IReadOnlyList<int>)[.. p.Select(i => _members[i])])];
    }

    private int[][] BySets(int start, out bool exact)
    {
        exact = true;
        var ends = new ushort[1 << _members.Count];                 // by set of members: at which of them a path over exactly these can end
        var longest = new int[_members.Count];
        ends[1 << start] = (ushort)(1 << start);
        for (var set = 1 << start; set < ends.Length; set++)
        {
            for (var end = 0; end < _members.Count; end++)
            {
                if ((ends[set] & (1 << end)) == 0) { continue; }
                if (int.PopCount(set) > int.PopCount(longest[end])) { longest[end] = set; }
                foreach (var next in _next[end])
                {
                    if ((set & (1 << next)) == 0) { ends[set | (1 << next)] |= (ushort)(1 << next); }
                }
            }
        }
        return [.. longest.Select((set, end) => Path(ends, set, end))];
    }

    private int[] Path(ushort[] ends, int set, int end)
    {
        var path = new int[int.PopCount(set)];
        for (var i = path.Length - 1; i >= 0; i--)
        {
            path[i] = end;
            set &= ~(1 << end);
            var before = ends[set];
            for (var candidate = 0; candidate < _members.Count; candidate++)
            {
                if ((before & (1 << candidate)) == 0 || !_next[candidate].Contains(end)) { continue; }
                end = candidate;
                break;
            }
        }
        return path;
    }

    private int[][] BySearch(int start, long steps, out bool exact)
    {
        var longest = new int[_members.Count][];
        Array.Fill(longest, []);
        var on = new bool[_members.Count];
        var path = new List<int>();
        var at = new List<int>();
        Enter(start);
        while (path.Count > 0 && steps > 0)
        {
            steps--;
            var node = path[^1];
            if (at[^1] == _next[node].Length)
            {
                on[node] = false;
                path.RemoveAt(path.Count - 1);
                at.RemoveAt(at.Count - 1);
                continue;
            }
            var next = _next[node][at[^1]++];
            if (!on[next]) { Enter(next); }
        }
        exact = path.Count == 0;
        return longest;

        void Enter(int node)
        {
            on[node] = true;
            path.Add(node);
            at.Add(0);
            if (path.Count > longest[node].Length) { longest[node] = [.. path]; }
        }
    }
}
