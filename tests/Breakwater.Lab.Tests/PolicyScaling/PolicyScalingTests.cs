using Breakwater.Contracts;
using Breakwater.Lab.Baselines;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.PolicyScaling;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Tests.Experiments;
using static Breakwater.Lab.PolicyScaling.PolicyScalingExperiment;

namespace Breakwater.Lab.Tests.PolicyScaling;

public sealed class PolicyScalingTests
{
    private static readonly PolicyScalingExperiment _experiment = new();

    [Theory]
    [InlineData(10, 10)]
    [InlineData(250, 40)]
    [InlineData(1_000, 300)]
    public void However_it_is_looked_up_every_request_is_answered_the_same(int policies, int agents)
    {
        var (headed, some) = (TeamPolicies.Make(policies, agents, someOutside: false), TeamPolicies.Make(policies, agents, someOutside: true));
        PolicyDecider[] deciders = [new PolicyScan(headed.Set, headed.Store), new IndexedPolicies(headed.Set, headed.Store), new IndexedPolicies(some.Set, some.Store), new PolicyScan(some.Set, some.Store)];
        var random = new LabRandom(7);
        var permitted = 0;
        for (var i = 0; i < 400; i++)
        {
            var request = headed.Request(random.NextInt(agents), random);
            var answers = deciders.Select(d => { var work = default(Work); return d.Permits(request, ref work); }).ToList();
            answers.ShouldAllBe(a => a == answers[0]);
            if (answers[0]) { permitted++; }
        }
        permitted.ShouldBeInRange(40, 360, "both answers must occur for this to mean anything");
    }

    [Fact]
    public void The_scan_tries_all_the_index_ten_and_what_is_outside_of_it_comes_on_top()
    {
        var (scan, outside, indexed) = (Run(Scan, 500), Run(Outside, 500), Run(Indexed, 500));
        (scan.Work["policies"], scan.Work["tried"], scan.Work["outside"]).ShouldBe((500, 500, 500));
        indexed.Work["outside"].ShouldBe(0);
        indexed.Work["tried"].ShouldBeInRange(8, TeamPolicies.Candidates);
        outside.Work["outside"].ShouldBe(5);
        outside.Work["tried"].ShouldBe(indexed.Work["tried"] + 5, 0.2);
        new[] { scan, outside, indexed }.Select(m => m.Work["permitted"]).Distinct().Count().ShouldBe(1);
        new[] { scan, outside, indexed }.Select(m => m.Effect["lastDecidedMs"]).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public void Ten_candidates_are_ten_among_a_hundred_thousand_policies_too()
    {
        var beside = Run(Indexed, AxisAgents).Beside;
        beside.Where(p => p.Axis == Policies).Select(p => p.At).ShouldBe(Counts.Select(c => (double)c));
        beside.Where(p => p.Axis == Policies && p.At >= 1_000).Select(p => p.Measured.Work["axisTried"]).Distinct().ShouldBe([10]);
    }

    [Fact]
    public void A_cache_of_decisions_costs_where_nothing_is_repeated_and_saves_where_nearly_everything_is()
    {
        var beside = Run(Indexed, AxisAgents).Beside.Where(p => p.Axis == Repeats).Select(p => p.Measured.Effect).ToList();
        beside.Select(e => e["uncachedUs"]).Distinct().Count().ShouldBe(1, "without a cache it does not matter");
        beside[0]["cachedUs"].ShouldBeGreaterThan(beside[0]["uncachedUs"]);
        beside[^1]["cachedUs"].ShouldBeLessThan(beside[^1]["uncachedUs"] / 4);
        beside.Select(e => e["cachedUs"]).ShouldBeInOrder(SortDirection.Descending);
    }

    [Theory]
    [InlineData(Scan)]
    [InlineData(Outside)]
    [InlineData(Indexed)]
    public void Two_runs_measure_the_same(string variant)
    {
        var (once, again) = (Run(variant, 50), Run(variant, 50));
        once.Work.ShouldBe(again.Work);
        once.Effect.ShouldBe(again.Effect);
        once.Money.ShouldBe(again.Money);
    }

    [Fact]
    public void The_results_hold_the_findings_and_say_where_the_scan_breaks()
    {
        var results = LabBench.Stress(LabBench.Bank, new() { Scale = [10, 20, 50, 100, 200, 500], Dimensions = [0], Mode = StressMode.Quick, Threads = 2 }, experiment: _experiment).Results;
        results.Findings.Where(f => f.Dimension == 0).Select(f => f.Id).ShouldBe(_experiment.Spec.Findings);
        results.Findings.Where(f => f.Id is "Q1" or "Q2").Select(f => (f.Judgement, f.Class)).ShouldBe([("hold", "constant"), ("bend", "linear")]);
        results.Findings.First(f => f.Id == "Q4").Actual.ShouldStartWith("It pays from about ");
        var scan = results.Breakpoints.First(b => b.Variant == Scan);
        // Everybody's scan takes time by their number, and so does the queue before one node: what the last waits for grows with the square.
        var most = results.Experiments.First(e => e.Id == _experiment.Spec.Id).Variants.First(v => v.Id == Scan).Points.Where(p => p.Axis == PointResult.Agents).MaxBy(p => p.N)!;
        scan.How.ShouldBe("extrapolated");
        scan.At!.Value.ShouldBe(most.N * Math.Sqrt(500 / most.Effect["lastDecidedMs"]), 0.1 * scan.At.Value);
    }

    private static Measurements Run(string variant, int agents) =>
        _experiment.Run(_experiment.Spec.Variants.First(v => v.Id == variant), LabBench.Context(LabBench.Bank, agents, ScalingNames.ConstantDegree));
}
