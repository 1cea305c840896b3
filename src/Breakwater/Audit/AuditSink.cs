namespace Breakwater.Audit;

/// <summary>Where audit events go. Implementations are thread-safe and never wait.</summary>
public abstract class AuditSink
{
    /// <summary>Takes an event. False if it was not taken: an action that must be recorded before it happens is then refused.</summary>
    /// <param name="auditEvent">The event.</param>
    /// <param name="control">Whether it records a control change, for which space is reserved.</param>
    public abstract bool TryAppend(in AuditEvent auditEvent, bool control);
}
