using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tests.Calibration;
using Breakwater.Lab.TrustStorms;

namespace Breakwater.Lab.Tests.TrustStorms;

public sealed class TrustStormsTests
{
    private const int Agents = 200;
    private static readonly FleetSpecification _bank = FleetFile.Load(Path.Combine(Repository.Root, "scenarios", "investment-bank.yaml")).Fleet!;
    private static readonly KeyPool _keys = new();

    [Fact]
    public void A_policy_change_costs_no_verification_unless_it_is_asked_for()
    {
        Shipped().Work[Storm.Policy.Checks].ShouldBe(0);

        var shipped = StormRules.Shipped(_bank);
        var asked = Play(shipped with { Hierarchy = shipped.Hierarchy with { ReverifyOnPolicyChange = true } });

        asked.Work[Storm.Policy.Checks].ShouldBeGreaterThanOrEqualTo(Agents);
    }

    [Fact]
    public void Without_the_spread_what_was_verified_together_is_renewed_together()
    {
        var shipped = StormRules.Shipped(_bank);
        var together = Play(shipped with { Hierarchy = shipped.Hierarchy with { ExpirySpread = 0 } });

        together.Work[Storm.Cliff.BusiestSecond].ShouldBeGreaterThanOrEqualTo(Agents);
        Shipped().Work[Storm.Cliff.BusiestSecond].ShouldBeLessThan(Agents / 2);
    }

    [Fact]
    public void Without_renewal_ahead_the_round_after_the_cliff_pays_for_it()
    {
        var shipped = StormRules.Shipped(_bank);
        var late = Play(shipped with { Hierarchy = shipped.Hierarchy with { RenewEvery = null } });

        late.Effect[Storm.Cliff.P99Ms].ShouldBeGreaterThan(100 * Shipped().Effect[Storm.Cliff.P99Ms]);
    }

    [Fact]
    public void Rotating_at_once_queues_what_rotating_in_turn_does_not_and_checks_as_many_signatures()
    {
        var shipped = Shipped();
        var atOnce = Play(StormRules.Shipped(_bank) with { RotatesAtOnce = true });

        atOnce.Effect[Storm.Rotation.P99Ms].ShouldBeGreaterThan(10 * shipped.Effect[Storm.Rotation.P99Ms]);
        atOnce.Work[Storm.Rotation.Checks].ShouldBe(shipped.Work[Storm.Rotation.Checks]);
    }

    [Fact]
    public void Everyone_starting_cold_costs_the_same_under_both_rules()
    {
        var (shipped, plain) = (Shipped(), Play(StormRules.PlainCache(_bank)));

        plain.Work[Storm.Open.Checks].ShouldBe(shipped.Work[Storm.Open.Checks]);
        plain.Effect[Storm.Open.P99Ms].ShouldBe(shipped.Effect[Storm.Open.P99Ms]);
    }

    [Fact]
    public void A_deadline_that_cannot_be_kept_makes_every_cold_check_late()
    {
        var hasty = _bank with { Trust = _bank.Trust with { VerificationDeadline = TimeSpan.FromTicks(1) } };

        Play(StormRules.PlainCache(hasty), hasty).Effect[Storm.Open.LateShare].ShouldBe(1);
        Shipped().Effect[Storm.Open.LateShare].ShouldBe(0);
    }

    [Fact]
    public void The_same_inputs_measure_the_same_with_other_keys()
    {
        var again = Play(StormRules.Shipped(_bank), keys: new());

        again.Work.ShouldBe(Shipped().Work);
        again.Effect.ShouldBe(Shipped().Effect);
    }

    [Fact]
    public void Each_storm_ends_in_a_finding_drawn_from_what_was_measured()
    {
        var results = StressTest.Run(_bank, new() { Scale = [50, 100], Dimensions = [2], Mode = StressMode.Quick }, CalibrationProfile.Reference, null, TimeProvider.System, TestContext.Current.CancellationToken).Results;

        var findings = results.Findings.Where(f => f.Id is ['S', >= '1' and <= '9']).ToList();
        findings.Select(f => f.Id).ShouldBe(["S1", "S2", "S3", "S4"]);
        findings.Select(f => f.Judgement).ShouldAllBe(j => j == "hold" || j == "bend" || j == "break");
        var storms = results.Experiments.Single(e => e.Id == "storms");
        var names = storms.Variants.SelectMany(v => storms.Metrics.Select(m => $"storms/{v.Id}/{m.Name}")).ToHashSet();
        findings.SelectMany(f => f.Evidence).ShouldAllBe(e => names.Contains(e));
        storms.Tables.ShouldHaveSingleItem().Rows.Count.ShouldBe(8);
        storms.Charts.Count.ShouldBe(2);
    }

    private static Measurements Shipped() => Play(StormRules.Shipped(_bank));

    private static Measurements Play(StormRules rules, FleetSpecification? fleet = null, KeyPool? keys = null) => StormRun.Play(new()
    {
        Roster = FleetRoster.Expand(FleetScaler.Scale(fleet ?? _bank, Agents, FlowScaling.ConstantDegree).Fleet),
        Scaling = ScalingNames.ConstantDegree,
        Seed = 1,
        Calibration = CalibrationProfile.Reference,
        Keys = keys ?? _keys,
        Cancellation = TestContext.Current.CancellationToken,
    }, rules);
}
