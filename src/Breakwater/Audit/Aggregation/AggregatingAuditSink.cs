using System.Collections.Frozen;

namespace Breakwater.Audit;

/// <summary>
/// Makes one record of equal denials, throttles, failures and time-outs within a window of at most a second, with who, in which chain, how often, first and last. Never of what an action waits for, nor of
/// control changes. Records of one chain stay in its order. What it has taken it keeps until the sink behind takes it. Thread-safe, a lock for each tenant; no threads and no timers: <see cref="Advance"/>
/// is the beat. Allocates nothing in the steady state.
/// </summary>
/// <remarks>Dispose it before the sink behind it, which stays the caller's. What is appended after that goes straight through.</remarks>
public sealed class AggregatingAuditSink : AuditSink, IDisposable
{
    private readonly AuditSink _inner;
    private readonly TimeProvider _time;
    private readonly FrozenDictionary<string, TenantGroups> _tenants;
    private readonly TenantGroups _fleet;
    private readonly TenantGroups[] _all;

    /// <summary>Aggregates what goes to a sink.</summary>
    /// <exception cref="ArgumentException">Options are not valid; the message lists every problem.</exception>
    public AggregatingAuditSink(AuditSink inner, AggregationOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Problems() is { Count: > 0 } problems) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        (_inner, _time) = (inner, time);
        _fleet = new(inner, options, time);
        _tenants = options.Tenants.Distinct(StringComparer.Ordinal).ToFrozenDictionary(t => t, _ => new TenantGroups(inner, options, time), StringComparer.Ordinal);
        _all = [_fleet, .. _tenants.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value)];
    }

    /// <inheritdoc/>
    public override bool CountsRefusals => _inner.CountsRefusals;

    /// <summary>Events that wait.</summary>
    public long Waiting => _all.Sum(t => t.Waiting);

    /// <inheritdoc/>
    public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
    {
        var groups = auditEvent.Tenant is { } tenant && _tenants.TryGetValue(tenant, out var own) ? own : _fleet;
        return groups.TryTake(auditEvent, urgency) ? RecordStatus.Taken : _inner.Append(auditEvent, urgency);
    }

    /// <inheritdoc/>
    public override void CloseChain(string? tenant, UInt128 chain) => _inner.CloseChain(tenant, chain);

    /// <inheritdoc/>
    public override bool Release()
    {
        var all = true;
        foreach (var groups in _all) { all &= groups.Flush(); }
        return all & _inner.Release();
    }

    /// <summary>Records what has waited for its window.</summary>
    public override void Advance()
    {
        var now = _time.GetTimestamp();
        foreach (var groups in _all) { groups.Flush(now); }
        _inner.Advance();
    }

    /// <summary>Records what waits. What the sink behind does not take now is lost; <see cref="Waiting"/> says how much.</summary>
    public void Dispose()
    {
        foreach (var groups in _all) { groups.Close(); }
    }
}
