using System.Collections.Frozen;
using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>
/// Records what matters whole and the rest by sample, chain by chain, and commits the counts of what it left out to each log (OB-2.1, OB-2.2). A chain is kept if any of its records must be; if not, a keyed
/// hash of its id decides, so that every node decides alike. What may be left out is held in bounded memory until its chain closes; when memory runs out it is recorded. Thread-safe, striped by chain; no threads and no
/// timers: <see cref="Advance"/> is the beat. Allocates nothing in the steady state but at commitments.
/// </summary>
/// <remarks>Dispose it before the sink behind it, which stays the caller's. What is appended after that goes straight through.</remarks>
public sealed class SamplingAuditSink : AuditSink, IDisposable
{
    private const int Stripes = 16;
    private readonly AuditSink _inner;
    private readonly SamplingOptions _options;
    private readonly TimeProvider _time;
    private readonly string[] _names;
    private readonly FrozenDictionary<string, int> _tenants;
    private readonly ChainStripe[] _stripes;
    private readonly Commitments _commitments;
    private readonly object _cutting = new();
    private long _cut;
    private bool _due;
    private bool _closed;

    /// <summary>Samples what goes to a sink.</summary>
    /// <exception cref="ArgumentException">Options are not valid; the message lists every problem.</exception>
    public SamplingAuditSink(AuditSink inner, SamplingOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Problems() is { Count: > 0 } problems) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        (_inner, _options, _time) = (inner, options, time);
        _names = [AuditFolder.Fleet, .. options.Tenants.Distinct(StringComparer.Ordinal)];
        _tenants = _names.Select((name, i) => (name, i)).Skip(1).ToFrozenDictionary(t => t.name, t => t.i, StringComparer.Ordinal);
        var hash = new ChainHash(options.Key, _names);
        var logs = _names.Length * RetentionClasses.All.Count;
        _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new ChainStripe(this, options, hash, logs, options.MostHeldBytes / Stripes))];
        _commitments = new(inner, options, time, _names);
        _cut = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public override bool CountsRefusals => _inner.CountsRefusals;

    /// <summary>What became of every event so far. Seen = written + omitted + refused + waiting.</summary>
    public SamplingTotals Totals
    {
        get
        {
            var sum = default(LogTally);
            var bytes = 0L;
            foreach (var stripe in _stripes)
            {
                lock (stripe.Lock)
                {
                    foreach (ref readonly var tally in stripe.Tallies) { sum.Add(tally); }
                    bytes += stripe.Bytes;
                }
            }
            return new(sum.Seen, sum.Written, sum.Omitted, sum.Refused, sum.Waiting, bytes);
        }
    }

    /// <inheritdoc/>
    public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
    {
        // Records about records are no events.
        if (auditEvent.Kind is AuditEventKind.RecordsRefused or AuditEventKind.RecordsOmitted or AuditEventKind.HoldPlaced or AuditEventKind.HoldReleased or AuditEventKind.RecordsExpired) { return _inner.Append(auditEvent, urgency); }
        var log = LogOf(auditEvent);
        var isSingle = auditEvent.Chain == 0;
        var key = new ChainKey(log >> 2, isSingle ? Single(auditEvent) : auditEvent.Chain);
        var stripe = StripeOf(key.Chain);
        if (auditEvent.Node is { } node) { _commitments.Node = node; }
        if (urgency == RecordUrgency.Before) { return AppendBefore(stripe, auditEvent, isSingle ? key with { Chain = 0 } : key, log); }
        var of = RecordPriorities.Of(auditEvent, urgency) switch { <= RecordPriority.Always => SampleClass.MustKeep, RecordPriority.Elevated => SampleClass.Elevated, _ => SampleClass.Routine };
        lock (stripe.Lock)
        {
            return _closed ? _inner.Append(auditEvent, urgency)
                : isSingle ? stripe.AppendSingle(auditEvent, urgency, of, key, log)
                : stripe.Append(auditEvent, urgency, of, key, log, _time.GetTimestamp());
        }
    }

    /// <inheritdoc/>
    public override void CloseChain(string? tenant, UInt128 chain)
    {
        if (chain != 0)
        {
            var stripe = StripeOf(chain);
            lock (stripe.Lock) { stripe.Close(new(TenantOf(tenant), chain)); }
        }
        _inner.CloseChain(tenant, chain);
    }

    /// <inheritdoc/>
    public override bool Release() => _inner.Release();

    /// <summary>Decides on chains that were held for long enough, and commits the counts of an interval that is over.</summary>
    public override void Advance()
    {
        var before = _time.GetTimestamp() - (long)(_options.Hold.TotalSeconds * _time.TimestampFrequency);
        foreach (var stripe in _stripes)
        {
            lock (stripe.Lock) { stripe.Expire(before); }
        }
        if (_due || _time.GetElapsedTime(Interlocked.Read(ref _cut)) >= _options.Interval) { Cut(last: false); }
        _inner.Advance();
    }

    /// <summary>Decides on every chain, as if all had closed, and commits the last counts.</summary>
    public void Dispose() => Cut(last: true);

    internal int LogOf(in AuditEvent auditEvent) => TenantOf(auditEvent.Tenant) * RetentionClasses.All.Count + (int)RetentionClasses.Of(auditEvent);

    internal RecordStatus Forward(in AuditEvent auditEvent, RecordUrgency urgency, int log)
    {
        _commitments.Begin(log);
        return _inner.Append(auditEvent, urgency);
    }

    /// <summary>An action waits for it, and it for the disk: outside the lock, so that nobody else does.</summary>
    private RecordStatus AppendBefore(ChainStripe stripe, in AuditEvent auditEvent, ChainKey key, int log)
    {
        bool isClosed;
        lock (stripe.Lock)
        {
            // For counts to be committed there must be a moment when nothing is on its way; it comes within one commit.
            while (stripe.IsCutting) { Monitor.Wait(stripe.Lock); }
            isClosed = _closed;
            if (!isClosed) { stripe.BeginWriting(key, log, _time.GetTimestamp()); }
        }
        if (isClosed) { return _inner.Append(auditEvent, RecordUrgency.Before); }
        var status = RecordStatus.Refused;
        try
        {
            return status = Forward(auditEvent, RecordUrgency.Before, log);
        }
        finally
        {
            lock (stripe.Lock)
            {
                stripe.EndWriting(key, log, status);
                if (stripe.Writing == 0) { Monitor.PulseAll(stripe.Lock); }
            }
        }
    }

    /// <summary>Commits the counts at one moment for all chains: everything counted is in the log before its commitment, and nothing else is.</summary>
    private void Cut(bool last)
    {
        lock (_cutting)
        {
            if (_closed) { return; }
            foreach (var stripe in _stripes)
            {
                lock (stripe.Lock)
                {
                    stripe.IsCutting = true;
                    while (stripe.Writing > 0) { Monitor.Wait(stripe.Lock); }
                }
            }
            foreach (var stripe in _stripes) { Monitor.Enter(stripe.Lock); }
            try
            {
                if (last)
                {
                    foreach (var stripe in _stripes) { stripe.EndAll(); }
                    _closed = true;
                }
                // What the sink behind still holds belongs before the commitment; until it is there, the interval goes on.
                _due = !(_inner.Release() && _commitments.Commit(_stripes, last));
                Interlocked.Exchange(ref _cut, _time.GetTimestamp());
            }
            finally
            {
                foreach (var stripe in _stripes)
                {
                    stripe.IsCutting = false;
                    Monitor.PulseAll(stripe.Lock);
                    Monitor.Exit(stripe.Lock);
                }
            }
        }
    }

    private int TenantOf(string? tenant) => tenant is not null && _tenants.TryGetValue(tenant, out var number) ? number : 0;

    private ChainStripe StripeOf(UInt128 chain) => _stripes[(int)(((ulong)(chain >> 64) ^ (ulong)chain) * 0x9E3779B97F4A7C15 >> 60)];

    /// <summary>What stands for the chain of an event that has none.</summary>
    private static UInt128 Single(in AuditEvent e) => new(
        StableHash.Of("breakwater.audit.single", e.Agent ?? "", (long)e.Session), e.Request != 0 ? e.Request : (ulong)e.Time.UtcTicks);
}

/// <summary>What became of events.</summary>
/// <param name="Seen">Events that arrived.</param>
/// <param name="Written">Handed to the sink behind.</param>
/// <param name="Omitted">Left out.</param>
/// <param name="Refused">Refused by the sink behind.</param>
/// <param name="Waiting">Held, or on their way to the disk.</param>
/// <param name="HeldBytes">Memory of what is held and remembered.</param>
public readonly record struct SamplingTotals(long Seen, long Written, long Omitted, long Refused, long Waiting, long HeldBytes);
