using Breakwater.Audit;
using Breakwater.Contracts;

namespace Breakwater.Tests.Audit;

/// <summary>
/// How much each event matters, written down from what was asked for: violations, denials, escalations, halts, delegation and control-state changes always; failures, time-outs and retries
/// in half; the rest in a tenth. The oracle for the sampler and for <see cref="RecordPriorities"/>, so that neither is judged by itself.
/// </summary>
internal static class PriorityTable
{
    // Kind, effect, outcome, whether a control that only observes would have refused; null stands for any. Of each event exactly one line speaks.
    private static readonly (AuditEventKind Kind, Effect? Effect, Outcome? Outcome, bool? WouldRefuse, RecordPriority Priority)[] _lines =
    [
        (AuditEventKind.SessionOpened, null, null, null, RecordPriority.Routine),
        (AuditEventKind.SessionRenewed, null, null, null, RecordPriority.Routine),
        (AuditEventKind.SessionRefused, null, null, null, RecordPriority.Always),           // a denial
        (AuditEventKind.Decided, Effect.Allow, null, false, RecordPriority.Routine),
        (AuditEventKind.Decided, Effect.Allow, null, true, RecordPriority.Always),          // a violation that was let through
        (AuditEventKind.Decided, Effect.Deny, null, null, RecordPriority.Always),           // a denial
        (AuditEventKind.Decided, Effect.Pending, null, null, RecordPriority.Always),        // an escalation
        (AuditEventKind.Decided, Effect.Throttle, null, null, RecordPriority.Elevated),     // to be retried
        (AuditEventKind.Completed, null, Outcome.Succeeded, null, RecordPriority.Routine),
        (AuditEventKind.Completed, null, Outcome.Failed, null, RecordPriority.Elevated),    // a failure
        (AuditEventKind.Completed, null, Outcome.Unknown, null, RecordPriority.Elevated),   // a failure, as far as anybody knows
        (AuditEventKind.AdmissionExpired, null, null, null, RecordPriority.Elevated),       // a time-out
        (AuditEventKind.PendingExpired, null, null, null, RecordPriority.Always),           // a denial, of what was escalated
        (AuditEventKind.Reviewed, null, null, null, RecordPriority.Always),                 // how an escalation ended
        (AuditEventKind.DelegationPresented, null, null, null, RecordPriority.Always),      // a delegation
        (AuditEventKind.AlertShown, null, null, null, RecordPriority.Always),               // a violation, as the watchers see it
        (AuditEventKind.ControlChanged, null, null, null, RecordPriority.Control),          // control state; a halt is one
        (AuditEventKind.RecordsRefused, null, null, null, RecordPriority.Control),
        (AuditEventKind.RecordsOmitted, null, null, null, RecordPriority.Control),
        (AuditEventKind.HoldPlaced, null, null, null, RecordPriority.Control),              // what may expire is control state too
        (AuditEventKind.HoldReleased, null, null, null, RecordPriority.Control),
        (AuditEventKind.RecordsExpired, null, null, null, RecordPriority.Control),
    ];

    public static RecordPriority Of(in AuditEvent e, RecordUrgency urgency)
    {
        var (kind, effect, outcome, wouldRefuse) = (e.Kind, e.Decision.Effect, e.Outcome, e.Decision.WouldRefuse != 0);
        var said = _lines.Single(l => l.Kind == kind && (l.Effect ?? effect) == effect && (l.Outcome ?? outcome) == outcome && (l.WouldRefuse ?? wouldRefuse) == wouldRefuse).Priority;
        // What an action waits for, and what changes control state, matters whatever it says.
        // What says by which credential all of a session acts is always kept.
        if (kind is AuditEventKind.SessionOpened or AuditEventKind.SessionRenewed && e.Credential != 0) { said = RecordPriority.Always; }
        return urgency switch { RecordUrgency.Control => RecordPriority.Control, RecordUrgency.Before => RecordPriority.Always, _ => said };
    }
}
