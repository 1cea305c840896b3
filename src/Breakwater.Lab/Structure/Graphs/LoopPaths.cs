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

    /// <summary>From one member: for each member, in order, the number of nodes of the longest simple path found to it; 0 if none was found.</summary>
    /// <param name="start">Position among the members.</param>
    /// <param name="searches">How many starts share the steps of a search.</param>
    /// <param name="exact">Whether no path is longer.</param>
    public IReadOnlyList<int> Lengths(int start, int searches, out bool exact)
    {
        exact = true;
        return _members.Count <= ExactMembers ? [.. Sets(start).Longest.Select(int.PopCount)] : Search(start, searches, end: -1, out exact).Lengths;
    }

    /// <summary>The nodes of the path to one member whose length <see cref="Lengths"/> gives.</summary>
    public IReadOnlyList<int> Path(int start, int end, int searches)
    {
        if (_members.Count > ExactMembers) { return Named(Search(start, searches, end, out _).Path); }
        var (ends, longest) = Sets(start);
        return Named(Path(ends, longest[end], end));
    }

    private int[] Named(IEnumerable<int> positions) => [.. positions.Select(i => _members[i])];

    // By set of members: at which of them a path over exactly these can end. By member: the largest set of which it can be the end.
    private (ushort[] Ends, int[] Longest) Sets(int start)
    {
        var ends = new ushort[1 << _members.Count];
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
        return (ends, longest);
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

    private (int[] Lengths, int[] Path) Search(int start, int searches, int end, out bool exact)
    {
        var steps = Math.Max(1_000, SearchSteps / searches);
        var lengths = new int[_members.Count];
        int[] longest = [];
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
        return (lengths, longest);

        void Enter(int node)
        {
            on[node] = true;
            path.Add(node);
            at.Add(0);
            if (path.Count <= lengths[node]) { return; }
            lengths[node] = path.Count;
            if (node == end) { longest = [.. path]; }
        }
    }
}
