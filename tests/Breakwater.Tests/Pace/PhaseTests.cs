using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Pace;
using Breakwater.Tests.Governance;
using Breakwater.Tests.Policy;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Pace;

/// <summary>What each phase does at the gate.</summary>
public sealed class PhaseTests
{
    private static readonly PaceScope Acme = PaceScope.Tenant("acme");

    /// <summary>Truth table: phase × whether the action writes → what becomes of it; with the option that a person approves writes in Alternate, and without.</summary>
    [Theory]
    [InlineData(PaceState.Primary, "read-book", AlternateWrites.Denied, null, Effect.Allow)]
    [InlineData(PaceState.Primary, "place-order", AlternateWrites.Denied, null, Effect.Allow)]
    [InlineData(PaceState.Alternate, "read-book", AlternateWrites.Denied, null, Effect.Allow)]
    [InlineData(PaceState.Alternate, "place-order", AlternateWrites.Denied, "pace.reads-only", Effect.Deny)]
    [InlineData(PaceState.Alternate, "no-such-tool", AlternateWrites.Denied, "pace.reads-only", Effect.Deny)]
    [InlineData(PaceState.Alternate, "read-book", AlternateWrites.Approved, null, Effect.Allow)]
    [InlineData(PaceState.Alternate, "place-order", AlternateWrites.Approved, "pace.needs-person", Effect.Pending)]
    [InlineData(PaceState.Contingency, "read-book", AlternateWrites.Denied, "pace.needs-person", Effect.Pending)]
    [InlineData(PaceState.Contingency, "place-order", AlternateWrites.Denied, "pace.needs-person", Effect.Pending)]
    [InlineData(PaceState.Emergency, "read-book", AlternateWrites.Approved, "pace.emergency", Effect.Deny)]
    [InlineData(PaceState.Emergency, "place-order", AlternateWrites.Approved, "pace.emergency", Effect.Deny)]
    public void A_phase_decides_by_what_the_tool_does(PaceState phase, string tool, AlternateWrites writes, string? reason, Effect effect)
    {
        var gate = new TestGate(pace: new() { AlternateWrites = writes });
        var session = gate.Open("trader-1");
        if (phase != PaceState.Primary) { gate.Governor.Degrade(Acme, phase, "drill", "ann").Done.ShouldBeTrue(); }
        var decision = gate.Admit(session, gate.Read with { Tool = gate.Governor.Tool(tool) }).Decision;
        decision.Effect.ShouldBe(effect);
        decision.Reason?.Code.ShouldBe(reason);
        decision.Pace.ShouldBe(phase);
        gate.Governor.Phase(session).ShouldBe(phase);
        gate.Audit.Drain().Last(e => e.Kind == AuditEventKind.Decided).Pace.ShouldBe(phase);
    }

    [Fact]
    public void What_a_person_approves_in_contingency_is_admitted_and_in_emergency_it_is_not()
    {
        var gate = new TestGate();
        var session = gate.Open("trader-1");
        gate.Governor.Degrade(PaceScope.Type("acme", "trader"), PaceState.Contingency, "two traders anomalous", "ann").Done.ShouldBeTrue();
        var (first, second) = (gate.Admit(session, gate.Read with { Request = 1 }), gate.Admit(session, gate.Order with { Request = 2 }));
        gate.Governor.PendingObligation(first.Pending).ShouldBe(Obligations.Person);
        var admitted = Resume(gate, first.Pending);
        admitted.Decision.IsAllowed.ShouldBeTrue();
        gate.Governor.Complete(admitted, Outcome.Succeeded, default).ShouldBe(Completion.Settled);
        gate.Governor.Degrade(Acme, PaceState.Emergency, "exfiltration", "ciso").Done.ShouldBeTrue();
        Resume(gate, second.Pending).Decision.Reason.ShouldBe(PaceReasons.Emergency);
        // What was admitted before is recorded in the phase it was completed in.
        var events = gate.Audit.Drain();
        events.Single(e => e.Kind == AuditEventKind.Completed).Pace.ShouldBe(PaceState.Contingency);
        events.Where(e => e.Kind == AuditEventKind.Reviewed).Select(e => e.Pace).ShouldBe([PaceState.Contingency, PaceState.Emergency]);
        events.Last(e => e.Kind == AuditEventKind.Decided).Pace.ShouldBe(PaceState.Emergency);
    }

    [Fact]
    public void What_another_control_refuses_takes_no_persons_time_and_a_judge_is_asked_before_a_person()
    {
        var gate = new TestGate();
        gate.Governor.Publish(PolicyFleet.Bundle(
            "name: asks\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n",
            "@id(\"all\") permit (principal, action, resource);\n@id(\"ask\") @require(\"judge\") permit (principal, action == Action::\"read-book\", resource);\n"), "t").Published.ShouldBeTrue();
        var session = gate.Open("trader-1");
        gate.Governor.Degrade(Acme, PaceState.Contingency, "drill", "ann").Done.ShouldBeTrue();
        gate.Refused(session, gate.Read with { Tool = gate.Governor.Tool("refund") }, Breakwater.Policy.GrantReasons.NotGranted);
        var judged = gate.Admit(session, gate.Read);
        judged.Decision.Reason.ShouldBe(Breakwater.Policy.PolicyReasons.NeedsJudge);
        judged.Decision.Pace.ShouldBe(PaceState.Contingency);
        var personal = Resume(gate, judged.Pending);
        personal.Decision.Reason.ShouldBe(PaceReasons.NeedsPerson);
        Resume(gate, personal.Pending).Decision.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void In_emergency_no_session_opens_or_is_renewed_and_nothing_is_handed_on()
    {
        var gate = new TestGate();
        var session = gate.Open("trader-1");
        gate.OpenInstance(1);
        gate.Governor.Degrade(PaceScope.Cluster("acme", "trading"), PaceState.Emergency, "rogue", "ann").Done.ShouldBeTrue();
        gate.Audit.Drain();
        gate.TryOpen(gate.Fleet["trader-2"], TestKeys.Of("trader-2")).Verdict.ShouldBe(TrustVerdict.Refused(PaceReasons.Emergency));
        var refused = gate.Audit.Drain().ShouldHaveSingleItem();
        (refused.Kind, refused.Agent, refused.Pace, refused.Decision.Consulted).ShouldBe((AuditEventKind.SessionRefused, "trader-2", PaceState.Emergency, 3UL));
        gate.Governor.RenewSession(session, gate.Fleet.Issue("trader-1"), ref gate.Work).ShouldBe(TrustVerdict.Refused(PaceReasons.Emergency));
        gate.Governor.PermitPath(session, default, ref gate.Work, out var refusal).ShouldBeNull();
        refusal.ShouldBe(PaceReasons.Emergency);
        var orchestrator = gate.TryOpen(gate.Fleet.IssueOrchestrator("trading"), TestKeys.Of("trading-orchestrator"));
        orchestrator.Verdict.ShouldBe(TrustVerdict.Refused(PaceReasons.Emergency), "an orchestrator stands in its cluster");
        var minted = gate.Ring.Mint("acme", "trader", 2, TimeSpan.FromHours(1), ref gate.Work)!.Value;
        gate.Governor.OpenSession(minted.Credential, minted.Credential.Prove(gate.Governor.Challenge(), minted.Key, ref gate.Work), ref gate.Work)
            .Verdict.ShouldBe(TrustVerdict.Refused(PaceReasons.Emergency));
        gate.Open("checker-1");
        // What was refused took no place: the instance may come back.
        gate.Governor.Restore(PaceScope.Cluster("acme", "trading"), PaceState.Contingency, "cause found", "ann").Done.ShouldBeTrue();
        gate.OpenInstance(2);
        gate.Audit.Drain().Last(e => e.Kind == AuditEventKind.SessionOpened).Pace.ShouldBe(PaceState.Contingency);
    }

    [Fact]
    public void While_a_tenant_is_in_emergency_none_of_its_contracts_is_approved()
    {
        var gate = new TestGate();
        gate.Governor.Degrade(Acme, PaceState.Emergency, "drill", "ann").Done.ShouldBeTrue();
        gate.Governor.ApproveContract("acme", default, gate.Fleet.Clock.GetUtcNow().AddHours(1), "ann").Error!.ShouldContain("Emergency");
        gate.Governor.ApproveContract("zeta", default, gate.Fleet.Clock.GetUtcNow().AddHours(1), "ann").Durable.ShouldBeTrue();
        gate.Governor.Restore(Acme, PaceState.Contingency, "over", "ann").Done.ShouldBeTrue();
        gate.Governor.ApproveContract("acme", default, gate.Fleet.Clock.GetUtcNow().AddHours(1), "ann").Durable.ShouldBeTrue();
    }

    [Theory]
    [InlineData(ControlMode.On)]
    [InlineData(ControlMode.Observe)]
    [InlineData(ControlMode.Off)]
    public void The_mode_says_whether_it_decides(ControlMode mode)
    {
        var gate = new TestGate(controls: new Dictionary<string, ControlMode> { [KnownControls.Pace] = mode });
        var session = gate.Open("trader-1");
        var changed = gate.Governor.Degrade(Acme, PaceState.Emergency, "drill", "ann");
        changed.Done.ShouldBe(mode != ControlMode.Off);
        if (mode == ControlMode.Off) { changed.Error!.ShouldContain("pace: off"); }
        var decision = gate.Admit(session, gate.Read).Decision;
        decision.IsAllowed.ShouldBe(mode != ControlMode.On);
        decision.WouldRefuse.ShouldBe(mode == ControlMode.Observe ? 2UL : 0);
        decision.SwitchedOff.ShouldBe(mode == ControlMode.Off ? 2UL : 0);
        decision.Pace.ShouldBe(mode == ControlMode.Off ? PaceState.Primary : PaceState.Emergency);
        gate.TryOpen(gate.Fleet["trader-2"], TestKeys.Of("trader-2")).Verdict.IsTrusted.ShouldBe(mode != ControlMode.On);
        if (mode == ControlMode.Observe)
        {
            var opened = gate.Audit.Drain().Last(e => e.Kind == AuditEventKind.SessionOpened);
            (opened.Decision.WouldRefuse, opened.Pace).ShouldBe((2UL, PaceState.Emergency));
        }
        Governor.Stages[1].ShouldBe("pace");
    }

    [Fact]
    public void Nothing_is_allocated_in_any_phase()
    {
        var gate = new TestGate(auditCapacity: 100_000);
        var session = gate.Open("trader-1");
        gate.Governor.Degrade(PaceScope.Agent("acme", "trader-1"), PaceState.Alternate, "drill", "ann").Done.ShouldBeTrue();
        void Round()
        {
            for (var i = 0; i < 500; i++)
            {
                gate.Governor.Complete(gate.Admit(session, gate.Read), Outcome.Succeeded, default);
                gate.Admit(session, gate.Order);
            }
        }

        Allocation.InSteadyState(Round, between: () => gate.Audit.Drain()).ShouldBe(0);
        // A change costs each session one look-up for each scope, once.
        gate.Work = default;
        gate.Admit(session, gate.Read);
        var known = gate.Work[WorkUnit.EntryExamined];
        gate.Governor.Degrade(PaceScope.Agent("acme", "trader-2"), PaceState.Alternate, "drill", "ann").Done.ShouldBeTrue();
        gate.Work = default;
        gate.Admit(session, gate.Read);
        gate.Work[WorkUnit.EntryExamined].ShouldBe(known + 4);
    }

    private static Admission Resume(TestGate gate, PendingId pending) =>
        gate.Governor.Resume(pending, gate.Governor.PendingDigest(pending)!.Value, ResumeVerdict.Proceed, ref gate.Work, "Ann Lee");
}
