using System.Collections;
using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>One agent in one causal chain, and how often, among those that an aggregated record stands for.</summary>
public readonly record struct AuditMember
{
    /// <summary>Agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Causal chain; 0 for none.</summary>
    public UInt128 Chain { get; init; }

    /// <summary>The request, if all that are counted here are of one; otherwise 0.</summary>
    public ulong Request { get; init; }

    /// <summary>The admission, if all that are counted here are of one; otherwise 0.</summary>
    public ulong Admission { get; init; }

    /// <summary>How many, at least 1.</summary>
    public long Count { get; init; }

    /// <summary>The first.</summary>
    public DateTimeOffset First { get; init; }

    /// <summary>The last.</summary>
    public DateTimeOffset Last { get; init; }

    /// <summary>What was charged for all of them.</summary>
    public Money Charged { get; init; }
}

/// <summary>The members of an aggregated record, in the order in which they came. Not thread-safe; used again by whoever aggregates.</summary>
public sealed class AuditMembers : IReadOnlyList<AuditMember>
{
    private readonly Comparison<int> _byStem;
    private AuditMember[] _members = new AuditMember[4];
    private int[] _order = [];

    /// <summary>None yet.</summary>
    public AuditMembers() => _byStem = (a, b) => MemberColumns.StemOf(_members[a].Agent).SequenceCompareTo(MemberColumns.StemOf(_members[b].Agent)) is not 0 and var order ? order : a - b;

    /// <summary>How many members.</summary>
    public int Count { get; private set; }

    /// <summary>The members.</summary>
    public ReadOnlySpan<AuditMember> Span => _members.AsSpan(0, Count);

    /// <inheritdoc/>
    public AuditMember this[int index] => Span[index];

    /// <summary>A copy that stays as it is.</summary>
    public AuditMembers Copy() => new() { _members = Span.ToArray(), Count = Count };

    /// <inheritdoc/>
    public IEnumerator<AuditMember> GetEnumerator() => _members.Take(Count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The members by the stem of their agent's name, those of one stem as they came. Overwritten by the next call. O(members × log members).</summary>
    internal ReadOnlySpan<int> ByStem()
    {
        if (_order.Length < Count) { _order = new int[_members.Length]; }
        for (var i = 0; i < Count; i++) { _order[i] = i; }
        var order = _order.AsSpan(0, Count);
        order.Sort(_byStem);
        return order;
    }

    internal ref AuditMember At(int index) => ref _members[index];

    internal int Add(in AuditMember member)
    {
        if (Count == _members.Length) { Array.Resize(ref _members, 2 * Count); }
        _members[Count] = member;
        return Count++;
    }

    internal void Clear()
    {
        Array.Clear(_members, 0, Count);
        Count = 0;
    }
}
