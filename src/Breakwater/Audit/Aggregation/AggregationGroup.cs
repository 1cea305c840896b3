using System.Globalization;
using System.Text;
using Breakwater.Contracts;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit;

/// <summary>Equal events that wait to become one record. Used again and again; not thread-safe.</summary>
internal sealed class AggregationGroup
{
    // What a record has beside its names, its members and the arguments of the first, generously.
    private const int FixedBytes = 2_048;
    // {"agent":"","chain":"…","at":…}, and what a member gets when it is counted again: "count":…,"until":…,"chargedMicros":…
    private const int MemberBytes = 12 + 2 + 43 + 13 + 2;
    private const int RepeatBytes = 28 + 17 + 37;
    private readonly Dictionary<(string? Agent, UInt128 Chain), int> _index = [];
    private readonly HeldArguments _arguments = new();
    private AuditEvent _first;
    private DateTimeOffset _last;
    private int _bytes;

    public AggregationKey Key { get; private set; }

    public AuditMembers Members { get; } = new();

    /// <summary>Events that wait.</summary>
    public long Count { get; private set; }

    /// <summary>Timestamp of when it began to wait.</summary>
    public long Since { get; private set; }

    public LinkedListNode<AggregationGroup> Node { get; }

    public AggregationGroup() => Node = new(this);

    public void Begin(in AggregationKey key, in AuditEvent e, long now)
    {
        (Key, Since, _first, _last, Count) = (key, now, e, e.Time, 0);
        if (e.Arguments is { } arguments) { _arguments.Hold(arguments); }
        _bytes = FixedBytes + Escaped(e.Node) + Escaped(e.Tenant) + Escaped(e.Tool) + Escaped(e.Decision.Reason?.Code) + Escaped(e.Decision.Control.Value);
    }

    /// <summary>Adds an event; false if its record would become larger than a log takes.</summary>
    public bool TryAdd(in AuditEvent e)
    {
        if (_index.TryGetValue((e.Agent, e.Chain), out var at))
        {
            ref var member = ref Members.At(at);
            var more = member.Count == 1 ? RepeatBytes : 0;
            if (_bytes + more > MerkleLog.MostRecordBytes) { return false; }
            _bytes += more;
            member = member with
            {
                Count = member.Count + 1,
                First = e.Time < member.First ? e.Time : member.First,
                Last = e.Time > member.Last ? e.Time : member.Last,
                Request = e.Request == member.Request ? member.Request : 0,
                Admission = e.Admission == member.Admission ? member.Admission : 0,
                Charged = Sum(member.Charged, e.Charged),
            };
        }
        else
        {
            var bytes = MemberBytes + Escaped(e.Agent) + (e.Request != 0 ? 11 + Digits(e.Request) : 0) + (e.Admission != 0 ? 13 + Digits(e.Admission) : 0) + (e.Charged.Micros != 0 ? 17 + Digits((ulong)Int128.Abs(e.Charged.Micros)) + 1 : 0);
            if (Count > 0 && _bytes + bytes > MerkleLog.MostRecordBytes) { return false; }
            _bytes += bytes;
            _index.Add((e.Agent, e.Chain), Members.Add(new()
            {
                Agent = e.Agent, Chain = e.Chain, Request = e.Request, Admission = e.Admission, Count = 1, First = e.Time, Last = e.Time, Charged = e.Charged,
            }));
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
        _arguments.Forget();
        (_first, Key) = (default, default);
    }

    private static Money Sum(Money a, Money b)
    {
        var sum = unchecked(a.Micros + b.Micros);
        return new(((a.Micros ^ sum) & (b.Micros ^ sum)) >= 0 ? sum : a.Micros < 0 ? long.MinValue : long.MaxValue);
    }

    private static int Digits(ulong value)
    {
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>Bytes of a text in a record, not less.</summary>
    private static int Escaped(string? text)
    {
        if (text is null) { return 0; }
        var bytes = Encoding.UTF8.GetByteCount(text);
        foreach (var c in text)
        {
            if (c < ' ') { bytes += 5; } else if (c is '"' or '\\') { bytes++; }
        }
        return bytes;
    }
}
