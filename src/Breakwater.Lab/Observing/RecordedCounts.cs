using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Lab.Experiments;

namespace Breakwater.Lab.Observing;

/// <summary>What the gates of the recorded window had to record, and what of it is in the log.</summary>
/// <param name="Seen">Events.</param>
/// <param name="Kept">Events in the log.</param>
/// <param name="Records">Records that they are, counts among them.</param>
/// <param name="OfKind">Events in the log, by what they are.</param>
internal sealed record RecordedCounts(long Seen, long Kept, long Records, IReadOnlyDictionary<string, long> OfKind)
{
    private const string Degraded = "logDegraded";

    /// <summary>What is counted: metric, and what it is called.</summary>
    public static IReadOnlyList<(string Metric, string Title)> Kinds { get; } =
    [
        ("logDelegations", "delegations presented"), ("logDenied", "denied"), ("logThrottled", "throttled"), ("logPending", "made pending"), ("logReviewed", "answered by a person"), ("logFailed", "failed"), ("logTimedOut", "timed out"),
        ("logAlerts", "alerts shown"), ("logChanges", "changes of control state"), (Degraded, "decided in a degraded phase"),
    ];

    public static RecordedCounts Of(IReadOnlyList<AuditEvent> events, SamplingTotals totals)
    {
        var kinds = Kinds.ToDictionary(k => k.Metric, _ => 0L, StringComparer.Ordinal);
        foreach (var e in events)
        {
            if (KindOf(e) is { } kind) { kinds[kind] += e.Kind == AuditEventKind.AlertShown ? 1 : Math.Max(1, e.Count); }
            if (e is { Kind: AuditEventKind.Decided, Pace: not PaceState.Primary }) { kinds[Degraded] += Math.Max(1, e.Count); }
        }
        return new(totals.Seen, totals.Written, events.Count, kinds);
    }

    public void AddTo(Measurements measured)
    {
        (measured.Work["logEvents"], measured.Work["logKept"], measured.Work["logRecords"]) = (Seen, Kept, Records);
        foreach (var (metric, count) in OfKind) { measured.Work[metric] = count; }
    }

    private static string? KindOf(in AuditEvent e) => e.Kind switch
    {
        AuditEventKind.DelegationPresented => "logDelegations",
        AuditEventKind.Decided => e.Decision.Effect switch { Effect.Deny => "logDenied", Effect.Throttle => "logThrottled", Effect.Pending => "logPending", _ => null },
        AuditEventKind.PendingExpired => "logDenied",
        AuditEventKind.Reviewed => "logReviewed",
        AuditEventKind.Completed => e.Outcome == Outcome.Failed ? "logFailed" : null,
        AuditEventKind.AdmissionExpired => "logTimedOut",
        AuditEventKind.AlertShown => "logAlerts",
        AuditEventKind.ControlChanged => "logChanges",
        _ => null,
    };
}
