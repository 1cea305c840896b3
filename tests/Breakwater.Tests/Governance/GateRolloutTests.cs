using System.Text;
using Breakwater.ControlLog;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Policy;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.Policy;

namespace Breakwater.Tests.Governance;

/// <summary>A new version of a bundle comes into force at the gate in stages: seed 3's limit goes from 10,000 to 5,000.</summary>
public sealed class GateRolloutTests
{
    private static readonly TimeSpan Stage = TimeSpan.FromMinutes(2);
    private static readonly RolloutGates Lenient = new() { Drift = Gate(0.99), DenialIncrease = Gate(0.99), Errors = Gate(0.99), Latency = Gate(0.99) };
    private static readonly RolloutStage[] Plan = [new(0, Stage, Lenient), new(50, Stage, Lenient)];
    private static readonly PolicyBundle V1 = PolicyFleet.Limit("1.0.0", "10000.0");
    private static readonly PolicyBundle V2 = PolicyFleet.Limit("2.0.0", "5000.0");

    private readonly TestGate _gate = new();

    public GateRolloutTests() => _gate.Governor.Publish(V1, "ann").Problems.ShouldBeEmpty();

    [Fact]
    public void In_shadow_the_old_version_decides_and_from_the_first_stage_on_nobody_gets_what_the_new_one_forbids()
    {
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Order(_gate, 8_000).ShouldBe(Effect.Allow);
        Status().Counts.AllowToDeny.ShouldBeGreaterThan(0);
        Pass();
        Status().Percent.ShouldBe(50);
        foreach (var agent in new[] { "trader-1", "trader-2", "trader-3" }) { Order(_gate, 8_000, agent).ShouldBe(Effect.Deny, agent); }
        Order(_gate, 4_000).ShouldBe(Effect.Allow);
        Pass();
        Status().Phase.ShouldBe(RolloutPhase.Completed);
        InForce(_gate).ShouldBe(V2.Reference);
        Order(_gate, 8_000).ShouldBe(Effect.Deny);
    }

    [Fact]
    public void Aborted_it_is_as_if_it_had_never_been()
    {
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Pass();
        Order(_gate, 8_000).ShouldBe(Effect.Deny);
        _gate.Governor.Rollouts.Abort("acme", "limits", "ann").Done.ShouldBeTrue();
        Order(_gate, 8_000).ShouldBe(Effect.Allow);
        Advance(_gate);
        InForce(_gate).ShouldBe(V1.Reference);
        _gate.Governor.Policy.Live(_gate.Governor.Policy.Tenant("acme")).ShouldBe([V1.Reference]);
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue("it may be tried again");
    }

    [Fact]
    public void What_is_refused_leaves_no_candidate_behind()
    {
        _gate.Governor.RollOut(V2, "ann", [new(10, Stage, Lenient)]).Started.ShouldBeFalse("a breaking change may not skip shadow");
        _gate.Governor.Policy.Live(_gate.Governor.Policy.Tenant("acme")).ShouldBe([V1.Reference]);
        Order(_gate, 8_000).ShouldBe(Effect.Allow);
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        var second = _gate.Governor.RollOut(PolicyFleet.Limit("3.0.0", "1000.0"), "ann", Plan);
        second.Rollout.Refusal.ShouldBe(RolloutReasons.AlreadyActive);
        _gate.Governor.Policy.Live(_gate.Governor.Policy.Tenant("acme")).ShouldBe([V1.Reference, V2.Reference]);
    }

    [Fact]
    public void What_is_being_rolled_out_cannot_be_retired_by_hand()
    {
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        foreach (var tenant in (string?[])["acme", null])
        {
            _gate.Governor.RetirePolicy(tenant, V2.Reference, "ann", out var error).ShouldBeNull();
            error.ShouldNotBeNull().ShouldContain("abort the rollout");
        }
        Pass();
        _gate.Governor.Rollouts.Promote("acme", "limits", "ann").Done.ShouldBeTrue();
        _gate.Governor.RetirePolicy("acme", V2.Reference, "ann", out _).ShouldBeNull("it is about to come into force");
        Advance(_gate);
        InForce(_gate).ShouldBe(V2.Reference);
        _gate.Governor.RetirePolicy("acme", V1.Reference, "ann", out _).ShouldNotBeNull("it is only what was there before");
    }

    [Fact]
    public void A_minor_version_that_declares_itself_breaking_may_not_skip_shadow_either()
    {
        var declared = PolicyFleet.Limit("1.1.0", "5000.0", head: "breaking: true\n");
        _gate.Governor.RollOut(declared, "ann", [new(10, Stage, Lenient)]).Rollout.Refusal.ShouldBe(RolloutReasons.BadPlan);
        _gate.Governor.RollOut(declared, "ann", Plan).Started.ShouldBeTrue();
    }

    [Fact]
    public void It_goes_on_where_it_was_after_a_restart_at_any_point_and_from_a_snapshot()
    {
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Order(Restarted(), 8_000).ShouldBe(Effect.Allow);
        Pass();
        Order(Restarted(), 8_000).ShouldBe(Effect.Deny);
        _gate.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        var again = Restarted();
        Order(again, 8_000).ShouldBe(Effect.Deny);
        again.Governor.Rollouts.Status("acme", "limits")!.Percent.ShouldBe(50);
        Pass();
        Order(Restarted(), 8_000).ShouldBe(Effect.Deny);
        InForce(Restarted()).ShouldBe(V2.Reference);
    }

    [Fact]
    public void A_crash_between_completion_and_promotion_is_made_good()
    {
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Pass();
        // Completed by hand, and the node dies before it comes to the policies.
        _gate.Governor.Rollouts.Promote("acme", "limits", "ann").Done.ShouldBeTrue();
        InForce(_gate).ShouldBe(V1.Reference);
        Order(_gate, 8_000).ShouldBe(Effect.Deny, "the router serves the version that was completed");
        var next = Restarted();
        Order(next, 8_000).ShouldBe(Effect.Deny);
        Advance(next);
        InForce(next).ShouldBe(V2.Reference);
    }

    [Fact]
    public void Going_back_by_hand_after_completion_lasts()
    {
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Pass();
        Pass();
        InForce(_gate).ShouldBe(V2.Reference);
        _gate.Governor.PromotePolicy("acme", V1.Reference, "ann", PolicyFleet.Waiver).Durable.ShouldBeTrue();
        Advance(_gate);
        Advance(_gate);
        InForce(_gate).ShouldBe(V1.Reference);
        Order(_gate, 8_000).ShouldBe(Effect.Allow);
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue("another rollout may start from what is in force");
    }

    [Fact]
    public void An_agent_that_states_a_version_it_does_not_run_is_refused()
    {
        var session = _gate.Open("trader-1");
        _gate.Governor.StatePolicy(session, V1.Reference);
        Decide(_gate, session, 4_000).Effect.ShouldBe(Effect.Allow);
        _gate.Governor.StatePolicy(session, V2.Reference);
        Decide(_gate, session, 4_000).Reason.ShouldBe(PolicyReasons.Incompatible);
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Decide(_gate, session, 4_000).Reason.ShouldBe(RolloutReasons.NotRunning, "in shadow everybody runs the old one");
        Pass();
        Pass();
        Decide(_gate, session, 4_000).Effect.ShouldBe(Effect.Allow);
        _gate.Governor.StatePolicy(session, V1.Reference);
        Decide(_gate, session, 4_000).Reason.ShouldBe(PolicyReasons.Incompatible);
        _gate.Governor.StatePolicy(session, null);
        Decide(_gate, session, 4_000).Effect.ShouldBe(Effect.Allow);
    }

    [Fact]
    public void A_node_that_does_not_lead_follows_the_records()
    {
        var follower = new TestGate(_gate.Fleet, options: new() { LeadsRollouts = false });
        var brought = 0L;
        void Bring()
        {
            foreach (var record in _gate.Log.Read(brought + 1))
            {
                follower.Governor.Apply(record);
                brought = record.Number;
            }
        }
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Bring();
        Order(follower, 8_000).ShouldBe(Effect.Allow);
        Pass();
        Advance(follower);
        Order(follower, 8_000).ShouldBe(Effect.Allow, "it does not know yet");
        Bring();
        Order(follower, 8_000).ShouldBe(Effect.Deny);
        Pass();
        Bring();
        InForce(follower).ShouldBe(V2.Reference);
        Order(follower, 8_000).ShouldBe(Effect.Deny);
        follower.Governor.StateIncomplete.ShouldBeFalse();
    }

    private static RolloutGate Gate(double threshold) => new(threshold, 1, GateBreach.Hold);

    private RolloutStatus Status() => _gate.Governor.Rollouts.Status("acme", "limits")!;

    private static BundleReference? InForce(TestGate gate) => gate.Governor.Policy.InForce(gate.Governor.Policy.Tenant("acme"), "limits");

    /// <summary>Time and enough requests for the stage to end.</summary>
    private void Pass()
    {
        for (var i = 0; i < 5; i++) { Order(_gate, 1_000); }
        _gate.Fleet.Clock.Advance(Stage);
        Advance(_gate);
    }

    private static void Advance(TestGate gate) => gate.Governor.Advance(ref gate.Work);

    private TestGate Restarted() => new(_gate.Fleet, log: _gate.Log);

    private static Effect Order(TestGate gate, int amount, string agent = "trader-1") => Decide(gate, gate.Open(agent), amount).Effect;

    private static Decision Decide(TestGate gate, Session session, int amount)
    {
        var tool = gate.Governor.Tool("place-order");
        var arguments = new BoundArguments();
        gate.Governor.Bind(session, tool, Encoding.UTF8.GetBytes($$"""{"amount": {{amount}}}"""), arguments).ShouldBeNull();
        return gate.Admit(session, gate.Order with { Arguments = arguments, ArgumentsDigest = arguments.Digest }).Decision;
    }
}
