using Breakwater.Lab.Experiments;
using Breakwater.Lab.PolicyVersions;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tests.Experiments;
using static Breakwater.Lab.PolicyVersions.StaleNodeExperiment;

namespace Breakwater.Lab.Tests.PolicyVersions;

public sealed class StaleNodeTests
{
    private static readonly StaleNodeExperiment _experiment = new();

    [Theory]
    [InlineData(Unprotected)]
    [InlineData(Routed)]
    [InlineData(Layered)]
    public void Without_a_limit_exactly_the_orders_between_the_limits_at_the_stale_node_are_exposed_whatever_protects_a_mixed_fleet(string variant)
    {
        var between = AtStale().Where(o => Between(o)).ToList();
        var measured = Run(variant);

        (measured.Work["staleOrders"], measured.Work["orders"]).ShouldBe((StaleOrders, StaleOrders * 8));
        measured.Work["violations"].ShouldBe(between.Count);
        ((decimal)measured.Effect["exposure"]).ShouldBe(between.Sum(o => o.Cents) / 100m);
        measured.Work["wronglyRefused"].ShouldBe(0);
        measured.Work["alarms"].ShouldBe(StaleOrders);
    }

    [Fact]
    public void A_limit_ends_the_exposure_when_it_is_reached_and_refuses_everything_at_that_node_from_then_on()
    {
        // Behind from the start of the rollout, at virtual time zero.
        bool Before(ApprovalRequest order) => order.At <= (long)Shipped.TotalSeconds * 1_000_000_000;
        var measured = Run(Bounded);

        measured.Work["violations"].ShouldBe(AtStale().Count(o => Between(o) && Before(o)));
        measured.Work["violations"].ShouldBeGreaterThan(0);
        measured.Work["wronglyRefused"].ShouldBe(AtStale().Count(o => o.Cents <= 500_000 && !Before(o)));
        measured.Effect["lastExposedMinutes"].ShouldBeLessThanOrEqualTo(Shipped.TotalMinutes);
    }

    [Fact]
    public void The_longer_a_node_may_be_stale_the_more_is_exposed_and_beyond_the_event_it_is_all()
    {
        var exposed = Run(Bounded).Beside.Select(b => b.Measured.Effect["limitExposure"]).ToList();
        exposed.Count.ShouldBe(Limits.Length);
        exposed.ShouldBe(exposed.Order());
        exposed[^1].ShouldBe(Run(Unprotected).Effect["exposure"]);
        exposed[0].ShouldBeLessThan(exposed[^1]);
    }

    [Fact]
    public void Orders_that_state_the_new_version_are_all_refused_at_the_stale_node_and_nowhere_else()
    {
        var measured = Run(Stated);
        measured.Work["violations"].ShouldBe(0);
        measured.Work["wronglyRefused"].ShouldBe(AtStale().Count(o => o.Cents <= 500_000));
    }

    [Fact]
    public void The_results_hold_the_findings_and_two_runs_agree()
    {
        var results = LabBench.Stress(LabBench.Bank, new() { Scale = [LimitAgents], Dimensions = [0], Mode = StressMode.Quick, Threads = 2 }, experiment: _experiment).Results;
        results.Findings.Where(f => f.Dimension == 0).Select(f => (f.Id, f.Judgement)).ShouldBe([("K1", "break"), ("K4", "break"), ("K2", "bend"), ("K3", "hold")]);
        results.Findings.Where(f => f.Dimension == 0).Select(f => f.Id).ShouldBe(_experiment.Spec.Findings);
        var (one, other) = (Run(Bounded), Run(Bounded));
        other.Work.ShouldBe(one.Work);
        other.Effect.ShouldBe(one.Effect);
        other.Money.ShouldBe(one.Money);
    }

    private static bool Between(ApprovalRequest order) => order.Cents is > 500_000 and <= 1_000_000;

    private static IEnumerable<ApprovalRequest> AtStale() => Orders(Context()).Where((_, i) => i % 8 == 7);

    private static Measurements Run(string variant) => _experiment.Run(_experiment.Spec.Variants.First(v => v.Id == variant), Context());

    private static RunContext Context() => LabBench.Context(LabBench.Bank, LimitAgents, ScalingNames.ConstantDegree);
}
