using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.PolicyVersions;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tests.Calibration;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using static Breakwater.Lab.PolicyVersions.HalfUpgradedExperiment;

namespace Breakwater.Lab.Tests.PolicyVersions;

/// <summary>Exposure against arithmetic on amounts and assignments, the bar of zero violations, and a broken layer that must be seen.</summary>
public sealed class HalfUpgradedTests
{
    private const int Agents = DurationAgents;
    private const decimal ArticleCase = 8_000;
    private static readonly HalfUpgradedExperiment _experiment = new();
    private static readonly Dictionary<string, Measurements> _runs = new(StringComparer.Ordinal);

    [Fact]
    public void Without_protection_exactly_the_requests_between_the_limits_at_agents_left_behind_are_exposed()
    {
        var (requests, old) = (Bank(), LeftBehind());
        var exposed = requests.Where(r => old.Contains(r.Agent) && r.Cents is > 500_000 and <= 1_000_000).ToList();
        var measured = Of(Unprotected);

        exposed.Count.ShouldBeGreaterThan(20);
        measured.Work["requests"].ShouldBe(requests.Count + 1);
        measured.Work["upgraded"].ShouldBe(Agents - old.Count);
        measured.Work["violations"].ShouldBe(exposed.Count + 1);
        ((decimal)measured.Effect["exposure"]).ShouldBe(exposed.Sum(r => r.Cents) / 100m + ArticleCase);
        measured.Work["articleCase"].ShouldBe(1);
        measured.Work["wronglyRefused"].ShouldBe(0);
        measured.Work["asks"].ShouldBe(1);
    }

    [Fact]
    public void Routing_by_stated_version_exposes_what_requesters_left_behind_ask_for()
    {
        var (requests, old) = (Bank(), LeftBehind());
        var exposed = requests.Where(r => old.Contains(r.Requester) && r.Cents is > 500_000 and <= 1_000_000).ToList();
        var measured = Of(Stated);

        measured.Work["violations"].ShouldBe(exposed.Count);
        ((decimal)measured.Effect["exposure"]).ShouldBe(exposed.Sum(r => r.Cents) / 100m);
        // The article's request comes from a client, who states nothing, and so goes to the new version.
        measured.Work["articleCase"].ShouldBe(0);
        measured.Work["asks"].ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Routing_to_the_new_version_exposes_nothing_and_asks_as_many_agents_as_stand_before_an_upgraded_one()
    {
        var (requests, old) = (Bank(), LeftBehind());
        int Asks(int agent)
        {
            var asks = 1;
            while (old.Contains(agent) && asks < 20) { (agent, asks) = ((agent + 1) % Agents, asks + 1); }
            return asks;
        }
        var measured = Of(Routed);

        measured.Work["violations"].ShouldBe(0);
        measured.Work["asks"].ShouldBe((requests.Sum(r => Asks(r.Agent)) + Asks(old.Min())) / (requests.Count + 1.0), 1e-9);
    }

    [Fact]
    public void The_drift_recorded_is_the_number_of_requests_between_the_limits()
    {
        var between = Bank().Count(r => r.Cents is > 500_000 and <= 1_000_000) + 1;

        Of(Compatible).Work["drifted"].ShouldBe(between);
        Of(Unprotected).Work["drifted"].ShouldBe(between);
    }

    [Theory]
    [InlineData("investment-bank.yaml", 5)]
    [InlineData("investment-bank.yaml", 100)]
    [InlineData("investment-bank.yaml", 500)]
    [InlineData("advisors-1000.yaml", 500)]
    [InlineData("agora-6.yaml", 6)]
    public void The_compatibility_layer_lets_nothing_through_at_any_size_of_any_fleet(string file, int agents)
    {
        var fleet = FleetFile.Load(Path.Combine(Repository.Root, "scenarios", file)).Fleet!;
        var measured = HalfUpgradedExperiment.Run(Compatible, LabBench.Context(fleet, agents, ScalingNames.ConstantDegree), null);

        measured.Work["requests"].ShouldBeGreaterThan(0);
        measured.Work["violations"].ShouldBe(0);
        measured.Effect["exposure"].ShouldBe(0);
        measured.Work["wronglyRefused"].ShouldBe(0);
        measured.Work["articleCase"].ShouldBe(0);
        measured.Work["minorRefused"].ShouldBe(1);
        measured.Work["minorDenied"].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_layer_whose_second_opinion_is_broken_is_seen()
    {
        var broken = HalfUpgradedExperiment.Run(Compatible, Context(), (version, real) => version.Version.Major == 2 ? new Permissive() : real);

        // Every agent is then judged by the old limit.
        broken.Work["violations"].ShouldBe(Bank().Count(r => r.Cents is > 500_000 and <= 1_000_000) + 1);
        broken.Work["drifted"].ShouldNotBe(Of(Compatible).Work["drifted"]);
        broken.Beside.Where(b => b.Measured.Effect.ContainsKey("planExposure")).Max(b => b.Measured.Effect["planExposure"]).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_mixed_fleet_evaluates_both_versions_and_a_settled_one_evaluates_one()
    {
        foreach (var variant in new[] { Unprotected, Compatible })
        {
            var measured = Of(variant);
            measured.Work["evaluations"].ShouldBe(2 * measured.Work["settledEvaluations"], 1e-9);
            measured.Effect["addedUs"].ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void The_longer_the_plan_the_more_is_exposed_without_the_layer_and_nothing_with_it()
    {
        double[] Along(string variant, string metric) => [.. Of(variant).Beside.Select(b => b.Measured.Effect[metric])];

        var (open, waiting) = (Along(Unprotected, "planExposure"), Along(Compatible, "planWaiting"));
        open.Length.ShouldBe(Durations.Length);
        open.ShouldBe(open.Order());
        waiting.ShouldBe(waiting.Order());
        (open[0], open[^1] > 0, waiting[^1] > 0).ShouldBe((0, true, true));
        Along(Compatible, "planExposure").ShouldAllBe(v => v == 0);
        Along(Unprotected, "planWaiting").ShouldBe(waiting);
        // All of the article's 24 hours in shadow, by arithmetic.
        var stream = ApprovalRequest.Stream(Context().Fleet, Agents, 0, Durations[^1], Context().Random("durations"));
        ((decimal)waiting[^1]).ShouldBe(stream.Where(r => r.At < 24L * 3_600_000_000_000 && r.Cents is > 500_000 and <= 1_000_000).Sum(r => r.Cents) / 100m);
    }

    [Fact]
    public void Gates_say_nothing_before_a_thousand_requests_and_then_roll_a_bad_version_back()
    {
        var (measured, gated) = (Of(Compatible), Of(Gated));

        measured.Work["badRequests"].ShouldBe(1_000);
        measured.Effect["badHours"].ShouldBeGreaterThan(0);
        // With fewer requests than that the intended change runs on unseen: as exposed as without gates.
        if (gated.Work["requests"] < 1_000) { gated.Work["violations"].ShouldBe(Of(Unprotected).Work["violations"]); }
        else { gated.Effect["rolledBackHours"].ShouldBeInRange(0, MixedHours); }
    }

    [Fact]
    public void The_same_inputs_measure_the_same()
    {
        foreach (var variant in new[] { Stated, Compatible })
        {
            var (one, other) = (Of(variant), HalfUpgradedExperiment.Run(variant, Context(), null));
            other.Work.ShouldBe(one.Work);
            other.Effect.ShouldBe(one.Effect);
            other.Money.ShouldBe(one.Money);
        }
    }

    [Fact]
    public void The_results_hold_the_findings_beside_the_articles_figures()
    {
        var results = LabBench.Stress(LabBench.Bank, new() { Scale = [20, 50, 100], Dimensions = [0], Mode = StressMode.Quick, Threads = 2 }, experiment: _experiment).Results;

        results.Findings.Where(f => f.Dimension == 0).Select(f => f.Id).ShouldBe(["V1", "V2", "V3", "V4", "V5", "V6", "V7"]);
        results.Findings.Where(f => f.Dimension == 0).Select(f => f.Id).ShouldBeSubsetOf(_experiment.Spec.Findings);
        (results.Findings.Single(f => f.Id == "V1").Judgement, results.Findings.Single(f => f.Id == "V2").Judgement).ShouldBe(("break", "hold"));
        results.Findings.Single(f => f.Id == "V4").Actual.ShouldContain("470,000");
        results.Experiments.Single().Tables[0].Rows[0].ShouldContain("2,400,000 USD");
        results.Controls.Single(c => c.Id == "AT-1.3").Status.ShouldBe("measured");
    }

    private static Measurements Of(string variant)
    {
        lock (_runs)
        {
            if (!_runs.TryGetValue(variant, out var known)) { _runs[variant] = known = _experiment.Run(_experiment.Spec.Variants.First(v => v.Id == variant), Context()); }
            return known;
        }
    }

    private static RunContext Context() => LabBench.Context(LabBench.Bank, Agents, ScalingNames.ConstantDegree);

    private static List<ApprovalRequest> Bank() => HalfUpgradedExperiment.Requests(Context());

    /// <summary>Who is not among the upgraded, straight from the hash: a rollout's number is that of its record, the third after two publications.</summary>
    private static HashSet<int> LeftBehind()
    {
        var purpose = RolloutAssignment.Purpose(LabBench.Bank.Tenants[0].Id, AdviserLimits.Bundle);
        return [.. Context().Roster.Agents.Where(a => !RolloutAssignment.IsIn(purpose, a.Name, 3, Percent)).Select(a => a.Index)];
    }

    private sealed class Permissive : IPolicyEvaluator<PolicyQuery>
    {
        public PolicyVerdict Evaluate(in PolicyQuery query, ref Work work, out bool failed)
        {
            failed = false;
            return new(null, Obligations.None, true);
        }
    }
}
