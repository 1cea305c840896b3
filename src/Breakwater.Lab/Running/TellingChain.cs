using Breakwater.Audit;
using Breakwater.Contracts;

namespace Breakwater.Lab.Running;

/// <summary>Passes records on, and remembers the first chain of those that tell most: handed on to several agents, decided by a person, carried out. For one thread at a time.</summary>
internal sealed class TellingChain(AuditSink inner) : AuditSink
{
    private readonly Dictionary<UInt128, Story> _stories = [];
    private int _best;

    /// <summary>The chain; 0 if no record had one.</summary>
    public UInt128 Chain { get; private set; }

    /// <inheritdoc/>
    public override bool CountsRefusals => inner.CountsRefusals;

    /// <inheritdoc/>
    public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
    {
        if (auditEvent.Chain != 0)
        {
            var story = _stories.GetValueOrDefault(auditEvent.Chain).With(auditEvent);
            _stories[auditEvent.Chain] = story;
            if (story.Tells > _best) { (_best, Chain) = (story.Tells, auditEvent.Chain); }
        }
        return inner.Append(auditEvent, urgency);
    }

    /// <inheritdoc/>
    public override void Advance() => inner.Advance();

    private readonly record struct Story(string? Delegate, bool IsHandedFurther, bool IsReviewed, bool IsCarriedOut)
    {
        public int Tells => 1 + (Delegate is null ? 0 : 1) + (IsHandedFurther ? 2 : 0) + (IsReviewed ? 1 : 0) + (IsCarriedOut ? 1 : 0);

        public Story With(in AuditEvent e) => e.Kind switch
        {
            AuditEventKind.DelegationPresented when e.Decision.IsAllowed => this with { Delegate = Delegate ?? e.Agent, IsHandedFurther = IsHandedFurther || (Delegate is not null && Delegate != e.Agent) },
            AuditEventKind.Reviewed => this with { IsReviewed = true },
            // By the last of the chain.
            AuditEventKind.Completed when Delegate is not null && e.Agent != Delegate => this with { IsCarriedOut = e.Outcome == Outcome.Succeeded },
            AuditEventKind.Completed when Delegate is not null && !IsHandedFurther => this with { IsCarriedOut = e.Outcome == Outcome.Succeeded },
            _ => this,
        };
    }
}
