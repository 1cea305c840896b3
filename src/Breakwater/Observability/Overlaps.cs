namespace Breakwater.Observability;

/// <summary>How many agents two groups have in common. Thread-safe. Grows with the combinations that occur, not with the pairs that could.</summary>
internal sealed class Overlaps
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(GroupWatch, GroupWatch), int> _counts = [];

    public void Joined(in AgentGroups groups) => Count(groups, 1);

    public void Left(in AgentGroups groups) => Count(groups, -1);

    public int Between(GroupWatch a, GroupWatch b)
    {
        if (ReferenceEquals(a, b)) { return a.Members; }
        lock (_lock) { return _counts.GetValueOrDefault(Ordered(a, b)); }
    }

    private static (GroupWatch, GroupWatch) Ordered(GroupWatch a, GroupWatch b) => a.Kind < b.Kind ? (a, b) : (b, a);

    private void Count(in AgentGroups groups, int difference)
    {
        lock (_lock)
        {
            Add(Ordered(groups.Type, groups.Cluster));
            Add(Ordered(groups.Type, groups.Provider));
            Add(Ordered(groups.Cluster, groups.Provider));
        }

        void Add((GroupWatch, GroupWatch) pair)
        {
            var count = _counts.GetValueOrDefault(pair) + difference;
            if (count > 0) { _counts[pair] = count; }
            else { _counts.Remove(pair); }
        }
    }
}
