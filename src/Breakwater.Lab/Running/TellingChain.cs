using Breakwater.Audit;

namespace Breakwater.Lab.Running;

/// <summary>Passes records on, and remembers the first chain of those that tell most. For one thread at a time.</summary>
internal sealed class TellingChain(AuditSink inner) : AuditSink
{
    private int _best;

    /// <summary>The chain; 0 if no record had one.</summary>
    public UInt128 Chain { get; private set; }

    /// <inheritdoc/>
    public override bool CountsRefusals => inner.CountsRefusals;

    /// <inheritdoc/>
    public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
    {
        var tells = auditEvent.Kind switch { AuditEventKind.Reviewed => 3, AuditEventKind.DelegationPresented when auditEvent.Decision.IsAllowed => 2, _ => 1 };
        if (auditEvent.Chain != 0 && tells > _best) { (_best, Chain) = (tells, auditEvent.Chain); }
        return inner.Append(auditEvent, urgency);
    }

    /// <inheritdoc/>
    public override void Advance() => inner.Advance();
}
