using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Tenancy;

/// <summary>What one tenant uses at one gate, and what its quotas say to more. Thread-safe; nothing of it is shared with another tenant, its locks included.</summary>
internal sealed class TenantMeter(TenantQuotas quotas, TickClock clock)
{
    private readonly QuotaBucket? _decisions = quotas.Decisions is { } d ? new(d, clock) : null;
    private readonly QuotaBucket? _audit = quotas.Audit is { } a ? new(a, clock) : null;
    private readonly Lock _memory = new();
    private long _decided;
    private long _decisionsRefused;
    private long _decisionsUnreported;
    private long _auditBytes;
    private long _notRecorded;
    private long _sessionBytes;
    private long _policyBytes;
    private long _remembered;

    public TenantQuotas Quotas { get; } = quotas;

    public long Decided => Interlocked.Read(ref _decided);

    public long DecisionsRefused => Interlocked.Read(ref _decisionsRefused);

    public long AuditBytes => Interlocked.Read(ref _auditBytes);

    public long MemoryBytes
    {
        get { lock (_memory) { return _sessionBytes + _policyBytes + _remembered; } }
    }

    /// <summary>Why a decision is refused before any control looks at it; null if it may be taken.</summary>
    public Reason? Decide(ref Work work, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (_decisions is not null) { work.Add(WorkUnit.QuotaAsked); }
        if (_decisions is null || _decisions.TryTake(1, out retryAfter))
        {
            Interlocked.Increment(ref _decided);
            return null;
        }
        Interlocked.Increment(ref _decisionsRefused);
        Interlocked.Increment(ref _decisionsUnreported);
        TenancyInstruments.Refused.Add(1);
        return TenancyReasons.Decisions;
    }

    /// <summary>Why an event of so many bytes is not recorded; null if it may be.</summary>
    public Reason? Record(long bytes, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (_audit is null || _audit.TryTake(bytes, out retryAfter)) { return null; }
        TenancyInstruments.Refused.Add(1);
        return TenancyReasons.Audit;
    }

    public void Recorded(long bytes) => Interlocked.Add(ref _auditBytes, bytes);

    public void NotRecorded(long events) => Interlocked.Add(ref _notRecorded, events);

    /// <summary>Takes what has not been reported: decisions refused for the quota, and events not recorded for it.</summary>
    public (long Decisions, long NotRecorded) TakeUnreported() => (Interlocked.Exchange(ref _decisionsUnreported, 0), Interlocked.Exchange(ref _notRecorded, 0));

    /// <summary>Puts back what could not be reported.</summary>
    public void PutBack((long Decisions, long NotRecorded) unreported)
    {
        Interlocked.Add(ref _decisionsUnreported, unreported.Decisions);
        Interlocked.Add(ref _notRecorded, unreported.NotRecorded);
    }

    /// <summary>Holds the bytes of a session; what is remembered besides is stated afresh. False, with nothing held, if that is more than the quota.</summary>
    public bool TryHoldSession(long bytes, long remembered)
    {
        lock (_memory)
        {
            _remembered = remembered;
            if (Quotas.Memory is { } most && _policyBytes + remembered + _sessionBytes + bytes > most)
            {
                TenancyInstruments.Refused.Add(1);
                return false;
            }
            _sessionBytes += bytes;
            return true;
        }
    }

    public void ReleaseSession(long bytes)
    {
        lock (_memory) { _sessionBytes -= bytes; }
    }

    /// <summary>Whether compiled policies of so many bytes fit beside all else.</summary>
    public bool FitsPolicies(long bytes)
    {
        lock (_memory) { return Quotas.Memory is not { } most || bytes + _sessionBytes + _remembered <= most; }
    }

    /// <summary>States what compiled policies hold.</summary>
    public void HoldPolicies(long bytes)
    {
        lock (_memory) { _policyBytes = bytes; }
    }

    /// <summary>States what is remembered.</summary>
    public void Remember(long bytes)
    {
        lock (_memory) { _remembered = bytes; }
    }
}
