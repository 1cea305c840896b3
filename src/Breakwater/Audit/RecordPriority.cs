using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>How much a record matters when not all can be kept; what comes first is given up last. Append only: counts are kept by it.</summary>
public enum RecordPriority : byte
{
    /// <summary>Changes of control state, what was refused and what was left out: they use the reserved space.</summary>
    Control,
    /// <summary>Violations, denials, escalations, delegations, alerts, by which credential a session acts, and whatever an action waits for.</summary>
    Always,
    /// <summary>Failures, time-outs, retries.</summary>
    Elevated,
    /// <summary>The rest.</summary>
    Routine,
}

/// <summary>The priority of an event.</summary>
public static class RecordPriorities
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>The priority of an event, which follows from the event alone. A throttled action is one to be retried; one that waits for a judge or a person is an escalation.
    /// A session's records name its credential once, for all that it decides: without that one nobody could say who acted.</summary>
    public static RecordPriority Of(in AuditEvent auditEvent, RecordUrgency urgency) => urgency switch
    {
        RecordUrgency.Control => RecordPriority.Control,
        RecordUrgency.Before => RecordPriority.Always,
        _ => auditEvent.Kind switch
        {
            AuditEventKind.ControlChanged or AuditEventKind.RecordsRefused or AuditEventKind.RecordsOmitted
                or AuditEventKind.HoldPlaced or AuditEventKind.HoldReleased or AuditEventKind.RecordsExpired => RecordPriority.Control,
            AuditEventKind.DelegationPresented or AuditEventKind.SessionRefused or AuditEventKind.PendingExpired or AuditEventKind.AlertShown or AuditEventKind.Reviewed => RecordPriority.Always,
            AuditEventKind.Decided => auditEvent.Decision.Effect switch
            {
                Effect.Allow => auditEvent.Decision.WouldRefuse == 0 ? RecordPriority.Routine : RecordPriority.Always,
                Effect.Throttle => RecordPriority.Elevated,
                _ => RecordPriority.Always,
            },
            AuditEventKind.Completed => auditEvent.Outcome == Outcome.Succeeded ? RecordPriority.Routine : RecordPriority.Elevated,
            AuditEventKind.AdmissionExpired => RecordPriority.Elevated,
            AuditEventKind.SessionOpened or AuditEventKind.SessionRenewed when auditEvent.Credential != 0 => RecordPriority.Always,
            _ => RecordPriority.Routine,
        },
    };
}
