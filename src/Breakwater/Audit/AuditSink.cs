namespace Breakwater.Audit;

/// <summary>Where audit events go. Implementations are thread-safe, and wait for nothing but the disk under a record of <see cref="RecordUrgency.Before"/>.</summary>
public abstract class AuditSink
{
    /// <summary>Takes an event.</summary>
    /// <param name="auditEvent">The event. Its <see cref="AuditEvent.Arguments"/> are read during the call only.</param>
    /// <param name="urgency">What hangs on it: an action that must be recorded before it happens is refused unless this is answered with <see cref="RecordStatus.Kept"/>.</param>
    public abstract RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency);

    /// <summary>Takes an event that nothing waits for; false if it was not taken.</summary>
    /// <param name="auditEvent">The event.</param>
    /// <param name="control">Whether it records a control change, for which space is reserved.</param>
    public bool TryAppend(in AuditEvent auditEvent, bool control) => Append(auditEvent, control ? RecordUrgency.Control : RecordUrgency.After) != RecordStatus.Refused;

    /// <summary>Whether the sink itself counts what it refuses and records it; otherwise whoever appends does.</summary>
    public virtual bool CountsRefusals => false;

    /// <summary>The host says that nothing more is to come of a causal chain. A sink that holds chains decides on it now; what comes later all the same is a chain of its own.</summary>
    public virtual void CloseChain(string? tenant, UInt128 chain) { }

    /// <summary>Hands on what it holds back, waiting for nothing; false if the sink behind it did not take all of it.</summary>
    public virtual bool Release() => true;

    /// <summary>What time brings: writes what waits. Called by the host's beat, by way of the gate.</summary>
    public virtual void Advance() { }
}
