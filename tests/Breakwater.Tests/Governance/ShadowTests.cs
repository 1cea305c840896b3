using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.Policy;
using static Breakwater.Tests.Governance.RolloutAtGate;

namespace Breakwater.Tests.Governance;

/// <summary>A breaking change may not skip shadow, by whichever way it comes.</summary>
public sealed class ShadowTests
{
    private static readonly PolicyBundle Declared = PolicyFleet.Limit("1.1.0", "5000.0", head: "breaking: true\n");

    private readonly TestGate _gate = new();

    public ShadowTests() => _gate.Governor.Publish(V1, "ann").Problems.ShouldBeEmpty();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_its_author_declares_to_be_breaking_stays_in_shadow_for_its_time_after_a_restart_too(bool fromSnapshot)
    {
        _gate.Governor.RollOut(Declared, "ann", Plan).Started.ShouldBeTrue();
        _gate.Governor.Rollouts.Promote("acme", "limits", "ann").Refusal.ShouldBe(RolloutReasons.ShadowUnfinished);
        if (fromSnapshot) { _gate.Governor.WriteSnapshot().Durable.ShouldBeTrue(); }
        var next = new TestGate(_gate.Fleet, log: _gate.Log);
        next.Governor.Rollouts.Promote("acme", "limits", "ann").Refusal.ShouldBe(RolloutReasons.ShadowUnfinished);
        next.Status().Percent.ShouldBe(0);
        next.Fleet.Clock.Advance(Stage);
        next.Governor.Rollouts.Promote("acme", "limits", "ann").Done.ShouldBeTrue();
    }

    [Fact]
    public void What_is_not_declared_may_leave_shadow_early_by_hand()
    {
        _gate.Governor.RollOut(PolicyFleet.Limit("1.1.0", "20000.0"), "ann", Plan).Started.ShouldBeTrue();
        _gate.Governor.Rollouts.Promote("acme", "limits", "ann").Done.ShouldBeTrue();
    }

    [Fact]
    public void A_record_from_before_the_declaration_was_kept_is_read_and_judged_by_its_numbers()
    {
        foreach (var (to, breaking) in new[] { ("1.1.0", false), ("2.0.0", true) })
        {
            var old = new ControlPayloadWriter().Text("acme").Text("limits").Time(_gate.Fleet.Clock.GetUtcNow()).Byte((byte)RolloutCause.Manual).Int64(0).Int32(0).Text("1.0.0").Text(to).Int32(0);
            RolloutRecord.TryRead(RolloutRecord.Start, old.Written, out var record).ShouldBeTrue();
            RolloutState.After(null, record!, 7)!.IsBreaking.ShouldBe(breaking);
            record!.Write().ShouldBe(old.Written.ToArray());
            var declared = record with { IsDeclaredBreaking = true };
            RolloutRecord.TryRead(RolloutRecord.Start, declared.Write(), out var again).ShouldBeTrue();
            RolloutState.After(null, again!, 7)!.IsBreaking.ShouldBeTrue();
        }
    }

    [Fact]
    public void The_plan_is_held_to_the_declaration_whoever_starts_the_rollout()
    {
        _gate.Governor.Publish(Declared, "ann", new() { AsCandidate = true }).Published.ShouldBeTrue();
        _gate.Governor.Rollouts.Start("acme", V1.Reference, Declared.Reference, "ann", []).Refusal.ShouldBe(RolloutReasons.BadPlan);
        _gate.Governor.Rollouts.Start("acme", V1.Reference, Declared.Reference, "ann", Plan).Done.ShouldBeTrue();
        _gate.Governor.Rollouts.Promote("acme", "limits", "ann").Refusal.ShouldBe(RolloutReasons.ShadowUnfinished);
    }

    [Fact]
    public void A_breaking_version_is_not_published_over_one_in_force_and_nothing_changes()
    {
        foreach (var bundle in (PolicyBundle[])[V2, Declared])
        {
            var refused = _gate.Governor.Publish(bundle, "ann");
            (refused.Published, refused.Number).ShouldBe((false, 0));
            var problem = refused.Problems.ShouldHaveSingleItem();
            problem.Message.ShouldBe($"bundle `{bundle.Reference}` breaks what 1.0.0 promises, and may not skip shadow");
            problem.Remedy.ShouldBe("roll it out in stages, or state why it must come into force at once and who answers for that");
            refused.Diff!.Changes.ShouldNotBeEmpty("what it would change is shown all the same");
        }
        _gate.Log.LastNumber.ShouldBe(1);
        _gate.Ask(8_000).Effect.ShouldBe(Effect.Allow);
    }

    [Fact]
    public void Said_explicitly_it_is_in_force_at_once_and_both_logs_say_why_and_by_whom()
    {
        var result = _gate.Governor.Publish(V2, "ann", new() { WithoutRollout = new("the limit was set wrong", "bob") });
        result.Published.ShouldBeTrue();
        _gate.Ask(8_000).Effect.ShouldBe(Effect.Deny);
        PolicyRecord.TryRead(_gate.Log.Read(result.Number).Single().Payload.Span)!.WithoutRollout.ShouldBe(new("the limit was set wrong", "bob"));
        Audited().ShouldContain(d => d.Contains("published limits@2.0.0") && d.EndsWith("without a rollout because \"the limit was set wrong\", approved by bob by ann"));
        new TestGate(_gate.Fleet, log: _gate.Log).InForce().ShouldBe(V2.Reference);
        var back = _gate.Governor.Publish(PolicyFleet.Limit("2.1.0", "6000.0"), "ann");
        back.Published.ShouldBeTrue("it breaks nothing");
        PolicyRecord.TryRead(_gate.Log.Read(back.Number).Single().Payload.Span)!.WithoutRollout.ShouldBeNull();
    }

    [Theory]
    [InlineData("", "bob")]
    [InlineData(" ", "bob")]
    [InlineData("why\n", "bob")]
    [InlineData("why", "")]
    public void A_waiver_without_a_reason_or_a_name_is_none(string reason, string approver)
    {
        _gate.Governor.Publish(V2, "ann", new() { WithoutRollout = new(reason, approver) }).Problems.ShouldHaveSingleItem().Message.ShouldContain("without a reason or a name");
        _gate.Governor.Publish(V2, "ann", new() { WithoutRollout = new(new('x', 513), "bob") }).Published.ShouldBeFalse();
        _gate.Governor.Publish(V2, "ann", new() { AsCandidate = true }).Published.ShouldBeTrue();
        _gate.Governor.PromotePolicy("acme", V2.Reference, "ann", new(reason, approver)).Durable.ShouldBeFalse();
        _gate.InForce().ShouldBe(V1.Reference);
    }

    [Fact]
    public void A_candidate_that_breaks_something_is_promoted_by_hand_only_with_a_waiver_and_back_too()
    {
        _gate.Governor.Publish(V2, "ann", new() { AsCandidate = true }).Published.ShouldBeTrue();
        var refused = _gate.Governor.PromotePolicy("acme", V2.Reference, "ann");
        (refused.Durable, refused.Error).ShouldBe((false, "`limits@2.0.0` breaks what 1.0.0 promises, and may not skip shadow: roll it out in stages, or state why it must come into force at once and who answers for that."));
        _gate.Governor.PromotePolicy("acme", V2.Reference, "ann", new("an order of the court", "bob")).Durable.ShouldBeTrue();
        Audited().ShouldContain("policy promoted limits@2.0.0 without a rollout because \"an order of the court\", approved by bob by ann");
        _gate.Governor.PromotePolicy("acme", V1.Reference, "ann").Durable.ShouldBeFalse();
        _gate.InForce().ShouldBe(V2.Reference);
        var harmless = PolicyFleet.Limit("2.1.0", "6000.0");
        _gate.Governor.Publish(harmless, "ann", new() { AsCandidate = true }).Published.ShouldBeTrue();
        _gate.Governor.PromotePolicy("acme", harmless.Reference, "ann").Durable.ShouldBeTrue();
    }

    [Fact]
    public void While_a_version_is_rolled_out_no_other_comes_into_force_whatever_is_waived()
    {
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        foreach (var waiver in (RolloutWaiver?[])[null, PolicyFleet.Waiver])
        {
            _gate.Governor.PromotePolicy("acme", V2.Reference, "ann", waiver).Error!.ShouldContain("while a version of the bundle is rolled out: let the rollout end, or abort it");
            _gate.Governor.Publish(PolicyFleet.Limit("1.0.1", "10000.0"), "ann", new() { WithoutRollout = waiver }).Problems.ShouldHaveSingleItem().Remedy.ShouldBe("let the rollout end, or abort it");
        }
        _gate.Status().Percent.ShouldBe(0);
        _gate.Ask(8_000).Effect.ShouldBe(Effect.Allow);
        _gate.Governor.Publish(PolicyFleet.Bundle("name: other\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n", "@id(\"none\") forbid (principal, action == Action::\"refund\", resource);"), "ann").Published.ShouldBeTrue("another bundle");
        _gate.Governor.Rollouts.Abort("acme", "limits", "ann").Done.ShouldBeTrue();
        _gate.Governor.PromotePolicy("acme", V2.Reference, "ann", PolicyFleet.Waiver).Durable.ShouldBeTrue();
    }

    private IEnumerable<string> Audited() => _gate.Audit.Drain().Where(e => e.Kind == AuditEventKind.ControlChanged).Select(e => e.Detail ?? "");
}
