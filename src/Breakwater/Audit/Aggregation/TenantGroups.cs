namespace Breakwater.Audit;

/// <summary>What waits of one tenant, in the order in which it began to wait. Thread-safe.</summary>
internal sealed class TenantGroups(AuditSink inner, AggregationOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AggregationKey, AggregationGroup> _open = [];
    private readonly Dictionary<UInt128, AggregationGroup> _chains = [];
    private readonly LinkedList<AggregationGroup> _order = new();
    private readonly Stack<AggregationGroup> _spare = new();
    private readonly long _window = (long)(options.Window.TotalSeconds * time.TimestampFrequency);
    private long _waiting;
    private int _members;
    private bool _closed;

    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Takes an event into a group; false if it is to be recorded by itself, now.</summary>
    public bool TryTake(in AuditEvent e, RecordUrgency urgency)
    {
        if (AggregationKey.Of(e, urgency, options.Window) is not { } key)
        {
            // Nothing waits most of the time; what this thread, or one it has heard from, put here is seen.
            if (e.Chain == 0 || Interlocked.Read(ref _waiting) == 0) { return false; }
            lock (_lock)
            {
                if (_chains.TryGetValue(e.Chain, out var earlier)) { TryRecord(earlier); }
            }
            return false;
        }
        lock (_lock)
        {
            if (_closed) { return false; }
            var now = time.GetTimestamp();
            if (_open.TryGetValue(key, out var group) && now - group.Since >= _window && TryRecord(group)) { group = null; }
            // What came before in the same chain stands before it in the log.
            if (e.Chain != 0 && _chains.TryGetValue(e.Chain, out var before) && before != group && !TryRecord(before)) { return false; }
            if (_members >= options.MostMembers)
            {
                if (!FlushAll()) { return false; }
                group = null;
            }
            group ??= Open(key, e, now);
            if (group is null) { return false; }
            if (TryAdd(group, e)) { return true; }
            return TryRecord(group) && Open(key, e, now) is { } next && TryAdd(next, e);
        }
    }

    /// <summary>Records what began to wait a window ago or earlier.</summary>
    public void Flush(long now)
    {
        lock (_lock) { FlushUntil(now - _window); }
    }

    /// <summary>Records all that waits; false if some was not taken.</summary>
    public bool Flush()
    {
        lock (_lock) { return FlushAll(); }
    }

    /// <summary>Records all that waits, and takes no more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            FlushAll();
        }
    }

    private bool FlushAll() => FlushUntil(long.MaxValue);

    private bool FlushUntil(long since)
    {
        var all = true;
        for (var node = _order.First; node is not null && node.Value.Since <= since;)
        {
            var next = node.Next;
            all &= TryRecord(node.Value);
            node = next;
        }
        return all;
    }

    private AggregationGroup? Open(in AggregationKey key, in AuditEvent e, long now)
    {
        if (_open.Count >= options.MostGroups) { return null; }
        if (!_spare.TryPop(out var group)) { group = new(); }
        group.Begin(key, e, now);
        _open.Add(key, group);
        _order.AddLast(group.Node);
        return group;
    }

    private bool TryAdd(AggregationGroup group, in AuditEvent e)
    {
        var members = group.Members.Count;
        if (!group.TryAdd(e)) { return false; }
        _members += group.Members.Count - members;
        Interlocked.Increment(ref _waiting);
        if (e.Chain != 0) { _chains[e.Chain] = group; }
        return true;
    }

    /// <summary>Hands a group on; it stays, to be handed on at the next beat, if it is refused.</summary>
    private bool TryRecord(AggregationGroup group)
    {
        if (inner.Append(group.ToEvent(), RecordUrgency.After) == RecordStatus.Refused) { return false; }
        _open.Remove(group.Key);
        _order.Remove(group.Node);
        foreach (ref readonly var member in group.Members.Span)
        {
            if (_chains.TryGetValue(member.Chain, out var held) && held == group) { _chains.Remove(member.Chain); }
        }
        _members -= group.Members.Count;
        Interlocked.Add(ref _waiting, -group.Count);
        group.Clear();
        if (_spare.Count < options.MostGroups) { _spare.Push(group); }
        return true;
    }
}
