using Breakwater.Contracts;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit;

/// <summary>Equal events that wait to become one record. Used again and again; not thread-safe.</summary>
internal sealed class AggregationGroup
{
    // What a record has beside its names and members, generously.
    private const int FixedBytes = 1_536;
    private readonly Dictionary<(string? Agent, UInt128 Chain), int> _index = [];
    private readonly HeldArguments _arguments = new();
    private AuditEvent _first;
    private DateTimeOffset _last;
    private readonly MemberBounds _bounds = new();
    private int _bytes;

    public AggregationKey Key { get; private set; }

    public AuditMembers Members { get; } = new();

    /// <summary>Events that wait.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of its record, not less; the arguments of a single member are not in them.</summary>
    public long Bytes => _bytes + _bounds.Bytes;

    /// <summary>Timestamp of when it began to wait.</summary>
    public long Since { get; private set; }

    public LinkedListNode<AggregationGroup> Node { get; }

    public AggregationGroup() => Node = new(this);

    public void Begin(in AggregationKey key, in AuditEvent e, long now)
    {
        (Key, Since, _first, _last, Count) = (key, now, e, e.Time, 0);
        if (e.Arguments is { } arguments) { _arguments.Hold(arguments); }
        _bytes = FixedBytes + MemberBounds.Escaped(e.Node) + MemberBounds.Escaped(e.Tenant) + MemberBounds.Escaped(e.Tool) + MemberBounds.Escaped(e.Accountable)
            + MemberBounds.Escaped(e.Decision.Reason?.Code) + MemberBounds.Escaped(e.Decision.Control.Value);
    }

    /// <summary>Adds an event; false if its record would become larger than a log takes.</summary>
    public bool TryAdd(in AuditEvent e)
    {
        var most = MerkleLog.MostRecordBytes - _bytes;
        if (_index.TryGetValue((e.Agent, e.Chain), out var at))
        {
            ref var member = ref Members.At(at);
            var again = member with
            {
                Count = member.Count + 1,
                First = e.Time < member.First ? e.Time : member.First,
                Last = e.Time > member.Last ? e.Time : member.Last,
                Request = e.Request == member.Request ? member.Request : 0,
                Admission = e.Admission == member.Admission ? member.Admission : 0,
                Charged = Sum(member.Charged, e.Charged),
            };
            if (!_bounds.TryAdd(again, isNew: false, most)) { return false; }
            member = again;
        }
        else
        {
            var member = new AuditMember { Agent = e.Agent, Chain = e.Chain, Request = e.Request, Admission = e.Admission, Count = 1, First = e.Time, Last = e.Time, Charged = e.Charged };
            if (!_bounds.TryAdd(member, isNew: true, Count > 0 ? most : long.MaxValue)) { return false; }
            _index.Add((e.Agent, e.Chain), Members.Add(member));
        }
        if (e.Time < _first.Time) { _first = _first with { Time = e.Time }; }
        if (e.Time > _last) { _last = e.Time; }
        // What they differ in is the members', or nobody's.
        if (Count > 0)
        {
            _first = _first with
            {
                Charged = Sum(_first.Charged, e.Charged),
                Session = e.Session == _first.Session ? _first.Session : 0,
                Parent = e.Parent == _first.Parent ? _first.Parent : 0,
                Request = e.Request == _first.Request ? _first.Request : 0,
                Admission = e.Admission == _first.Admission ? _first.Admission : 0,
                OutputDigest = e.OutputDigest == _first.OutputDigest ? _first.OutputDigest : 0,
                Anomaly = e.Anomaly == _first.Anomaly ? _first.Anomaly : null,
                ContextUse = e.ContextUse == _first.ContextUse ? _first.ContextUse : null,
                JudgeScore = e.JudgeScore == _first.JudgeScore ? _first.JudgeScore : null,
            };
        }
        Count++;
        return true;
    }

    /// <summary>The record's event: a single one as it was; several of one agent and chain with their count; several of many with their members.</summary>
    public AuditEvent ToEvent()
    {
        var arguments = _first.Arguments is null ? null : _arguments;
        if (Count == 1) { return _first with { Arguments = arguments }; }
        var together = _first with { Arguments = arguments, Since = _first.Time, Time = _last, Count = Count };
        return Members.Count == 1 ? together : together with
        {
            Agent = null, Session = 0, Chain = 0, Request = 0, Parent = 0, ArgumentsDigest = 0, Arguments = null, Admission = 0, Members = Members,
        };
    }

    public void Clear()
    {
        _index.Clear();
        Members.Clear();
        _bounds.Clear();
        _arguments.Forget();
        (_first, Key) = (default, default);
    }

    private static Money Sum(Money a, Money b)
    {
        var sum = unchecked(a.Micros + b.Micros);
        return new(((a.Micros ^ sum) & (b.Micros ^ sum)) >= 0 ? sum : a.Micros < 0 ? long.MinValue : long.MaxValue);
    }
}
