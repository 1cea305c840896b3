using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit.Tiering;

/// <summary>
/// Builds every index of a log again from its records, and compares. An index is not signed: who can write to the folder can make one that fits its segment and hides records from queries, and only this finds it.
/// </summary>
public static class IndexCheck
{
    private const int Tries = 2;

    /// <summary>The indexes of a log that are not what its records say, each with its file and what to do. A segment that has none, or has only an older one that no query reads, is not among them. O(records).</summary>
    /// <param name="view">The log, of which the records were verified; an index that agrees with changed records is no better than they are.</param>
    /// <param name="progress">Told how many records are done.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LogDamagedException">Records do not read.</exception>
    public static IReadOnlyList<Problem> Run(LogView view, IProgress<VerifyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        var problems = new List<Problem>();
        var segments = view.SegmentsWithIndex();
        for (var i = 0; i < segments.Count; i++)
        {
            progress?.Report(new(i * view.SegmentEntries, segments.Count * view.SegmentEntries));
            if (!IsRight(view, segments[i], cancellation))
            {
                problems.Add(new(view.IndexPathOf(segments[i]), 0, 0, $"The index is not that of segment {segments[i]}: it was changed, and may hide records from queries.", "Delete it: segments without one are read whole, and `breakwater audit tier` makes it again."));
            }
        }
        return problems;
    }

    // The log may be tiered while it is looked at: what then does not fit does so the next time.
    private static bool IsRight(LogView view, long segment, CancellationToken cancellation)
    {
        for (var i = 0; i < Tries; i++)
        {
            var isWhole = (segment + 1) * view.SegmentEntries <= view.Size;
            if (view.IsSegmentIndex(segment, isWhole ? SegmentIndex.Build(view, segment, cancellation) : null)) { return true; }
        }
        return false;
    }
}
