using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Revocation;
using Breakwater.Lab.Running;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Tests.Calibration;
using Breakwater.Lab.TrustScaling;

namespace Breakwater.Lab.Tests.Experiments;

/// <summary>Fleets and single runs, for every test that drives an experiment.</summary>
internal static class LabBench
{
    // Making keys is what costs; which agent gets which changes no result.
    private static readonly KeyPool _keys = new();
    private static readonly TrustScalingExperiment _trust = new();
    private static readonly RevocationExperiment _revocation = new();

    public static FleetSpecification Bank { get; } = Load(Path.Combine(Repository.Root, "scenarios", "investment-bank.yaml"));

    /// <summary>A fleet in one line for each section; no region but the first unless told.</summary>
    public static FleetSpecification Small(int agents, string more = "", string regions = "[{ id: north }]", string group = "") => Parse($$"""
        name: small
        regions: {{regions}}
        network: { withinRegion: 1us, betweenRegions: 40ms }
        providers: [{ id: vendor }]
        {{more}}
        clusters:
          - id: desk
            groups: [{ id: chat, agents: {{agents}}, provider: vendor{{group}} }]
        """);

    public static FleetSpecification Parse(string text)
    {
        var read = FleetFile.Parse(text, "fleet.yaml");
        read.Problems.ShouldBeEmpty();
        return read.Fleet!;
    }

    public static RunContext Context(FleetSpecification fleet, int agents, string scaling, ulong seed = 1, CancellationToken cancellation = default, CalibrationProfile? calibration = null) => new()
    {
        Roster = new FleetSizes(fleet).At(agents),
        IsOwnSize = agents == fleet.AgentCount,
        Scaling = scaling,
        Seed = seed,
        Calibration = calibration ?? CalibrationProfile.Reference,
        Keys = _keys,
        Cancellation = cancellation,
    };

    public static TrustWorld World(FleetSpecification fleet, int agents, string scaling) => new(Context(fleet, agents, scaling), new Simulator(1));

    /// <summary>One run of the trust experiment.</summary>
    public static Measurements Trust(FleetSpecification fleet, string variant, int agents, string scaling, ulong seed = 1) => Run(_trust, fleet, variant, agents, scaling, seed);

    /// <summary>One run of the revocation experiment.</summary>
    public static Measurements Revoke(FleetSpecification fleet, string variant, int agents, ulong seed = 1) =>
        Run(_revocation, fleet, variant, agents, ScalingNames.ConstantDegree, seed);

    /// <summary>The main job with every experiment, or with one alone.</summary>
    public static StressOutcome Stress(
        FleetSpecification fleet, StressOptions options, IProgress<StressProgress>? progress = null, CancellationToken cancellation = default, Experiment? experiment = null) =>
        StressTest.Run(experiment is null ? StressTest.Experiments : [experiment], fleet, options, CalibrationProfile.Reference, progress, TimeProvider.System, cancellation);

    /// <summary>Work at the calibrated price, in ms.</summary>
    public static double Ms(WorkUnit unit, double count) => count * CalibrationProfile.Reference.Costs.First(c => c.Unit == unit).CacheSizedPicoseconds / 1e9;

    private static FleetSpecification Load(string path)
    {
        var read = FleetFile.Load(path);
        read.Problems.ShouldBeEmpty();
        return read.Fleet!;
    }

    private static Measurements Run(Experiment experiment, FleetSpecification fleet, string variant, int agents, string scaling, ulong seed) =>
        experiment.Run(experiment.Spec.Variants.First(v => v.Id == variant), Context(fleet, agents, scaling, seed));
}
