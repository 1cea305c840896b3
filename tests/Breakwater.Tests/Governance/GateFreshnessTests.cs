using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.Policy;
using static Breakwater.Tests.Governance.RolloutAtGate;

namespace Breakwater.Tests.Governance;

/// <summary>A gate that cannot follow goes on with what works for as long as its tier allows, an hour here, and then takes the tier's posture.</summary>
public sealed class GateFreshnessTests
{
    private static readonly TimeSpan Hour = new PolicyFreshnessOptions().Managed.MaxStaleness;

    private readonly TestGate _leader = new();
    private readonly PolicyFreshness _freshness;
    private readonly TestGate _follower;
    private long _brought;

    public GateFreshnessTests()
    {
        _leader.Governor.Publish(V1, "ann").Problems.ShouldBeEmpty();
        _freshness = new(new(), _leader.Fleet.Clock, TimeSpan.Zero);
        _follower = Follower(_freshness);
        Bring().ShouldBeTrue();
    }

    [Fact]
    public void A_source_that_is_not_reached_closes_the_gate_after_the_tiers_time_and_reopens_it_when_it_is()
    {
        _leader.Fleet.Clock.Advance(Hour);
        _follower.Ask(4_000).Effect.ShouldBe(Effect.Allow);
        _leader.Fleet.Clock.Advance(TimeSpan.FromTicks(1));
        _follower.Ask(4_000).Reason.ShouldBe(RolloutReasons.Stale);
        _follower.Admit(_follower.Open("checker-1"), _follower.Read).Decision.Reason.ShouldBe(RolloutReasons.Stale);
        _freshness.Confirm();
        _follower.Ask(4_000).Effect.ShouldBe(Effect.Allow);
        _follower.Ask(20_000).Reason.ShouldBe(PolicyReasons.NotPermitted);
    }

    [Fact]
    public void A_rollout_whose_candidate_never_came_makes_the_gate_stale_however_often_its_source_answers()
    {
        _leader.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Bring(without: "policy.candidate");
        _follower.Governor.PoliciesAreBehind.ShouldBeTrue();
        StaleAfterAnHour();

        _follower.Governor.Apply(_leader.Log.Read(1).Single(r => r.Kind == "policy.candidate")).ShouldBeTrue();
        _follower.Governor.PoliciesAreBehind.ShouldBeFalse();
        _follower.Ask(8_000).Effect.ShouldBe(Effect.Allow, "it has caught up, and its source was reached");
    }

    [Fact]
    public void Rolled_back_there_is_nothing_left_to_lack()
    {
        _leader.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Bring(without: "policy.candidate");
        _leader.Fleet.Clock.Advance(Hour + Hour);
        _freshness.Confirm();
        _follower.Ask(8_000).Reason.ShouldBe(RolloutReasons.Stale);
        _leader.Governor.Rollouts.Abort("acme", "limits", "ann").Done.ShouldBeTrue();
        _leader.Advance();
        Bring(without: "policy.candidate");
        _follower.Governor.PoliciesAreBehind.ShouldBeFalse();
        _follower.Ask(8_000).Effect.ShouldBe(Effect.Allow);
    }

    /// <summary>The shape of 1 August 2012 at the gate: the rollout completes without one node, and nobody reads the alarm.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rollout_that_completes_without_the_gate_leaves_it_behind_until_it_is_closed(bool promotionCame)
    {
        _leader.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Bring(without: "policy.candidate");
        _leader.Pass();
        _leader.Pass();
        _leader.InForce().ShouldBe(V2.Reference);
        var before = _freshness.Age;
        Bring(without: promotionCame ? "policy.candidate" : "policy.promote").ShouldBe(!promotionCame, "a promotion of what is not here did not take effect");
        before!.Value.ShouldBeGreaterThan(Stage);
        StaleAfterAnHour();
        _follower.Governor.StateIncomplete.ShouldBeFalse();

        foreach (var record in _leader.Log.Read(1).Where(r => r.Kind is "policy.candidate" or "policy.promote")) { _follower.Governor.Apply(record).ShouldBeTrue(); }
        _follower.Governor.PoliciesAreBehind.ShouldBeFalse();
        (_follower.Ask(4_000).Effect, _follower.Ask(8_000).Effect).ShouldBe((Effect.Allow, Effect.Deny));
    }

    [Fact]
    public void A_gate_that_missed_the_version_that_a_rollout_starts_from_goes_on_with_the_one_it_has()
    {
        _leader.Governor.Publish(PolicyFleet.Limit("1.0.1", "12000.0"), "ann").Problems.ShouldBeEmpty();
        _leader.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        Bring(without: "policy.publish");
        _follower.Governor.PoliciesAreBehind.ShouldBeTrue();
        (_follower.Ask(8_000).Effect, _follower.Ask(11_000).Reason).ShouldBe((Effect.Allow, PolicyReasons.NotPermitted));
        StaleAfterAnHour();
    }

    [Fact]
    public void A_promotion_that_comes_after_a_later_version_leaves_nobody_behind()
    {
        _leader.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        _leader.Pass();
        _leader.Pass();
        Bring(without: "policy.candidate");
        _leader.Governor.Publish(PolicyFleet.Limit("2.0.1", "6000.0"), "ann").Problems.ShouldBeEmpty();
        Bring().ShouldBeTrue();
        _follower.Governor.PoliciesAreBehind.ShouldBeFalse();
        _follower.Governor.Apply(_leader.Log.Read(1).Single(r => r.Kind == "policy.promote")).ShouldBeTrue("it has been overtaken");
        _follower.Governor.PoliciesAreBehind.ShouldBeFalse();
        (_follower.Ask(6_000).Effect, _follower.Ask(8_000).Effect).ShouldBe((Effect.Allow, Effect.Deny));
    }

    [Fact]
    public void A_restart_makes_nobody_younger()
    {
        _leader.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        _leader.Pass();
        _leader.Pass();
        Bring(without: "policy.candidate");
        Confirming(TimeSpan.FromMinutes(50));
        _follower.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        // The host keeps the age over the restart, and reaches its source at once afterwards.
        var kept = new PolicyFreshness(new(), _leader.Fleet.Clock, _freshness.Age);
        var next = Follower(kept, _follower.Log);
        next.Governor.PoliciesAreBehind.ShouldBeTrue();
        kept.Confirm();
        next.Ask(8_000).Effect.ShouldBe(Effect.Allow);
        _leader.Fleet.Clock.Advance(TimeSpan.FromMinutes(11));
        kept.Confirm();
        next.Advance();
        next.Ask(8_000).Reason.ShouldBe(RolloutReasons.Stale);
    }

    [Fact]
    public void A_version_that_does_not_load_leaves_what_works_and_tells_the_host_not_to_confirm()
    {
        var specification = _leader.Fleet.Specification;
        var smaller = specification with
        {
            Tools = [.. specification.Tools.Where(t => t.Id != "place-order")],
            Clusters = [.. specification.Clusters.Select(c => c with { Groups = [.. c.Groups.Select(g => g with { Tools = [.. g.Tools.Where(t => t != "place-order")] })] })],
        };
        var freshness = new PolicyFreshness(new(), _leader.Fleet.Clock, TimeSpan.Zero);
        var other = new TestGate(new(smaller, _leader.Fleet.Clock), options: new() { LeadsRollouts = false }, with: s => s.PolicyFreshness = freshness);
        other.Governor.Apply(_leader.Log.Read(1).Single()).ShouldBeFalse();
        other.Governor.PoliciesAreBehind.ShouldBeTrue();
        other.Admit(other.Open("trader-1"), other.Read).Decision.Effect.ShouldBe(Effect.Allow, "the permission matrix works");
        for (var minutes = 0; minutes <= 60; minutes++)
        {
            _leader.Fleet.Clock.Advance(TimeSpan.FromMinutes(1));
            freshness.Confirm();
        }
        other.Admit(other.Open("trader-1"), other.Read).Decision.Reason.ShouldBe(RolloutReasons.Stale);
        // A later version that loads takes the place of the one that did not.
        _leader.Governor.Publish(PolicyFleet.Bundle("name: limits\nversion: 1.0.1\nlayer: fleet\ntenant: acme\nbreaking: true\n", "@id(\"reads\") permit (principal, action in Action::\"access:read\", resource);"), "ann", PolicyFleet.AtOnce).Problems.ShouldBeEmpty();
        other.Governor.Apply(_leader.Log.Read(2).Single()).ShouldBeTrue();
        other.Governor.PoliciesAreBehind.ShouldBeFalse();
        other.Admit(other.Open("trader-1"), other.Read).Decision.Effect.ShouldBe(Effect.Allow);
    }

    [Fact]
    public void Brought_again_old_records_leave_nobody_behind()
    {
        _leader.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        _leader.Pass();
        _leader.Pass();
        _leader.Governor.RetirePolicy("acme", V1.Reference, "ann", out _).ShouldNotBeNull();
        _leader.Log.TryFlush().Done.ShouldBeTrue();
        Bring().ShouldBeTrue();
        _follower.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        var next = Follower(_freshness, _follower.Log);
        foreach (var record in _leader.Log.Read(1)) { next.Governor.Apply(record); next.Governor.PoliciesAreBehind.ShouldBeFalse(record.Kind); }
        next.InForce().ShouldBe(V2.Reference);
    }

    [Fact]
    public void A_snapshot_from_before_promotions_were_kept_is_read()
    {
        _leader.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        _leader.Log.TryReadSnapshot(out _, out var state).ShouldBeTrue();
        // No rollout, so nothing done with: the number of those, then the one promotion.
        var promoted = new ControlPayloadWriter().Int32(int.MinValue).Int32(1).Text("acme").Text("limits").Text("1.0.0").Int64(1).Written.ToArray();
        var at = state.AsSpan().IndexOf(promoted);
        at.ShouldBeGreaterThan(0);
        byte[] old = [.. state.AsSpan(0, at), .. new ControlPayloadWriter().Int32(0).Written, .. state.AsSpan(at + promoted.Length)];
        var log = new MemoryControlLog(_leader.Fleet.Clock);
        log.WriteSnapshot(0, old).Durable.ShouldBeTrue();
        var gate = new TestGate(_leader.Fleet, log: log);
        (gate.Governor.StateIncomplete, gate.InForce(), gate.Governor.PoliciesAreBehind).ShouldBe((false, V1.Reference, false));
    }

    private TestGate Follower(PolicyFreshness freshness, FleetControlLog? log = null) =>
        new(_leader.Fleet, log: log, options: new() { LeadsRollouts = false }, with: s => s.PolicyFreshness = freshness);

    /// <summary>Brings what is new in the leader's log, but for one kind; whether all of it took effect.</summary>
    private bool Bring(string without = "")
    {
        var taken = true;
        foreach (var record in _leader.Log.Read(_brought + 1))
        {
            if (record.Kind != without) { taken &= _follower.Governor.Apply(record); }
            _brought = record.Number;
        }
        return taken;
    }

    private void StaleAfterAnHour()
    {
        var since = _freshness.Age!.Value;
        Confirming(Hour - since);
        _follower.Ask(8_000).Effect.ShouldBe(Effect.Allow, "the old version works, for its time");
        _freshness.Age.ShouldBe(Hour, "reaching the source does not make it fresh");
        Confirming(TimeSpan.FromTicks(1));
        _follower.Ask(4_000).Reason.ShouldBe(RolloutReasons.Stale);
    }

    private void Confirming(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time;)
        {
            var step = time - passed < TimeSpan.FromMinutes(1) ? time - passed : TimeSpan.FromMinutes(1);
            _leader.Fleet.Clock.Advance(step);
            passed += step;
            _freshness.Confirm();
            _follower.Advance();
        }
    }
}
