namespace Breakwater.Audit;

/// <summary>What an audit event records. Append only: the order is part of the record format.</summary>
public enum AuditEventKind : byte
{
    /// <summary>A session was opened.</summary>
    SessionOpened,
    /// <summary>A session was refused.</summary>
    SessionRefused,
    /// <summary>The gate decided on an action.</summary>
    Decided,
    /// <summary>An admitted action was completed by its host.</summary>
    Completed,
    /// <summary>An admitted action was never completed and was charged at its estimate.</summary>
    AdmissionExpired,
    /// <summary>A pending action was never resumed and is denied.</summary>
    PendingExpired,
    /// <summary>Control state changed.</summary>
    ControlChanged,
    /// <summary>Records could not be taken; <see cref="AuditEvent.Count"/> says how many. What must be recorded before it happens was refused meanwhile.</summary>
    RecordsRefused,
    /// <summary>A delegation was presented; the decision says whether it holds.</summary>
    DelegationPresented,
    /// <summary>What sampling kept and left out of one log since the commitment before; <see cref="AuditEvent.Omitted"/> has the counts.</summary>
    RecordsOmitted,
    /// <summary>The watchers showed an alert; where they only observe, they would have.</summary>
    AlertShown,
    /// <summary>A judge or a person answered what a pending request waited for; <see cref="AuditEvent.Approver"/> says who, the detail what.</summary>
    Reviewed,
    /// <summary>A session went over to a renewed credential.</summary>
    SessionRenewed,
    /// <summary>A legal hold was placed; <see cref="AuditEvent.Hold"/> has it, the detail why.</summary>
    HoldPlaced,
    /// <summary>A legal hold was lifted; <see cref="AuditEvent.Hold"/> says which and by whom, the detail why.</summary>
    HoldReleased,
    /// <summary>Records are about to expire; the detail says which.</summary>
    RecordsExpired,
}
