namespace Breakwater.Audit;

/// <summary>The commitments of one sampling sink: for each log its beginning, and its counts interval by interval. The caller holds the locks of all stripes when it commits.</summary>
internal sealed class Commitments
{
    private readonly AuditSink _inner;
    private readonly SamplingOptions _options;
    private readonly TimeProvider _time;
    private readonly string[] _tenants;
    private readonly Log[] _logs;
    private readonly Lock _beginning = new();
    private string? _node;

    public Commitments(AuditSink inner, SamplingOptions options, TimeProvider time, string[] tenants)
    {
        (_inner, _options, _time, _tenants) = (inner, options, time, tenants);
        var now = time.GetUtcNow();
        _logs = [.. Enumerable.Range(0, tenants.Length * RetentionClasses.All.Count).Select(_ => new Log { Since = now })];
    }

    /// <summary>The node that records.</summary>
    public string? Node
    {
        set
        {
            if (!ReferenceEquals(_node, value)) { Volatile.Write(ref _node, value); }
        }
    }

    /// <summary>Marks where the counts of a log begin, before anything that is counted.</summary>
    public void Begin(int log)
    {
        if (Volatile.Read(ref _logs[log].HasBegun)) { return; }
        lock (_beginning)
        {
            var begun = _logs[log];
            if (begun.HasBegun || !Append(log, new() { Retention = Retention(log), Interval = 0 }, begun.Since)) { return; }
            Volatile.Write(ref begun.HasBegun, true);
        }
    }

    /// <summary>Commits what moved in every log; false if one did not take it, which is then part of the next interval.</summary>
    public bool Commit(ReadOnlySpan<ChainStripe> stripes, bool last)
    {
        var isDone = true;
        for (var i = 0; i < _logs.Length; i++)
        {
            var now = default(LogTally);
            foreach (var stripe in stripes) { now.Add(stripe.Tallies[i]); }
            var log = _logs[i];
            if (now.Since(log.Committed, Retention(i), log.Interval + 1, _options, last && now.Seen > 0) is not { } counts) { continue; }
            Begin(i);
            if (!log.HasBegun || !Append(i, counts, log.Since))
            {
                isDone = false;
                continue;
            }
            log.Interval++;
            log.Committed = now;
        }
        return isDone;
    }

    private bool Append(int log, OmittedCounts counts, DateTimeOffset since)
    {
        var now = _time.GetUtcNow();
        var tenant = log / RetentionClasses.All.Count;
        var status = _inner.Append(
            new() { Kind = AuditEventKind.RecordsOmitted, Time = now, Since = since, Node = _node, Tenant = tenant == 0 ? null : _tenants[tenant], Count = counts.Omitted, Omitted = counts }, RecordUrgency.Control);
        if (status == RecordStatus.Refused) { return false; }
        _logs[log].Since = now;
        return true;
    }

    private static RetentionClass Retention(int log) => (RetentionClass)(log % RetentionClasses.All.Count);

    private sealed class Log
    {
        public bool HasBegun;
        public long Interval;
        public LogTally Committed;
        public DateTimeOffset Since;
    }
}
