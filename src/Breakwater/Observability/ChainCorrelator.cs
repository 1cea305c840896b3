using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>
/// Joins signals along causal links (OB-3.2, OB-3.4): those of one chain, and of chains that descend from each other. A case ends when nothing was added for the window. Bounded: at the limit
/// the weakest of the eight oldest is dropped and counted, so that a flood of weak chains does not push out a strong one. Thread-safe; signals are rare, so one lock serves.
/// </summary>
internal sealed class ChainCorrelator(WatchOptions options)
{
    public const int MaxKeys = 64;
    private const int OldestCompared = 8;
    private readonly Lock _lock = new();
    private readonly Dictionary<ChainKey, ChainCase> _cases = [];
    private readonly LinkedList<ChainCase> _byUse = new();
    private readonly long _window = options.ChainWindow.Ticks;
    private long _numbers;
    private long _dropped;

    public int Open
    {
        get { lock (_lock) { return _cases.Count; } }
    }

    /// <summary>Cases dropped, links left out and signals that came too late, for want of room or time.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Takes a signal in. The incident, if it made one or added a further kind to one.</summary>
    public Incident? Take(in Signal signal)
    {
        lock (_lock)
        {
            var now = signal.Time.UtcTicks;
            var own = signal.Chain == 0 ? new ChainKey(signal.Tenant, 0, signal.Agent) : new ChainKey(signal.Tenant, signal.Chain, default);
            if (Case_NeedsLock(own, now) is not { } found) { return null; }
            if (signal.Parent != 0 && signal.Chain != 0 && Case_NeedsLock(new(signal.Tenant, signal.Parent, default), now) is { } parent) { found = Join_NeedsLock(found, parent); }
            found.Take(signal);
            _byUse.Remove(found.Place!);
            _byUse.AddLast(found.Place!);
            var kinds = found.KindCount;
            if (kinds <= found.Reported || found.Evidence < options.IncidentAt || !found.HasProgressed) { return null; }
            found.Reported = kinds;
            return found.ToIncident(signal.Tenant);
        }
    }

    /// <summary>The case of a chain as it stands; null if there is none.</summary>
    public ChainCase? Standing(TenantHandle tenant, UInt128 chain)
    {
        lock (_lock) { return _cases.GetValueOrDefault(new(tenant, chain, default)); }
    }

    private ChainCase? Case_NeedsLock(in ChainKey key, long now)
    {
        if (_cases.TryGetValue(key, out var known))
        {
            if (known.First != long.MaxValue && now < known.First - _window)
            {
                Interlocked.Increment(ref _dropped);
                return null;
            }
            if (known.First == long.MaxValue || now <= known.Last + _window) { return known; }
            Remove_NeedsLock(known);
        }
        MakeRoom_NeedsLock(now);
        var made = new ChainCase(++_numbers);
        made.Keys.Add(key);
        made.Place = _byUse.AddLast(made);
        _cases.Add(key, made);
        return made;
    }

    private ChainCase Join_NeedsLock(ChainCase a, ChainCase b)
    {
        if (ReferenceEquals(a, b)) { return a; }
        if (a.Keys.Count + b.Keys.Count > MaxKeys)
        {
            Interlocked.Increment(ref _dropped);
            return a;
        }
        var (larger, smaller) = a.Keys.Count >= b.Keys.Count ? (a, b) : (b, a);
        larger.Merge(smaller);
        foreach (var key in smaller.Keys)
        {
            _cases[key] = larger;
            larger.Keys.Add(key);
        }
        _byUse.Remove(smaller.Place!);
        return larger;
    }

    private void MakeRoom_NeedsLock(long now)
    {
        while (_cases.Count >= options.MaxChains)
        {
            var weakest = _byUse.First!;
            var at = weakest;
            for (var i = 0; i < OldestCompared && at is not null; i++, at = at.Next)
            {
                if (at.Value.Last + _window < now)
                {
                    weakest = at;
                    break;
                }
                if (at.Value.Evidence < weakest.Value.Evidence) { weakest = at; }
            }
            if (weakest.Value.Last + _window >= now) { Interlocked.Increment(ref _dropped); }
            Remove_NeedsLock(weakest.Value);
        }
    }

    private void Remove_NeedsLock(ChainCase gone)
    {
        foreach (var key in gone.Keys) { _cases.Remove(key); }
        _byUse.Remove(gone.Place!);
    }
}
