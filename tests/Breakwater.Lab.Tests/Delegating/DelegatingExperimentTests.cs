using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Delegating;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Running;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Structure;
using Breakwater.Lab.Tests.Calibration;
using Breakwater.Lab.Tests.Experiments;
using static Breakwater.Lab.Delegating.DelegatingExperiment;

namespace Breakwater.Lab.Tests.Delegating;

/// <summary>Counts against arithmetic, laws by their class, errors against the oracle.</summary>
public sealed class DelegatingExperimentTests
{
    private static readonly DelegatingExperiment _experiment = new();

    /// <summary>One orchestrator, three groups; the tool of the second hop is held by everyone on the way, that of the third by nobody before.</summary>
    private static readonly FleetSpecification _fleet = LabBench.Parse("""
        name: small
        regions: [{ id: north }]
        network: { withinRegion: 1us }
        providers: [{ id: vendor }]
        tools: [{ id: x, description: X, access: read, risk: low }, { id: y, description: Y, access: write, risk: high }]
        budgets: { reviews: 2/h, criticalPathLatency: 500ms, governancePerMonth: 100 USD, trustCheckP99: 50ms, revocationReach: 30s }
        clusters:
          - id: desk
            orchestrator: { id: boss, provider: vendor, region: north }
            groups:
              - { id: a, agents: 3, provider: vendor, tools: [x], risk: low }
              - { id: b, agents: 2, provider: vendor, tools: [x], risk: medium }
              - { id: c, agents: 2, provider: vendor, tools: [y], risk: high }
        delegations:
          - { from: boss, to: a, tasks: [start], maxDepth: 1, permissions: [x] }
          - { from: a, to: b, tasks: [go], maxDepth: 2, permissions: [x] }
          - { from: a, to: c, tasks: [go], maxDepth: 2, permissions: [y] }
        """);

    [Fact]
    public void On_a_small_fleet_every_count_can_be_had_on_paper()
    {
        // boss → a, boss → a → b, boss → a → c; and the three of a in turn b, c, b. After every fourth one that nobody declared.
        var pair = Run(_fleet, PerPair, 7);
        var chain = Run(_fleet, Chain, 7);
        var cluster = Run(_fleet, PerCluster, 7);
        chain.Work["decisions"].ShouldBe(2 * (6 + 1));
        chain.Work["handoffs"].ShouldBe(1 + 2 + 2 + 3 + 1);
        chain.Work["rules"].ShouldBe(3);
        // 1 × 3 from the orchestrator, 3 × 2 twice.
        (pair.Work["rules"], chain.Work["pairsDeclared"]).ShouldBe((15, 15));
        pair.Effect["reviewHours"].ShouldBe(7.5);
        // One rule for the one cluster lets all eight hand work to all seven but themselves.
        (cluster.Work["rules"], cluster.Work["pairsAllowed"], cluster.Work["pairsBeyond"]).ShouldBe((1, 49, 34));
        // To c the tool y, which nobody in a holds: twice in a round, over two rounds, accepted without it.
        chain.Work["withoutAuthority"].ShouldBe(4);
        foreach (var metric in new[] { "overPermitted", "wronglyRefused" }) { (pair.Work[metric], chain.Work[metric]).ShouldBe((0, 0)); }
        // Rules of roles let them have it; of clusters that and what nobody declared.
        Run(_fleet, Role, 7).Work["overPermitted"].ShouldBe(4);
        cluster.Work["overPermitted"].ShouldBe(6);
        // A signature for each hop; each contract checked once at the one node, but for the undeclared one, which is refused before.
        chain.Work["signatures"].ShouldBe(1);
        chain.Work["signatureChecks"].ShouldBe(8.0 / 9, 1e-9);
    }

    [Fact]
    public void Paths_approved_beforehand_take_the_signatures_of_low_and_medium_risk_and_decide_the_same()
    {
        var (signed, approved) = (Run(_fleet, Chain, 7), Run(_fleet, Chain + WithPaths, 7));
        approved.Work["pathsApproved"].ShouldBe(3);
        approved.Work["rules"].ShouldBe(6);
        // Left are boss → a → c, a → c and the undeclared one.
        approved.Work["signatures"].ShouldBe(4.0 / 9, 1e-9);
        foreach (var metric in new[] { "decisions", "overPermitted", "wronglyRefused", "withoutAuthority" }) { approved.Work[metric].ShouldBe(signed.Work[metric]); }
        approved.Effect["p50Ms"].ShouldBeLessThan(signed.Effect["p50Ms"]);
        approved.Effect["hopsPerSecond"].ShouldBeGreaterThan(signed.Effect["hopsPerSecond"]);
    }

    [Theory]
    [InlineData(PerPair)]
    [InlineData(Chain)]
    [InlineData(PerPair + WithPaths)]
    [InlineData(Chain + WithPaths)]
    public void Whoever_looks_at_the_chain_never_decides_against_the_oracle(string variant)
    {
        foreach (var (agents, scaling) in new[] { (20, ScalingNames.ConstantDegree), (60, ScalingNames.ConstantDegree), (20, ScalingNames.Complete) })
        {
            var measured = Run(LabBench.Bank, variant, agents, scaling);
            (measured.Work["overPermitted"], measured.Work["wronglyRefused"]).ShouldBe((0, 0));
            measured.Work["decisions"].ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Rules_per_pair_are_quadratic_where_anyone_may_and_rules_per_group_stay_where_the_groups_do()
    {
        int[] sizes = [10, 20, 40, 60, 80];
        string Class(FleetSpecification fleet, string variant) =>
            ScalingFit.FitTop([.. sizes.Select(n => ((double)n, Run(fleet, variant, n, ScalingNames.Complete).Work["rules"]))])!.ToResult("rules", ScalingNames.Complete).Class;
        foreach (var n in sizes) { Run(_fleet, PerPair, n, ScalingNames.Complete).Work["rules"].ShouldBe(n * (n - 1)); }
        Class(_fleet, PerPair).ShouldBe("quadratic");
        Class(_fleet, Chain).ShouldBe("constant");
    }

    [Fact]
    public void Deeper_chains_cost_a_signature_more_at_least_and_searches_go_further()
    {
        var chain = Run(LabBench.Bank, Chain, 100).Beside;
        var pair = Run(LabBench.Bank, PerPair, 100).Beside;
        foreach (var depths in new[] { chain, pair })
        {
            depths.Select(d => (d.Axis, d.At)).ShouldBe(Enumerable.Range(1, Deepest).Select(d => (Depth, (double)d)));
            depths.Zip(depths.Skip(1)).ShouldAllBe(d => d.Second.Measured.Effect["depthMs"] > d.First.Measured.Effect["depthMs"]);
        }
        pair.ShouldAllBe(d => d.Measured.Work["depthChecks"] == d.At);
        chain.ShouldAllBe(d => d.Measured.Work["depthChecks"] >= d.At && d.Measured.Work["depthChecks"] <= d.At * (d.At + 1) / 2 && d.Measured.Work["depthNodes"] == 0);
        // A path approved beforehand is one code, however many hops it spans.
        Run(LabBench.Bank, Chain + WithPaths, 100).Beside.ShouldAllBe(d => d.Measured.Work["depthChecks"] == 0);
        pair.Zip(pair.Skip(1)).ShouldAllBe(d => d.Second.Measured.Work["depthNodes"] > d.First.Measured.Work["depthNodes"]);
    }

    [Fact]
    public void The_same_inputs_measure_the_same_whatever_the_seed_and_keys()
    {
        var (one, other) = (Run(LabBench.Bank, Chain + WithPaths, 50), Run(LabBench.Bank, Chain + WithPaths, 50, seed: 99));
        other.Work.ShouldBe(one.Work);
        other.Effect.ShouldBe(one.Effect);
        other.Money.ShouldBe(one.Money);
    }

    [Fact]
    public void The_results_decide_hypothesis_3_answer_dimension_2_and_show_what_assess_reads()
    {
        var results = LabBench.Stress(LabBench.Bank, new() { Scale = [20, 50, 100], Dimensions = [2], Mode = StressMode.Quick, Threads = 2 }, experiment: _experiment).Results;

        results.Hypotheses.Single(h => h.Id == 3).Verdict.ShouldBe("refuted");
        results.Questions.Where(q => q.Id is "1.2.1" or "1.2.2" or "1.2.3" or "1.2.4" or "2.2").ShouldAllBe(q => q.Status == "answered");
        results.Findings.Select(f => f.Id).Where(id => id[0] == 'D').ShouldBe(["D1", "D2", "D3", "D4", "D5", "D6"]);
        results.Findings.Single(f => f.Id == "D3").Judgement.ShouldBe("break");
        results.Findings.Single(f => f.Id == "D4").Affected.Paths.ShouldContain("alpha-generation → backtesting");
        results.Controls.Where(c => c.Id is "IA-2.4" or "IA-3.3" or "DEL-01" or "DEL-03" or "DEL-04" or "DEL-05").ShouldAllBe(c => c.Status == "measured");
        results.Breakpoints.Where(b => b.Axis == Depth).ShouldAllBe(b => b.TestedTo == Deepest && b.How == "held");
        results.Breakpoints.Count(b => b.Axis == Depth).ShouldBe(3);

        var (observed, problem) = ObservedRun.Read(LabBench.Bank, results);
        problem.ShouldBeNull();
        var used = Run(LabBench.Bank, Chain, 100).Work[ObservedRun.Metric];
        observed!.Paths.ShouldBe((long)used);
        used.ShouldBeInRange(1, Run(LabBench.Bank, Chain, 100).Work["pairsDeclared"]);
        StructureAssessment.Of(LabBench.Bank, observed).Delegation.Observed.Paths.ShouldBe((long)used);
    }

    [Fact]
    public void A_path_that_is_too_narrow_and_cores_that_are_too_few_turn_the_hypothesis_and_the_finding()
    {
        var hasty = LabBench.Bank with { Budgets = LabBench.Bank.Budgets with { CriticalPathLatency = TimeSpan.FromMicroseconds(100) } };
        var busy = LabBench.Bank with { Load = LabBench.Bank.Load with { PeakMessagesPerMinute = 1e9 } };
        foreach (var fleet in new[] { hasty, busy })
        {
            var results = LabBench.Stress(fleet, new() { Scale = [20, 50, 100], Dimensions = [2], Mode = StressMode.Quick, Threads = 2 }, experiment: _experiment).Results;
            results.Hypotheses.Single(h => h.Id == 3).Verdict.ShouldBe("supported");
            results.Findings.Single(f => f.Id == "D5").Judgement.ShouldBe("bend");
        }
    }

    [Theory]
    [InlineData("agora-6.yaml", 6)]
    [InlineData("advisors-1000.yaml", 100)]
    public void The_other_shipped_fleets_are_measured_too(string file, int agents)
    {
        var fleet = FleetFile.Load(Path.Combine(Repository.Root, "scenarios", file)).Fleet!;
        var chain = Run(fleet, Chain, agents);
        (chain.Work["overPermitted"], chain.Work["wronglyRefused"]).ShouldBe((0, 0));
        chain.Work["handoffs"].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_fleet_that_declares_nothing_has_nothing_to_measure_and_says_so()
    {
        var results = LabBench.Stress(LabBench.Small(6), new() { Scale = [5, 6], Threads = 2 }, experiment: _experiment).Results;
        results.Hypotheses.Single(h => h.Id == 3).Verdict.ShouldBe("undecided");
        results.Findings.ShouldNotContain(f => f.Id == "D5");
        results.Controls.ShouldNotContain(c => c.Id == "IA-2.4" && c.Status == "measured");
    }

    [Theory]
    [InlineData((byte)Judgement.Permitted, 6, 0)]
    [InlineData((byte)Judgement.Refused, 0, 8)]
    [InlineData((byte)Judgement.Accepted, 0, 8)]
    public void A_scheme_that_says_the_same_to_everybody_shows_as_errors(byte says, int over, int refused)
    {
        var context = LabBench.Context(_fleet, 7, ScalingNames.ConstantDegree);
        var world = new DelegationWorld(context, DeclaredWorkload.Of(context.Roster, rounds: 2), context.NewSimulator());
        var run = new ErrandRun(world, new SaysTheSame(world, (Judgement)says));
        run.Run(TimeSpan.FromMinutes(1));
        (run.Tallies.Sum(t => t.OverPermitted), run.Tallies.Sum(t => t.WronglyRefused)).ShouldBe((over, refused));
    }

    private sealed class SaysTheSame(DelegationWorld world, Judgement says) : DelegationScheme(world)
    {
        public override long Rules => 0;

        public override long PairsAllowed => 0;

        public override void HandOn(Errand errand, int hop, ref Work work) => work.Add(WorkUnit.CacheLookup);

        public override Judgement Take(Errand errand, int hop, ref Work work) => says;
    }

    private static Measurements Run(FleetSpecification fleet, string variant, int agents, string scaling = ScalingNames.ConstantDegree, ulong seed = 1) =>
        _experiment.Run(_experiment.Spec.Variants.First(v => v.Id == variant), LabBench.Context(fleet, agents, scaling, seed));
}
