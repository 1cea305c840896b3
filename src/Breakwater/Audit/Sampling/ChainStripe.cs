using System.Runtime.CompilerServices;

namespace Breakwater.Audit;

/// <summary>
/// The chains of one stripe: which are held, which are recorded as they come, and what became of their events. The caller holds <see cref="Lock"/>. A chain whose hash lies below the rate of its
/// class is recorded at once, because its class only rises; only those that may be left out are held. O(1) for each event, and O(1) for each held event that is released.
/// </summary>
internal sealed class ChainStripe(SamplingAuditSink owner, SamplingOptions options, ChainHash hash, int logs, long mostBytes)
{
    private const int MostPooledArgumentBytes = 4_096;
    private static readonly int EventBytes = Unsafe.SizeOf<HeldEvent>();
    // The entry, and its place in the index.
    private static readonly int ChainBytes = Unsafe.SizeOf<HeldChain>() + Unsafe.SizeOf<ChainKey>() + 16;
    private readonly int[] _perMille = [1_000, options.ElevatedPerMille, options.RoutinePerMille];
    private readonly Dictionary<ChainKey, int> _index = [];
    private readonly Slab<HeldEvent> _events = new();
    private readonly Slab<HeldChain> _chains = new();
    private readonly LogTally[] _tallies = new LogTally[logs];
    private ChainQueue? _held;
    private ChainQueue? _through;

    /// <summary>Held around every call.</summary>
    public object Lock { get; } = new();

    /// <summary>Events on their way to the disk, outside the lock.</summary>
    public int Writing { get; set; }

    /// <summary>Whether counts are about to be committed, for which nothing may be on its way.</summary>
    public bool IsCutting { get; set; }

    public long Bytes { get; private set; }

    public ReadOnlySpan<LogTally> Tallies => _tallies;

    private ChainQueue Held => _held ??= new(_chains);

    private ChainQueue Through => _through ??= new(_chains);

    public RecordStatus Append(in AuditEvent e, RecordUrgency urgency, SampleClass of, ChainKey key, int log, long now)
    {
        _tallies[log].Seen++;
        var at = Enter(key, of, now);
        if (at == ChainQueue.None) { return Single(e, urgency, of, key, log, wouldHold: true); }
        if (!_chains[at].IsThrough) { Hold(at, e, log, now); }
        return _chains[at].IsThrough ? Forward(at, e, urgency, log, now) : RecordStatus.Taken;
    }

    /// <summary>An event that belongs to no chain is one of its own, decided on at once.</summary>
    public RecordStatus AppendSingle(in AuditEvent e, RecordUrgency urgency, SampleClass of, ChainKey key, int log)
    {
        _tallies[log].Seen++;
        return Single(e, urgency, of, key, log, wouldHold: false);
    }

    /// <summary>Before an event that waits for the disk: what its chain holds goes first.</summary>
    public void BeginWriting(ChainKey key, int log, long now)
    {
        _tallies[log].Seen++;
        _tallies[log].Waiting++;
        Writing++;
        if (key.Chain != 0 && Enter(key, SampleClass.MustKeep, now) is >= 0 and var at) { Touch(at, now); }
    }

    /// <summary>After it.</summary>
    public void EndWriting(ChainKey key, int log, RecordStatus status)
    {
        Writing--;
        ref var tally = ref _tallies[log];
        tally.Waiting--;
        if (status == RecordStatus.Refused) { tally.Refused++; return; }
        tally.Written++;
        // Its chain may have been closed meanwhile.
        if (key.Chain != 0 && _index.TryGetValue(key, out var at) && _chains[at].Class == SampleClass.MustKeep)
        {
            tally.Open++;
            _chains[at].Written[log & 3]++;
        }
        else
        {
            tally.End(SampleClass.MustKeep, isKept: true, isPressed: false, 1);
        }
    }

    public void Close(ChainKey key)
    {
        if (_index.TryGetValue(key, out var at)) { End(at); }
    }

    /// <summary>Ends what was held for long, and what was recorded and has been silent for long.</summary>
    public void Expire(long before)
    {
        while (Held.First is >= 0 and var held && _chains[held].Since <= before) { End(held); }
        while (Through.First is >= 0 and var through && _chains[through].Since <= before) { End(through); }
    }

    public void EndAll() => Expire(long.MaxValue);

    /// <summary>The chain, promoted if the event demands it; none if there is no room even to remember it.</summary>
    private int Enter(ChainKey key, SampleClass of, long now)
    {
        if (!_index.TryGetValue(key, out var at))
        {
            MakeRoom(ChainBytes, now);
            if (Bytes + ChainBytes > mostBytes) { return ChainQueue.None; }
            at = _chains.Take();
            _index.Add(key, at);
            Bytes += ChainBytes;
            _chains[at] = new() { Key = key, Class = of, Hash = (short)hash.Of(key.Tenant, key.Chain), Since = now, FirstEvent = ChainQueue.None, LastEvent = ChainQueue.None };
            Held.Add(at);
        }
        ref var chain = ref _chains[at];
        if (of < chain.Class) { chain.Class = of; }
        if (chain.Hash < _perMille[(int)chain.Class])
        {
            chain.IsPressed = false;
            if (!chain.IsThrough) { LetThrough(at, now); }
        }
        return at;
    }

    /// <summary>From here on the chain is recorded as it comes; what it held is recorded now, in its order.</summary>
    private void LetThrough(int at, long now)
    {
        ref var chain = ref _chains[at];
        Held.Remove(at);
        chain.IsThrough = true;
        chain.Since = now;
        Through.Add(at);
        for (var i = chain.FirstEvent; i != ChainQueue.None;)
        {
            ref var held = ref _events[i];
            var log = owner.LogOf(held.Event);
            _tallies[log].Waiting--;
            Forward(at, held.Event with { Arguments = held.Event.Arguments is null ? null : held.Arguments }, RecordUrgency.After, log, now);
            i = Free(i);
        }
        (chain.FirstEvent, chain.LastEvent) = (ChainQueue.None, ChainQueue.None);
    }

    private RecordStatus Forward(int at, in AuditEvent e, RecordUrgency urgency, int log, long now)
    {
        ref var chain = ref _chains[at];
        ref var tally = ref _tallies[log];
        Touch(at, now);
        var status = owner.Forward(e with { SampledPerMille = Tag(chain.Class, chain.IsPressed) }, urgency, log);
        if (status == RecordStatus.Refused) { tally.Refused++; return status; }
        tally.Written++;
        tally.Open++;
        chain.Written[log & 3]++;
        return status;
    }

    private void Touch(int at, long now)
    {
        if (_chains[at].Since == now) { return; }
        Through.Remove(at);
        _chains[at].Since = now;
        Through.Add(at);
    }

    private RecordStatus Single(in AuditEvent e, RecordUrgency urgency, SampleClass of, ChainKey key, int log, bool wouldHold)
    {
        ref var tally = ref _tallies[log];
        var isSampled = hash.Of(key.Tenant, key.Chain) < _perMille[(int)of];
        if (!isSampled && !wouldHold)
        {
            tally.End(of, isKept: false, isPressed: false, 1);
            return RecordStatus.Taken;
        }
        var status = owner.Forward(e with { SampledPerMille = Tag(of, !isSampled) }, urgency, log);
        if (status == RecordStatus.Refused) { tally.Refused++; return status; }
        tally.Written++;
        tally.End(of, isKept: true, isPressed: !isSampled, 1);
        return status;
    }

    private void Hold(int at, in AuditEvent e, int log, long now)
    {
        var index = _events.Take();
        ref var held = ref _events[index];
        held.Event = e;
        held.Next = ChainQueue.None;
        if (e.Arguments is { } arguments) { (held.Arguments ??= new()).Hold(arguments); }
        var bytes = BytesOf(held);
        MakeRoom(bytes, now);
        // It may have been this chain that had to make room: then its events go through, and this one behind them.
        if (_chains[at].IsThrough)
        {
            Recycle(index);
            return;
        }
        Bytes += bytes;
        _tallies[log].Waiting++;
        ref var chain = ref _chains[at];
        if (chain.LastEvent == ChainQueue.None) { chain.FirstEvent = index; } else { _events[chain.LastEvent].Next = index; }
        chain.LastEvent = index;
    }

    /// <summary>Records the chains that were held longest until there is room, or nothing is held.</summary>
    private void MakeRoom(int bytes, long now)
    {
        while (Bytes + bytes > mostBytes && Held.First is >= 0 and var oldest)
        {
            _chains[oldest].IsPressed = true;
            LetThrough(oldest, now);
        }
    }

    private void End(int at)
    {
        ref var chain = ref _chains[at];
        if (chain.IsThrough)
        {
            for (var i = 0; i < 4; i++)
            {
                if (chain.Written[i] == 0) { continue; }
                ref var tally = ref _tallies[chain.Key.Tenant * 4 + i];
                tally.Open -= chain.Written[i];
                tally.End(chain.Class, isKept: true, chain.IsPressed, chain.Written[i]);
            }
            Through.Remove(at);
        }
        else
        {
            var omitted = default(HeldChain.PerRetention);
            for (var i = chain.FirstEvent; i != ChainQueue.None; i = Free(i)) { omitted[owner.LogOf(_events[i].Event) & 3]++; }
            for (var i = 0; i < 4; i++)
            {
                if (omitted[i] == 0) { continue; }
                ref var tally = ref _tallies[chain.Key.Tenant * 4 + i];
                tally.Waiting -= omitted[i];
                tally.End(chain.Class, isKept: false, isPressed: false, omitted[i]);
            }
            Held.Remove(at);
        }
        _index.Remove(chain.Key);
        Bytes -= ChainBytes;
        _chains.Give(at);
    }

    private short? Tag(SampleClass of, bool isPressed) => _perMille[(int)of] == 1_000 ? null : isPressed ? (short)0 : (short)_perMille[(int)of];

    /// <summary>Gives an event's place back; says which was next.</summary>
    private int Free(int index)
    {
        var next = _events[index].Next;
        Bytes -= BytesOf(_events[index]);
        Recycle(index);
        return next;
    }

    private void Recycle(int index)
    {
        ref var held = ref _events[index];
        held.Event = default;
        if (held.Arguments is { Bytes: > MostPooledArgumentBytes }) { held.Arguments = null; }
        held.Arguments?.Forget();
        _events.Give(index);
    }

    private static int BytesOf(in HeldEvent held) => EventBytes + (held.Arguments?.Bytes ?? 0);
}
