using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit.Tiering;

/// <summary>
/// Says which records of one audit log have expired, and which segments are due to be indexed, compacted or moved, by the times of their records, and does it. A step that failed is due again. For one thread at a
/// time, beside appends and readers.
/// </summary>
internal sealed class LogTiering(HoldBook holds, string tenant, RetentionClass retention, ISegmentedLog log, SegmentTiers tiers, bool hasCold)
{
    private readonly Dictionary<long, DateTimeOffset?> _latest = [];

    public string Name { get; } = $"{tenant}/{RetentionClasses.NameOf(retention)}";

    /// <summary>The holds that keep records from expiring though their time is over, as the last <see cref="Due"/> found them.</summary>
    public IReadOnlyList<LegalHold> Holding { get; private set; } = [];

    /// <summary>The steps that are due, one after another; each must be done before the next is asked for, or none.</summary>
    /// <param name="settings">When.</param>
    /// <param name="now">Up to when.</param>
    /// <param name="problems">Receives what keeps records from expiring.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LogDamagedException">Records do not read.</exception>
    public IEnumerable<TierStep> Due(TierSettings settings, DateTimeOffset now, ICollection<Problem> problems, CancellationToken cancellation = default)
    {
        var (first, end) = (tiers.FirstSegment, tiers.EndWhole);
        foreach (var gone in _latest.Keys.Where(s => s < first).ToArray()) { _latest.Remove(gone); }
        for (var segment = first; segment < end; segment++)
        {
            if (_latest.ContainsKey(segment)) { continue; }
            if (Kept(segment) is { } there)
            {
                _latest.Add(segment, there.Latest);
                continue;
            }
            yield return new(Name, TierAction.Index, segment, 1, null);
            if (!_latest.ContainsKey(segment)) { _latest.Add(segment, Made(segment, cancellation).Index.Latest); }
        }
        var (from, before) = (log.View.FirstReadable, DayOf(now - settings.RetentionOf(retention)));
        var expired = Expired(before, from, end, problems, cancellation);
        if (expired.Expired > from) { yield return new(Name, TierAction.Expire, first, expired.Expired / log.View.SegmentEntries - first, expired.Latest) { First = from, Records = expired.Expired - from }; }
        var kept = expired.Expired / log.View.SegmentEntries;
        var hot = Math.Max(kept, tiers.FirstHot);
        for (; hot < end && IsOlder(hot, TimeSpan.FromDays(settings.HotDays), now); hot++) { yield return new(Name, TierAction.Compact, hot, 1, _latest[hot]); }
        if (!hasCold) { yield break; }
        for (var warm = Math.Max(kept, tiers.FirstWarm()); warm < hot && IsOlder(warm, TimeSpan.FromDays(settings.WarmDays), now); warm++)
        {
            yield return new(Name, TierAction.MoveToCold, warm, 1, _latest[warm]);
        }
    }

    /// <summary>Does a step that is due, and says how it went.</summary>
    public TierStep Do(TierStep step, CancellationToken cancellation = default)
    {
        switch (step.Action)
        {
            case TierAction.Index:
                var (content, index) = Made(step.Segment, cancellation);
                _latest[step.Segment] = index.Latest;
                return step with { Problem = tiers.WriteIndex(step.Segment, content), Latest = index.Latest };
            case TierAction.Expire:
                var before = step.First + step.Records;
                var failure = tiers.Expire(before, cancellation);
                // What is left of a segment has an index of what is left.
                var cut = before / log.View.SegmentEntries;
                if (failure is null && before % log.View.SegmentEntries != 0 && cut < tiers.EndWhole) { failure = tiers.WriteIndex(cut, Made(cut, cancellation).Content); }
                return step with { Problem = failure };
            case TierAction.Compact:
                var problem = tiers.Compact(cancellation);
                return step with { Problem = problem, BytesBefore = tiers.LastSizes.Hot, BytesAfter = tiers.LastSizes.Compacted };
            default:
                return step with { Problem = tiers.MoveToCold(cancellation) };
        }
    }

    /// <summary>Where the log's records are.</summary>
    public TierState State()
    {
        var view = log.View;
        var (first, warm, hot) = (view.FirstReadable, tiers.FirstWarm() * view.SegmentEntries, view.FirstEntry);
        return new(Name, first, Math.Max(0, warm - first), hot - Math.Max(first, warm), view.DurableSize - hot, [.. Holding.Select(h => h.Id)]);
    }

    /// <summary>Deletes what a crash left of records that expired.</summary>
    public string? CleanUp() => tiers.CleanUp();

    // Only a prefix expires: what is held keeps everything after it.
    private ExpiryScan Expired(DateTimeOffset before, long from, long endWhole, ICollection<Problem> problems, CancellationToken cancellation)
    {
        Holding = [];
        var view = log.View;
        var scan = new ExpiryScan(view, before, [], tenant, retention);
        if (from >= view.Size) { return scan; }
        // Most often nothing has expired, and then the holds need not be asked.
        scan.Read(from, Math.Min(view.Size, from + 1), cancellation);
        if (scan.Latest is null && scan.IsOver || holds.Agreed(problems) is not { } agreed) { return new(view, before, [], tenant, retention); }
        scan = new(view, before, agreed, tenant, retention);
        for (var segment = from / view.SegmentEntries; segment * view.SegmentEntries < view.Size; segment++)
        {
            var end = Math.Min(view.Size, (segment + 1) * view.SegmentEntries);
            if (segment < endWhole && scan.TrySkip(end, Kept(segment) ?? Made(segment, cancellation).Index)) { continue; }
            if (!scan.Read(Math.Max(from, segment * view.SegmentEntries), end, cancellation)) { break; }
        }
        Holding = scan.Holding;
        return scan;
    }

    // Retention is counted in days: what is of a day expires when that day is over.
    private static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    private bool IsOlder(long segment, TimeSpan age, DateTimeOffset now) => _latest[segment] is { } latest && latest < now - age;

    private SegmentIndex? Kept(long segment) => SegmentIndex.TryRead(log.View.ReadSegmentIndex(segment), log.View.SegmentEntries);

    private (byte[] Content, SegmentIndex Index) Made(long segment, CancellationToken cancellation)
    {
        var content = SegmentIndex.Build(log.View, segment, cancellation);
        return (content, SegmentIndex.TryRead(content, log.View.SegmentEntries)!);
    }
}
