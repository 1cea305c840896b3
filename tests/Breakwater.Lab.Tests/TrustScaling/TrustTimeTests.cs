using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Baselines;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Lab.TrustScaling;

namespace Breakwater.Lab.Tests.TrustScaling;

/// <summary>That times come from the network, the cores and the deadline of the fleet file, and from nothing else.</summary>
public sealed class TrustTimeTests
{
    private const string TwoPlaces = "[{ id: north }, { id: south }]";

    [Fact]
    public void No_answer_of_a_registry_is_earlier_than_there_and_back()
    {
        // The registry stands in the north, all agents in the south, 40 ms away.
        var fleet = LabBench.Small(12, regions: TwoPlaces, group: ", regions: [south]");
        var world = LabBench.World(fleet, 12, ScalingNames.Complete);
        var tally = Round(world, new CentralRegistry(world));
        tally.Checks.Count.ShouldBe(132);
        tally.Checks.Min.ShouldBeGreaterThan(80 * SimTime.Millisecond);
        tally.LateOrRefused.ShouldBe(0);
    }

    [Fact]
    public void A_registry_is_later_by_exactly_what_the_network_is_slower()
    {
        static double Cold(int ms) => LabBench.Trust(
            LabBench.Parse($$"""
                name: far
                regions: {{TwoPlaces}}
                network: { withinRegion: 1us, betweenRegions: {{ms}}ms }
                providers: [{ id: vendor }]
                clusters: [{ id: desk, groups: [{ id: chat, agents: 6, provider: vendor, regions: [south] }] }]
                """),
            TrustScalingExperiment.Registry, 6, ScalingNames.Complete).Effect["coldMs"];
        (Cold(90) - Cold(40)).ShouldBe(100, 1e-6);
    }

    [Theory]
    [InlineData(TrustScalingExperiment.FullMesh)]
    [InlineData(TrustScalingExperiment.PerCheck)]
    [InlineData(TrustScalingExperiment.CachedMesh)]
    public void Half_the_cores_take_twice_the_time(string variant)
    {
        var (four, two) = (Cold(4), Cold(2));
        (two / four).ShouldBe(2, 0.04);

        double Cold(int cores) => LabBench.Trust(WithCores(LabBench.Bank, cores), variant, 40, ScalingNames.Complete).Effect["coldMs"];
    }

    [Fact]
    public void The_99th_percentile_of_a_mesh_follows_the_cores_and_its_core_time_does_not()
    {
        var four = LabBench.Trust(WithCores(LabBench.Bank, 4), TrustScalingExperiment.FullMesh, 40, ScalingNames.Complete);
        var one = LabBench.Trust(WithCores(LabBench.Bank, 1), TrustScalingExperiment.FullMesh, 40, ScalingNames.Complete);
        (one.Effect["p99Ms"] / four.Effect["p99Ms"]).ShouldBe(4, 0.15);
        one.Effect["coreMs"].ShouldBe(four.Effect["coreMs"]);
        one.Money.ShouldBe(four.Money);
    }

    [Theory]
    [InlineData(0.0001, 1, 1)]
    [InlineData(0.8, 0.01, 0.99)]
    [InlineData(1_000, 0, 0)]
    public void What_is_later_than_the_deadline_has_failed(double share, double least, double most)
    {
        var microseconds = 1e3 * share * LabBench.Ms(WorkUnit.SignatureCheck, 40 * 39) / 4;
        var fleet = LabBench.Small(40, $"trust: {{ verificationDeadline: {(long)Math.Ceiling(microseconds)}us }}");
        LabBench.Trust(fleet, TrustScalingExperiment.FullMesh, 40, ScalingNames.Complete).Effect["failureShare"].ShouldBeInRange(least, most);
    }

    [Fact]
    public void As_shipped_a_cold_start_waits_for_the_roster_of_the_farthest_zone_and_a_warm_check_for_nobody()
    {
        var fleet = LabBench.Small(20, regions: TwoPlaces, group: ", regions: [north, south]");
        var measured = LabBench.Trust(fleet, TrustScalingExperiment.Cached, 20, ScalingNames.Complete);
        measured.Effect["coldMs"].ShouldBeInRange(40, 45);
        measured.Effect["p99Ms"].ShouldBeLessThan(0.1);
        LabBench.Trust(LabBench.Small(20), TrustScalingExperiment.Cached, 20, ScalingNames.Complete).Effect["coldMs"].ShouldBeLessThan(2);
    }

    [Theory]
    [InlineData("trust: { checkInterval: 2ms }")]
    [InlineData("trust: { checkInterval: 100us, cacheTtl: 31s }")]
    [InlineData("trust: { checkInterval: 10min }")]
    [InlineData("trust: { cacheTtl: 20ms, refusalTtl: 1ms, checkInterval: 5ms }")]
    [InlineData("trust: { cacheTtl: 14min }")]
    public void Unusual_intervals_and_lifetimes_are_measured_like_any_other(string trust)
    {
        var fleet = LabBench.Small(8, trust, TwoPlaces, ", regions: [north, south]");
        foreach (var variant in new TrustScalingExperiment().Spec.Variants)
        {
            var measured = LabBench.Trust(fleet, variant.Id, 8, ScalingNames.Complete);
            measured.Work["refusedChecks"].ShouldBe(0, variant.Id);
            measured.Effect.Values.ShouldAllBe(v => double.IsFinite(v) && v >= 0, variant.Id);
            measured.Effect["failureShare"].ShouldBe(0, variant.Id);
        }
    }

    internal static RoundTally Round(TrustWorld world, VerificationScheme scheme)
    {
        var tally = new RoundTally(0, SimTime.From(world.Fleet.Trust.VerificationDeadline));
        scheme.Begin(tally);
        world.Simulator.Run();
        return tally;
    }

    private static FleetSpecification WithCores(FleetSpecification fleet, int cores) => fleet with { Nodes = [.. fleet.Nodes.Select(n => n with { Cores = cores })] };
}
