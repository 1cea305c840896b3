namespace Breakwater.Audit;

/// <summary>Composes what keeps the audit log small: sampling by chain, then aggregation of what is kept, then the log.</summary>
public sealed class AuditVolume : IDisposable
{
    private readonly SamplingAuditSink? _sampling;
    private readonly AggregatingAuditSink? _aggregating;

    /// <summary>Composes it before a sink, which stays the caller's and is disposed after this.</summary>
    /// <param name="inner">The log, or a memory.</param>
    /// <param name="sampling">How much is recorded; null for everything.</param>
    /// <param name="aggregation">How equal records become one; null for not at all.</param>
    /// <param name="time">The node's clock.</param>
    /// <exception cref="ArgumentException">Options are not valid; the message lists every problem.</exception>
    public AuditVolume(AuditSink inner, SamplingOptions? sampling, AggregationOptions? aggregation, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(inner);
        var problems = new List<string>();
        foreach (var problem in sampling?.Problems() ?? []) { problems.Add($"{nameof(sampling)}.{problem}"); }
        foreach (var problem in aggregation?.Problems() ?? []) { problems.Add($"{nameof(aggregation)}.{problem}"); }
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems)); }
        Sink = inner;
        if (aggregation is not null) { Sink = _aggregating = new(Sink, aggregation, time); }
        if (sampling is not null) { Sink = _sampling = new(Sink, sampling, time); }
    }

    /// <summary>What the gate appends to.</summary>
    public AuditSink Sink { get; }

    /// <summary>What sampling made of the events so far; null if it is off.</summary>
    public SamplingTotals? Totals => _sampling?.Totals;

    /// <summary>Events that wait to be aggregated.</summary>
    public long Aggregating => _aggregating?.Waiting ?? 0;

    /// <summary>Decides on every chain, commits the last counts and hands everything on.</summary>
    public void Dispose()
    {
        _sampling?.Dispose();
        _aggregating?.Dispose();
    }
}
