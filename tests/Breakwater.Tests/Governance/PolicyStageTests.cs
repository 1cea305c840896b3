using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Policy;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.Tests.Policy;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Governance;

public sealed class PolicyStageTests
{
    private static PolicyBundle Ask(string version, string require, string more = "") => PolicyFleet.Bundle(
        $"name: asks\nversion: {version}\nlayer: fleet\ntenant: acme\n",
        $"@id(\"all\") permit (principal, action, resource);\n@id(\"ask\") @require(\"{require}\") permit (principal, action == Action::\"read-book\", resource);\n{more}");

    [Fact]
    public void Without_bundles_the_gate_permits_the_matrix_and_with_one_what_it_says()
    {
        var gate = new TestGate();
        var session = gate.Open("trader-1");
        gate.Admit(session, gate.Order).Decision.IsAllowed.ShouldBeTrue();
        gate.Governor.Publish(PolicyFleet.Bundle("name: no\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n", "@id(\"no\") forbid (principal, action, resource);"), "t").Published.ShouldBeTrue();
        var decision = gate.Admit(session, gate.Order).Decision;
        (decision.Effect, decision.Reason!.Code, decision.Position).ShouldBe((Effect.Deny, "policy.forbidden", 1));
    }

    [Fact]
    public void A_judge_and_then_a_person_must_answer_for_this_request_and_nobody_elses()
    {
        var gate = new TestGate();
        gate.Governor.Publish(Ask("1.0.0", "judge, person"), "t").Published.ShouldBeTrue();
        var session = gate.Open("trader-1");
        var first = gate.Admit(session, gate.Read);
        (first.Decision.Effect, first.Decision.Reason).ShouldBe((Effect.Pending, PolicyReasons.NeedsJudge));
        gate.Governor.PendingObligation(first.Pending).ShouldBe(Obligations.Judge);
        var judged = gate.Governor.PendingDigest(first.Pending)!.Value;
        // The host's tick does not answer for a judge.
        gate.Governor.Advance(ref gate.Work).Ready.ShouldBeEmpty();
        var second = gate.Governor.Resume(first.Pending, judged, ResumeVerdict.Proceed, ref gate.Work);
        (second.Decision.Effect, second.Decision.Reason).ShouldBe((Effect.Pending, PolicyReasons.NeedsPerson));
        gate.Governor.Resume(second.Pending, judged, ResumeVerdict.Proceed, ref gate.Work).Decision.Reason.ShouldBe(GovernanceReasons.NoSuchPending);
        var third = gate.Governor.Resume(second.Pending, gate.Governor.PendingDigest(second.Pending)!.Value, ResumeVerdict.Proceed, ref gate.Work);
        third.Decision.IsAllowed.ShouldBeTrue();
        // The next one is asked about again.
        gate.Admit(session, gate.Read).Decision.Effect.ShouldBe(Effect.Pending);
        gate.Governor.Resume(gate.Admit(session, gate.Read).Pending, 0, ResumeVerdict.Proceed, ref gate.Work).Decision.Effect.ShouldBe(Effect.Deny);
    }

    [Fact]
    public void What_changed_while_a_judge_thought_counts()
    {
        var gate = new TestGate();
        gate.Governor.Publish(Ask("1.0.0", "judge"), "t").Published.ShouldBeTrue();
        var session = gate.Open("trader-1");
        var pending = gate.Admit(session, gate.Read).Pending;
        gate.Governor.Publish(Ask("2.0.0", "judge", "@id(\"stop\") forbid (principal, action, resource);"), "t", PolicyFleet.AtOnce).Published.ShouldBeTrue();
        gate.Governor.Resume(pending, gate.Governor.PendingDigest(pending)!.Value, ResumeVerdict.Proceed, ref gate.Work).Decision.Reason!.Code.ShouldBe("policy.forbidden");
    }

    [Fact]
    public void A_policy_can_ask_for_the_record_before_the_action()
    {
        var gate = new TestGate(auditCapacity: 16);
        gate.Governor.Publish(Ask("1.0.0", "record-before"), "t").Published.ShouldBeTrue();
        var session = gate.Open("trader-1");
        gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue();
        for (var i = 0; i < 20; i++) { gate.Admit(session, gate.Read); }
        var refused = gate.Admit(session, gate.Read).Decision;
        (refused.Effect, refused.Reason).ShouldBe((Effect.Throttle, GovernanceReasons.NotRecorded));
        // The same tool without that policy is not held up by a full log.
        var lenient = new TestGate(auditCapacity: 16);
        var other = lenient.Open("trader-1");
        for (var i = 0; i < 20; i++) { lenient.Admit(other, lenient.Read); }
        lenient.Admit(other, lenient.Read).Decision.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void Arguments_are_judged_and_a_digest_of_others_is_refused()
    {
        var gate = new TestGate();
        gate.Governor.Publish(PolicyFleet.Limit("1.0.0", "100.0"), "t").Published.ShouldBeTrue();
        var session = gate.Open("trader-1");
        var arguments = new BoundArguments();
        gate.Governor.Bind(session, gate.Order.Tool, """{"amount": 100}"""u8, arguments).ShouldBeNull();
        var request = gate.Order with { Arguments = arguments, ArgumentsDigest = arguments.Digest };
        gate.Admit(session, request).Decision.IsAllowed.ShouldBeTrue();
        gate.Refused(session, request with { ArgumentsDigest = 1 }, PolicyReasons.OtherArguments);
        gate.Refused(session, gate.Order, PolicyReasons.NoArguments);
        gate.Governor.Bind(session, gate.Order.Tool, """{"amount": 100.0001}"""u8, arguments).ShouldBeNull();
        gate.Refused(session, request, PolicyReasons.OtherArguments);
        gate.Refused(session, request with { ArgumentsDigest = arguments.Digest }, PolicyReasons.NotPermitted);
    }

    [Fact]
    public void An_instance_and_observing_and_off()
    {
        var no = PolicyFleet.Bundle("name: no\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n", "@id(\"no\") forbid (principal, action, resource);");
        var gate = new TestGate();
        gate.Admit(gate.OpenInstance(1), gate.Order).Decision.IsAllowed.ShouldBeTrue();
        gate.Governor.Publish(no, "t").Published.ShouldBeTrue();
        gate.Admit(gate.OpenInstance(2), gate.Order).Decision.IsAllowed.ShouldBeFalse();
        foreach (var mode in (ControlMode[])[ControlMode.Observe, ControlMode.Off])
        {
            var lenient = new TestGate(controls: new Dictionary<string, ControlMode> { [KnownControls.Policy] = mode });
            lenient.Governor.Publish(no, "t").Published.ShouldBeTrue();
            var decision = lenient.Admit(lenient.Open("trader-1"), lenient.Order).Decision;
            decision.IsAllowed.ShouldBeTrue();
            (decision.WouldRefuse, decision.SwitchedOff).ShouldBe(mode == ControlMode.Observe ? (16UL, 0UL) : (0UL, 16UL));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gate_made_again_from_the_log_decides_the_same(bool snapshot)
    {
        var gate = new TestGate();
        gate.Governor.Publish(Ask("1.0.0", "judge"), "t").Published.ShouldBeTrue();
        if (snapshot) { gate.Governor.WriteSnapshot().Durable.ShouldBeTrue(); }
        gate.Governor.Publish(PolicyFleet.Bundle("name: no\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n", "@id(\"no\") forbid (principal, action == Action::\"place-order\", resource);"), "t").Published.ShouldBeTrue();
        if (snapshot) { gate.Governor.WriteSnapshot().Durable.ShouldBeTrue(); }
        var again = new TestGate(gate.Fleet, log: gate.Log);
        again.Governor.StateIncomplete.ShouldBeFalse();
        var session = again.Open("trader-1");
        again.Admit(session, again.Read).Decision.Reason.ShouldBe(PolicyReasons.NeedsJudge);
        again.Admit(session, again.Order).Decision.Reason!.Code.ShouldBe("policy.forbidden");
        again.Governor.Policy.Epoch(again.Governor.Policy.Tenant("acme")).ShouldBe(1);
    }

    [Fact]
    public void A_snapshot_does_not_play_again_what_is_in_force_already()
    {
        var gate = new TestGate();
        gate.Governor.Publish(Ask("1.0.0", "judge"), "t").Published.ShouldBeTrue();
        gate.Governor.Publish(Ask("2.0.0", "person"), "t", new() { AsCandidate = true }).Published.ShouldBeTrue();
        BundleReference first = new("asks", new(1, 0, 0)), second = new("asks", new(2, 0, 0));
        gate.Governor.PromotePolicy("acme", second, "t", PolicyFleet.Waiver).Durable.ShouldBeTrue();
        gate.Governor.PromotePolicy("acme", first, "t", PolicyFleet.Waiver).Durable.ShouldBeTrue();
        var acme = gate.Governor.Policy.Tenant("acme");
        gate.Governor.Policy.Epoch(acme).ShouldBe(4);
        var promotion = gate.Log.Read(1).First(r => r.Kind == "policy.promote");
        gate.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        gate.Governor.Policy.Epoch(acme).ShouldBe(4);
        gate.Governor.Policy.InForce(acme, "asks").ShouldBe(first);
        // Nor does what another node brings again to one that began with the snapshot: the second version was in force once.
        var next = new TestGate(gate.Fleet, log: gate.Log);
        next.Governor.Apply(promotion).ShouldBeTrue();
        next.Governor.Policy.InForce(acme, "asks").ShouldBe(first);
        next.Governor.PoliciesAreBehind.ShouldBeFalse();
        gate.Governor.RetirePolicy("acme", second, "t", out _).ShouldNotBeNull();
        gate.Governor.Advance(ref gate.Work).Log.Error.ShouldBeNull();
        new TestGate(gate.Fleet, log: gate.Log).Governor.Policy.Live(acme).ShouldBe([first]);
    }

    [Fact]
    public void A_change_of_policy_makes_trust_verify_again_where_the_fleet_asks_for_it()
    {
        foreach (var again in (bool[])[true, false])
        {
            var gate = new TestGate(trust: new() { ReverifyOnPolicyChange = again });
            var session = gate.Open("trader-1");
            gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue();
            gate.Governor.Publish(Ask("1.0.0", "record-before"), "t").Published.ShouldBeTrue();
            gate.Admit(session, gate.Read).Decision.Effect.ShouldBe(again ? Effect.Pending : Effect.Allow);
        }
    }

    [Fact]
    public void Deciding_with_policies_and_bound_arguments_allocates_nothing()
    {
        var gate = new TestGate(auditCapacity: 200_000);
        gate.Governor.Publish(PolicyFleet.Limit("1.0.0", "100.0"), "t").Published.ShouldBeTrue();
        var session = gate.Open("trader-1");
        var arguments = new BoundArguments();
        gate.Governor.Bind(session, gate.Order.Tool, """{"amount": 5}"""u8, arguments).ShouldBeNull();
        var order = gate.Order with { Arguments = arguments, ArgumentsDigest = arguments.Digest };
        var read = gate.Read;
        Allocation.InSteadyState(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                gate.Governor.Complete(gate.Governor.Admit(session, order, ref gate.Work), Outcome.Succeeded, default);
                gate.Governor.Complete(gate.Governor.Admit(session, read, ref gate.Work), Outcome.Succeeded, default);
            }
        }).ShouldBe(0);
    }
}
