using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Providers;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;
using static Breakwater.Lab.Providers.ProvidersVariants;

namespace Breakwater.Lab.Tests.Providers;

/// <summary>Faults of providers, on a fleet so small that who is lost can be counted by hand.</summary>
public sealed class ProvidersTests
{
    private static readonly ProvidersExperiment _experiment = new();

    private static readonly FleetSpecification _advisers = Herds.HerdTests.Load("advisors-1000.yaml");

    // Sixteen callers, six of whom operate the system: four agents and two orchestrators. Answers take so little that none is late by chance.
    private static readonly FleetSpecification _shop = LabBench.Parse("""
        name: shop
        regions: [{ id: north }]
        providers:
          - { id: big, latencyMedian: 100ms, latencyP99: 200ms }
          - { id: small, latencyMedian: 100ms, latencyP99: 200ms }
          - { id: copy, vendor: big, onPremises: true, latencyMedian: 100ms, latencyP99: 200ms }
        clusters:
          - id: work
            orchestrator: { provider: small }
            groups:
              - { id: task, agents: 6, provider: big }
              - { id: other, agents: 3, provider: small }
              - { id: local, agents: 1, provider: copy }
          - id: control
            controlPlane: true
            orchestrator: { provider: big }
            groups:
              - { id: watch, agents: 2, provider: big }
              - { id: stop, agents: 1, provider: small }
              - { id: heal, agents: 1, provider: copy }
        """);

    [Theory]
    [InlineData(SharedFate, "big", 10, 3, 1, 2)]
    [InlineData(OwnFate, "big", 8, 2, 1, 1)]
    [InlineData(OwnFate, "copy", 2, 1, 0, 1)]
    [InlineData(SharedFate, "small", 4, 1, 1, 1)]
    [InlineData(ControlApart, "big", 7, 0, 0, 0)]
    [InlineData(ControlApart, Allocation.ForControl, 4, 4, 2, 3)]
    [InlineData(AtOnce, "big", 10, 3, 1, 2)]
    public void An_outage_or_a_silence_takes_those_on_the_provider_and_nobody_else(string variant, string target, int agents, int control, int orchestrators, int groups)
    {
        foreach (var fault in new[] { FaultKind.Outage, FaultKind.Silence })
        {
            var reading = World(variant).Play(fault, target);
            (reading.AgentsLost, reading.ControlAgentsLost, reading.OrchestratorsLost, reading.GroupsLost().Count).ShouldBe((agents, control, orchestrators, groups), fault.ToString());
            reading.ControlLoss.ShouldBe((control + orchestrators) / 6.0);
            // Every call to the provider whose time lies within the fault fails, and no other: three or four of each caller, by where it stands in its interval.
            var on = Enumerable.Range(0, 16).Where(i => variant == OwnFate ? World(variant).Allocation.Providers[World(variant).Allocation.Of[i]].Id == target : World(variant).Allocation.VendorOf(i) == target);
            double Calls(int caller) => StableHash.Fraction("providers.phase", World(variant).Callers[caller].Name) * 15 <= 5 ? 4 : 3;
            reading.Late(null).ShouldNotBeNull().ShouldBe(on.Sum(Calls) / Enumerable.Range(0, 16).Sum(Calls), 1e-12, fault.ToString());
            reading.Late(null, onStruck: true).ShouldBe(1);
        }
    }

    [Fact]
    public void Three_immediate_retries_send_each_call_of_an_outage_four_times_and_the_budget_caps_them()
    {
        var (storm, shipped, silent) = (World(AtOnce).Play(FaultKind.Outage, "big"), World(SharedFate).Play(FaultKind.Outage, "big"), World(AtOnce).Play(FaultKind.Silence, "big"));

        // Sixteen callers, fifteen calls each; eleven have four each within the minute.
        (storm.Run.Retries, storm.Run.Sent).ShouldBe((11 * 4 * 3, 16 * 15 + 11 * 4 * 3));
        shipped.Run.Retries.ShouldBeInRange(1, 100 + 16 * 15 / 10);
        shipped.Run.Retries.ShouldBeLessThan(storm.Run.Retries);
        // What is never answered is never tried again: its time is up.
        (silent.Run.Retries, silent.Run.Ends.Count(e => e == CallEnd.TimedOut)).ShouldBe((0, 11 * 4));
    }

    [Fact]
    public void A_slow_down_within_the_deadline_loses_nobody_and_doubles_every_cluster_at_once()
    {
        var (slow, well) = (World(SharedFate).Play(FaultKind.SlowDown, "big"), World(SharedFate).Play(FaultKind.None, "big"));

        (slow.AgentsLost, slow.Late(null), slow.RecoveryMs(), slow.ClustersTwice()).ShouldBe((0, 0.0, 0.0, 1.0));
        (well.AgentsLost, well.Late(null), well.RecoveryMs(), well.ClustersTwice(), well.Run.Throttled).ShouldBe((0, 0.0, 0.0, 0.0, 0L));
        Correlation.MeanPairwise(slow.LatencyByCluster)!.Value.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void A_rate_cut_is_felt_where_more_is_asked_than_is_left_and_critical_calls_come_first()
    {
        // A fiftieth of 100 a second is 2 a second; eleven callers ask for 0.7.
        World(SharedFate).Play(FaultKind.RateCut, "big").Late(null).ShouldBe(0);
        var bank = new ProvidersWorld(NotAdaptive, LabBench.Context(LabBench.Bank, 100, ProvidersExperiment.Rule));
        var cut = bank.Play(FaultKind.RateCut, "provider-a");
        cut.Run.Throttled.ShouldBeGreaterThan(0);
        cut.Late(Priority.Critical, onStruck: true)!.Value.ShouldBeLessThan(cut.Late(Priority.High, onStruck: true)!.Value / 4);
    }

    [Fact]
    public void No_call_outlives_its_deadline_whatever_happens()
    {
        foreach (var variant in All)
        {
            var world = World(variant.Id);
            foreach (var fault in Enum.GetValues<FaultKind>())
            {
                var calls = new CallSchedule(world.Callers).On(world.Allocation);
                var run = world.Play(fault, "big").Run;
                Enumerable.Range(0, calls.Length).Max(i => run.EndedAt[i] - calls[i].At).ShouldBeLessThanOrEqualTo(SimTime.From(FaultTimes.Deadline), $"{variant.Id}, {fault}");
                run.Overshoot.ShouldBe(0);
            }
        }
    }

    [Fact]
    public void What_waits_to_its_deadline_keeps_a_large_outage_going_and_what_is_shed_in_time_does_not()
    {
        double Recovery(string variant) => new ProvidersWorld(variant, LabBench.Context(_advisers, 500, ProvidersExperiment.Rule)).Play(FaultKind.Outage, "advice-api").RecoveryMs();

        Recovery(ToTheEnd).ShouldBe((FaultTimes.LastAsked - FaultTimes.Ends).TotalMilliseconds);
        Recovery(Least).ShouldBeLessThan(Recovery(ToTheEnd));
        (Recovery(SharedFate), Recovery(NotAdaptive)).ShouldBe((0, 0));
    }

    [Fact]
    public void Concentration_moves_as_many_as_it_takes_and_none_where_the_share_is_right()
    {
        var callers = Caller.Of(FleetRoster.Expand(_shop));
        var declared = Allocation.Declared(_shop, callers);
        int On(Allocation allocation) => Enumerable.Range(0, 16).Count(i => allocation.VendorOf(i) == "big");

        On(declared).ShouldBe(11);
        declared.Concentrated(callers, "big", 11 / 16.0).Of.ShouldBe(declared.Of);
        foreach (var share in new[] { 0, 4, 12, 16 }) { On(declared.Concentrated(callers, "big", share / 16.0)).ShouldBe(share); }
        // Those who stay are the same at every step, so that more of the fleet never means others of it.
        var (less, more) = (declared.Concentrated(callers, "big", 0.25), declared.Concentrated(callers, "big", 0.5));
        Enumerable.Range(0, 16).Where(i => less.VendorOf(i) == "big").ShouldAllBe(i => more.VendorOf(i) == "big");
        var own = new ProvidersWorld(SharedFate, LabBench.Context(_shop, 14, ProvidersExperiment.Rule));
        own.Concentrated(FaultKind.Outage, "big", 11 / 16.0).ControlLoss.ShouldBe(4 / 6.0);
        own.Concentrated(FaultKind.Outage, "big", 1).ControlLoss.ShouldBe(1);
    }

    [Fact]
    public void Correlation_is_pearsons_over_every_pair_that_moves()
    {
        Correlation.MeanPairwise([[1, 2, 3], [2, 4, 6]])!.Value.ShouldBe(1, 1e-12);
        Correlation.MeanPairwise([[1, 2, 3], [2, 4, 6], [3, 2, 1], [5, 5, 5]])!.Value.ShouldBe(-1 / 3.0, 1e-12);
        Correlation.MeanPairwise([[1, 2, 3], [5, 5, 5]]).ShouldBeNull();
        Correlation.MostAtOnce([[1, 1, 2, 1], [2, 2, 3, 4], [1, 3, 1, 1]], 2, 4, 2).ShouldBe(1 / 3.0);
    }

    [Fact]
    public void The_report_says_what_was_counted()
    {
        var results = LabBench.Stress(_shop, new() { Scale = [14], Threads = 2 }, experiment: _experiment).Results;

        string Answer(string id) => results.Questions.Single(q => q.Id == id).Answer!;
        Answer("1.5.2").ShouldContain("10 of 14 agents (3 of the 4 control-plane agents) and 1 of 2 orchestrators get no answer; 8 of 14 agents (2 of the 4 control-plane agents) and 1 of 2 orchestrators if copy does not share its fate");
        Answer("1.5.3").ShouldStartWith("No. Lost together in an outage: with big 7 task agents and 3 of 4 control-plane agents, 1 of 2 orchestrators; with small 3 task agents");
        Answer("2.5").ShouldContain("66.7% of the control plane, more than the 33%");
        var broken = results.Breakpoints.Single(b => b is { Variant: SharedFate, Metric: "concentratedControlLoss" });
        Answer("1.5.4").ShouldStartWith($"From {broken.At}% of the callers");
        results.Breakpoints.Single(b => b is { Variant: ControlApart, Metric: "concentratedControlLoss" }).At.ShouldBeNull();
        var findings = results.Findings.Where(f => f.Id is ['P', _]).ToList();
        findings.Select(f => f.Id).ShouldBe(["P1", "P2", "P3", "P4", "P5", "P6"]);
        findings.Select(f => f.Id).ShouldBeSubsetOf(_experiment.Spec.Findings);
        (findings[0].Judgement, findings[0].Affected.Agents.Count).ShouldBe(("break", 10));
        findings[0].Actual.ShouldContain("2 of 3 control-plane groups lose every agent (watch and heal)");
        var names = All.SelectMany(v => _experiment.Spec.Metrics.Select(m => $"providers/{v.Id}/{m.Name}")).ToHashSet();
        findings.SelectMany(f => f.Evidence).Concat(results.Hypotheses.Single(h => h.Id == 6).Evidence).ShouldAllBe(e => names.Contains(e));
        results.Hypotheses.Single(h => h.Id == 6).Verdict.ShouldBe("undecided");
        results.Hypotheses.Single(h => h.Id == 6).Reasoning.ShouldContain("while big is out, 7 of 10 task agents and 4 of 6 who operate the system (3 if copies of its model stand apart)");
        results.Controls.Single(c => c.Id == "PG-2.9").Status.ShouldBe("measured");
    }

    [Fact]
    public void A_fleet_on_one_vendor_is_told_so()
    {
        var results = LabBench.Stress(LabBench.Small(12), new() { Scale = [12] }, experiment: _experiment).Results;

        results.Findings.Single(f => f.Id == "P1").Title.ShouldBe("The fleet has one model vendor: its outage takes everyone at once");
        results.Findings.Single(f => f.Id == "P4").Specification.ShouldContain("below 100% a second one is supposed");
        results.Questions.Single(q => q.Id == "1.5.3").Answer.ShouldBe("No: the whole fleet is on one vendor, vendor.");
        results.Findings.ShouldNotContain(f => f.Id == "P2");
        results.Experiments[0].Variants.Single(v => v.Id == SharedFate).Points.Single(p => p.Axis == "outage of provider").Work["faultAgents"].ShouldBe(12);
    }

    [Fact]
    public void A_file_without_a_provider_is_refused()
    {
        var read = FleetFile.Parse("name: none\nregions: [{ id: here }]\nclusters:\n  - { id: a, groups: [{ id: b, agents: 2 }] }\n", "fleet.yaml");
        read.Fleet.ShouldBeNull();
        read.Problems.ShouldContain(p => p.Message.Contains("provider"));
    }

    [Fact]
    public void The_same_bytes_for_any_number_of_threads()
    {
        byte[] Bytes(int threads)
        {
            using var stream = new MemoryStream();
            ResultsSerializer.Write(LabBench.Stress(_shop, new() { Scale = [5, 14, 100], Threads = threads }, experiment: _experiment).Results, stream);
            return stream.ToArray();
        }
        Bytes(3).ShouldBe(Bytes(1));
    }

    [Fact]
    public void Away_from_the_fleets_own_size_nothing_is_said_of_the_fleet_as_it_stands()
    {
        var results = LabBench.Stress(_shop, new() { Scale = [40] }, experiment: _experiment).Results;

        results.Findings.Where(f => f.Id is ['P', _]).Select(f => f.Id).ShouldBe(["P5", "P6"]);
        results.Hypotheses.Single(h => h.Id == 6).Reasoning.ShouldStartWith("Structure only");
    }

    [Fact]
    public void Hypothesis_6_stays_undecided_whatever_is_measured()
    {
        ProviderHypothesis.Evidence evidence = new("v", 90, 30, 16, 10, 8, 3);
        foreach (var e in new[] { evidence, evidence with { ControlPlaneLost = 0, ControlPlaneLostApart = 0 }, evidence with { TaskAgentsLost = 0 } }) { ProviderHypothesis.Decide(e).Verdict.ShouldBe("undecided"); }
        ProviderHypothesis.Decide(evidence).Because.ShouldContain("3 control-plane groups have nobody left");
        ProviderHypothesis.Decide(evidence with { ControlPlaneLost = 0, ControlPlaneLostApart = 0 }).Because.ShouldContain("leaves the control plane alone");
    }

    private static ProvidersWorld World(string variant) => new(variant, LabBench.Context(_shop, 14, ProvidersExperiment.Rule, cancellation: TestContext.Current.CancellationToken));
}
