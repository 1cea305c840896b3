using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Pace;
using Breakwater.Tests.Governance;

namespace Breakwater.Tests.Pace;

/// <summary>What degrades while the record of an admission is taken is seen before the effect, and by nobody whom it does not concern.</summary>
public sealed class LastLookTests
{
    [Theory]
    [InlineData("acme", "read-book", PaceState.Emergency, Effect.Deny)]
    [InlineData("acme", "read-book", PaceState.Contingency, Effect.Pending)]
    [InlineData("acme", "place-order", PaceState.Alternate, Effect.Deny)]
    [InlineData("acme", "read-book", PaceState.Alternate, Effect.Allow)]
    [InlineData("zeta", "place-order", PaceState.Emergency, Effect.Allow)]
    public void A_degradation_that_arrives_while_the_record_is_taken_is_seen(string tenant, string tool, PaceState phase, Effect effect)
    {
        var sink = new InterruptingSink();
        var gate = new TestGate(sink: sink);
        var session = gate.Open("trader-1");
        var epoch = gate.Governor.Pace.Epoch(session.Tenant);
        sink.AtDecision = () => gate.Governor.Degrade(PaceScope.Tenant(tenant), phase, "found meanwhile", "ann").Done.ShouldBeTrue();
        var admission = gate.Admit(session, gate.Read with { Tool = gate.Governor.Tool(tool) });
        admission.Decision.Effect.ShouldBe(effect);
        gate.Governor.Pace.Epoch(session.Tenant).ShouldBe(tenant == "acme" ? epoch + 1 : epoch);
        var decided = sink.Events.Where(e => e.Kind == AuditEventKind.Decided).ToList();
        (decided[0].Decision.Effect, decided[0].Pace).ShouldBe((Effect.Allow, PaceState.Primary));
        if (effect == Effect.Allow)
        {
            decided.Count.ShouldBe(1);
            gate.Governor.Complete(admission, Outcome.Succeeded, default).ShouldBe(Completion.Settled);
            sink.Events.Last().Pace.ShouldBe(tenant == "acme" ? phase : PaceState.Primary);
        }
        else
        {
            (decided[1].Decision.Effect, decided[1].Pace).ShouldBe((effect, phase));
            admission.Decision.Pace.ShouldBe(phase);
            gate.Governor.Complete(admission, Outcome.Succeeded, default).ShouldBe(Completion.Unknown);
        }
    }

    /// <summary>Lets something happen just when a decision is recorded, once.</summary>
    private sealed class InterruptingSink : AuditSink
    {
        public Action? AtDecision { get; set; }

        public List<AuditEvent> Events { get; } = [];

        public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
        {
            Events.Add(auditEvent);
            if (auditEvent.Kind == AuditEventKind.Decided && AtDecision is { } act)
            {
                AtDecision = null;
                act();
            }
            return RecordStatus.Kept;
        }
    }
}
