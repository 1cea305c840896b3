namespace Breakwater.Cedar.Evaluation.Indexing;

/// <summary>
/// Files of policies by pairs of keys, action and other, in an open hash table. Each policy is in the files of all its actions under one other key. Immutable; a look-up is
/// one multiplication and, mostly, one cache line.
/// </summary>
internal sealed class PolicyIndex
{
    private readonly Slot[] _slots;
    private readonly int[] _policies;
    private readonly int _shift;
    private readonly HashSet<int> _actions = [];
    private readonly HashSet<int> _others = [];

    /// <summary>An index of these files.</summary>
    public PolicyIndex(IReadOnlyDictionary<ulong, List<int>> files)
    {
        var bits = 4;
        while (1L << bits < files.Count * 2L) { bits++; }
        _shift = 64 - bits;
        _slots = new Slot[1 << bits];
        _policies = new int[files.Sum(f => f.Value.Count)];
        var start = 0;
        foreach (var (key, file) in files)
        {
            file.CopyTo(_policies, start);
            _actions.Add((int)(key >> 32));
            _others.Add((int)key);
            var at = Home(key);
            while (_slots[at].Count != 0) { at = (at + 1) & (_slots.Length - 1); }
            _slots[at] = new(key, start, file.Count);
            start += file.Count;
        }
    }

    public static ulong Pair(int action, int other) => ((ulong)(uint)action << 32) | (uint)other;

    /// <summary>Whether any policy is filed under the action.</summary>
    public bool HasAction(int action) => _actions.Contains(action);

    /// <summary>Whether any policy is filed under the other key.</summary>
    public bool HasOther(int other) => _others.Contains(other);

    /// <summary>The policies in a file, by their number in the set.</summary>
    public ReadOnlySpan<int> Find(int action, int other)
    {
        var key = Pair(action, other);
        for (var at = Home(key); ; at = (at + 1) & (_slots.Length - 1))
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Count == 0) { return []; }
            if (slot.Key == key) { return _policies.AsSpan(slot.Start, slot.Count); }
        }
    }

    private int Home(ulong key) => (int)((key * 0x9E37_79B9_7F4A_7C15UL) >> _shift);

    /// <param name="Key">Both keys.</param>
    /// <param name="Start">Where the file begins.</param>
    /// <param name="Count">How many policies it has; 0 if the slot is free.</param>
    private readonly record struct Slot(ulong Key, int Start, int Count);
}
