using System.IO.Compression;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Herds;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Tests.Calibration;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;
using Breakwater.Tests.Shared;
using static Breakwater.Lab.Herds.HerdVariants;

namespace Breakwater.Lab.Tests.Herds;

public sealed class HerdTests
{
    // 60 requests a second and tokens enough: what each variant loses can be counted by hand.
    private const int PerSecond = 60;
    private static readonly HerdExperiment _experiment = new();
    private static readonly FleetSpecification _desk = LabBench.Parse("""
        name: desk
        regions: [{ id: north }]
        providers: [{ id: vendor, requests: 3600/min, tokens: 900_000_000/min }]
        rateLimits: { fleet: { requests: 40/s } }
        clusters:
          - { id: desk, groups: [{ id: chat, agents: 400, provider: vendor }] }
        """);

    private static readonly FleetSpecification _advisers = Load("advisors-1000.yaml");

    [Fact]
    public void The_seeds_thousand_advisers_lose_850_without_limits()
    {
        var lost = Run(_advisers, NoLimit);

        lost.Work["busiestAsked"].ShouldBe(1_000);
        lost.Work["busiestFailed"].ShouldBe(850);
        // The sixty others have an API of fifty a second.
        lost.Work["reached"].ShouldBe(860);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(61)]
    [InlineData(400)]
    public void Without_a_limit_what_a_second_cannot_take_fails_however_often_it_is_tried_at_once(int agents)
    {
        var beyond = Math.Max(0, agents - PerSecond);
        var (once, often) = (Run(_desk, NoLimit, agents), Run(_desk, AtOnce, agents));

        once.Work["reached"].ShouldBe(beyond);
        once.Work["sent"].ShouldBe(agents);
        often.Work["reached"].ShouldBe(beyond);
        often.Work["sent"].ShouldBe(agents + 3 * beyond);
        often.Work["throttled"].ShouldBe(4 * beyond);
    }

    [Fact]
    public void An_agents_own_limit_holds_nobody_back_and_four_tries_a_second_apart_serve_four_seconds()
    {
        var alone = Run(_desk, AgentOnly);

        alone.Work["refused"].ShouldBe(0);
        alone.Work["reached"].ShouldBe(400 - 4 * PerSecond);
        alone.Work["overshoot"].ShouldBe(0);
    }

    [Fact]
    public void The_fleets_limit_alone_keeps_429s_away_and_refuses_instead()
    {
        var alone = Run(_desk, FleetOnly);

        alone.Work["throttled"].ShouldBe(0);
        // 38 of the burst of 40 are for work, and nobody has waited long enough for a crowd after three tries at the times it was told.
        alone.Work["refused"].ShouldBeInRange(400 - 38 - 2 * 4, 400 - 38 - 3);
    }

    [Fact]
    public void A_queue_alone_only_chooses_who_is_lost()
    {
        var alone = Run(_desk, QueueOnly);

        alone.Work["reached"].ShouldBe(400 - PerSecond);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public void Paced_nobody_is_lost_and_the_last_is_served_at_the_bound_of_the_bucket(int agents)
    {
        var paced = Run(_desk, Paced, agents);

        paced.Effect["failedShare"].ShouldBe(0);
        paced.Work["throttled"].ShouldBe(0);
        paced.Work["overshoot"].ShouldBe(0);
        // The fleet's bucket of 40, then 40 a second: worked out here, not by the experiment.
        var bound = (agents - 40) / 40.0 * 1_000;
        paced.Effect["boundMs"].ShouldBe(bound, 1e-6);
        paced.Effect["lastMs"].ShouldBeInRange(bound, bound * 1.05);
    }

    [Fact]
    public void The_advisers_are_all_served_without_a_429_within_a_twentieth_of_the_bound_and_critical_calls_first()
    {
        var paced = Run(_advisers, Paced);

        paced.Work["throttled"].ShouldBe(0);
        paced.Work["reached"].ShouldBe(0);
        paced.Effect["failedShare"].ShouldBe(0);
        paced.Effect["boundMs"].ShouldBe((1_060 - 100) / 100.0 * 1_000, 1e-6);
        paced.Effect["overBound"].ShouldBeLessThan(HerdExperiment.MostOverBound);
        // A hundredth of a second each for at most those who are critical.
        var critical = HerdCalls.Opening(FleetRoster.Expand(_advisers), new LabRandom(1)).Count(c => c.Priority == Priority.Critical);
        paced.Effect[HerdExperiment.P99(Priority.Critical)].ShouldBeLessThan(critical * 10 + 10);
        paced.Effect[HerdExperiment.P50(Priority.Low)].ShouldBeGreaterThan(paced.Effect[HerdExperiment.P99(Priority.Critical)]);
    }

    [Theory]
    [InlineData("code", 8_819)]
    [InlineData("conversation", 19_366)]
    public void Real_arrivals_ten_times_as_fast_reach_nobody_with_a_429(string service, int recorded)
    {
        using var file = new GZipStream(File.OpenRead(OptionalVectors.Require($"llm-traces/azure-{service}-2023-11-16.csv.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        var calls = HerdCalls.Recorded(FleetRoster.Expand(_advisers), RecordedArrivals.Read(reader, HerdExperiment.TimesFaster));
        calls.Length.ShouldBe(recorded);

        var herd = HerdReading.Play(_advisers, calls, Rules(Paced, _advisers), new Simulator(1), TestContext.Current.CancellationToken);

        (herd.Failed, herd.Run.Throttled, herd.Run.Overshoot).ShouldBe((0L, 0L, 0.0));
        herd.OverBound(CapacityBound.LastNs(calls, FleetRateLimits.From(_advisers))).ShouldNotBeNull().ShouldBeLessThan(HerdExperiment.MostOverBound);
        herd.WaitMs(Priority.Critical, 0.99).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(herd.WaitMs(Priority.Low, 0.99)!.Value);
    }

    [Fact]
    public void A_record_is_read_line_by_line_and_a_bad_line_named()
    {
        RecordedArrivals.Read(new StringReader("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:00:01.5000000,10,3\n2023-11-16 18:00:01.0000000,20,5\n"), 10)
            .ShouldBe([(0L, 25L, 25L), (50_000_000L, 15L, 13L)]);
        Should.Throw<FormatException>(() => RecordedArrivals.Read(new StringReader("h\n2023-11-16 18:00:01,1,1\n2023-11-16,-1,1"), 1)).Message.ShouldStartWith("Line 3");
        RecordedArrivals.Read(new StringReader("h\n"), 1).ShouldBeEmpty();
    }

    [Fact]
    public void Every_call_ends_once_in_every_variant()
    {
        foreach (var variant in All)
        {
            var m = Run(_advisers, variant.Id, 500);
            var answered = m.Work["asked"] * (1 - m.Effect["failedShare"]);
            (answered + m.Work["reached"] + m.Work["refused"]).ShouldBe(m.Work["asked"], 1e-6, variant.Id);
            // A provider answers or refuses whatever it is sent.
            (answered + m.Work["throttled"]).ShouldBe(m.Work["sent"], 1e-6, variant.Id);
            m.Work["overshoot"].ShouldBe(0, variant.Id);
        }
    }

    [Fact]
    public void The_same_seed_measures_the_same_and_another_a_different_order()
    {
        var (first, again, other) = (Run(_advisers, Hierarchy, 500), Run(_advisers, Hierarchy, 500), Run(_advisers, Hierarchy, 500, seed: 2));

        again.Work.ShouldBe(first.Work);
        again.Effect.ShouldBe(first.Effect);
        other.Effect.ShouldNotBe(first.Effect);
    }

    [Fact]
    public void The_findings_are_drawn_from_what_was_measured()
    {
        var results = LabBench.Stress(_advisers, new() { Scale = [100, 1_060], Mode = StressMode.Quick, Threads = 2 }, experiment: _experiment).Results;

        var findings = results.Findings.Where(f => f.Id is ['L', >= '1' and <= '9']).ToList();
        findings.Select(f => f.Id).ShouldBe(["L1", "L2", "L3", "L4", "L5"]);
        findings.Single(f => f.Id == "L1").Judgement.ShouldBe("break");
        findings.Single(f => f.Id == "L4").Judgement.ShouldBe("hold");
        var herd = results.Experiments.Single(e => e.Id == "herd");
        var names = herd.Variants.SelectMany(v => herd.Metrics.Select(m => $"herd/{v.Id}/{m.Name}")).ToHashSet();
        findings.SelectMany(f => f.Evidence).ShouldAllBe(e => names.Contains(e));
        findings.Select(f => f.Id).ShouldBeSubsetOf(_experiment.Spec.Findings);
        // Nobody is refused up to 150 a second on the provider with the thousand, and 50 a second on that with the sixty.
        results.Breakpoints.Single(b => b is { Variant: NoLimit, Metric: "reached" }).At.ShouldNotBeNull().ShouldBeInRange(100, 300);
        results.Controls.Single(c => c.Id == "EC-1.3").Status.ShouldBe("measured");
    }

    [Fact]
    public void Of_a_class_without_an_answered_call_no_wait_is_stated()
    {
        var results = LabBench.Stress(LabBench.Bank, new() { Scale = [5, 10], Threads = 2 }, experiment: _experiment).Results;
        var point = results.Experiments.Single().Variants.Single(v => v.Id == Paced).Points.Single(p => p is { N: 10, Axis: PointResult.Agents });
        point.Effect.ContainsKey(HerdExperiment.P50(Priority.Low)).ShouldBeFalse();
        results.Findings.Single(f => f.Id == "L4").Actual.ShouldContain("No low call was answered.");
    }

    internal static Measurements Run(FleetSpecification fleet, string variant, int agents = 0, ulong seed = 1) =>
        _experiment.Run(All.First(v => v.Id == variant), LabBench.Context(fleet, agents == 0 ? fleet.AgentCount : agents, HerdExperiment.Rule, seed, TestContext.Current.CancellationToken));

    internal static FleetSpecification Load(string name)
    {
        var read = FleetFile.Load(Path.Combine(Repository.Root, "scenarios", name));
        read.Problems.ShouldBeEmpty();
        return read.Fleet!;
    }
}
