using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Comparing;
using Breakwater.Lab.Delegating;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Herds;
using Breakwater.Lab.LogVolume;
using Breakwater.Lab.Observing;
using Breakwater.Lab.PolicyScaling;
using Breakwater.Lab.PolicyVersions;
using Breakwater.Lab.Providers;
using Breakwater.Lab.Results;
using Breakwater.Lab.Revocation;
using Breakwater.Lab.Tenants;
using Breakwater.Lab.TrustScaling;
using Breakwater.Lab.TrustStorms;

namespace Breakwater.Lab.Running;

/// <summary>The main job: every experiment over its ladder, laws, breakpoints, and everything the report says.</summary>
public static class StressTest
{
    /// <summary>The experiments that are built, in the order of the report.</summary>
    public static IReadOnlyList<Experiment> Experiments { get; } =
    [
        new TrustScalingExperiment(),
        new RevocationExperiment(),
        new TrustStormsExperiment(),
        new DelegatingExperiment(),
        new ObservabilityExperiment(),
        new LogVolumeExperiment(),
        new HerdExperiment(),
        new ProvidersExperiment(),
        new HalfUpgradedExperiment(),
        new StaleNodeExperiment(),
        new PolicyScalingExperiment(),
        new TenantsExperiment(),
    ];

    /// <summary>The stress dimensions that have an experiment; 0 stands for what the sources ask beside the eight.</summary>
    public static IReadOnlyList<int> Dimensions { get; } = [.. Experiments.Select(e => e.Spec.Dimension).Distinct().Order()];

    /// <summary>
    /// Runs the stress test. On cancellation it returns what is finished, marked partial. The results are the same for any number of threads.
    /// </summary>
    /// <exception cref="InvalidOperationException">The calibration profile lacks an entry or holds an outdated one; the message says which and what to do.</exception>
    /// <exception cref="PointFailedException">A run failed; the message holds the line that repeats it.</exception>
    public static StressOutcome Run(
        FleetSpecification fleet, StressOptions options, CalibrationProfile calibration, IProgress<StressProgress>? progress, TimeProvider time, CancellationToken cancellation) =>
        Run(Experiments, fleet, options, calibration, progress, time, cancellation);

    /// <summary>The same, with other experiments.</summary>
    internal static StressOutcome Run(
        IReadOnlyList<Experiment> all, FleetSpecification fleet, StressOptions options, CalibrationProfile calibration, IProgress<StressProgress>? progress, TimeProvider time,
        CancellationToken cancellation)
    {
        if (calibration.Gaps() is [var gap, ..]) { throw new InvalidOperationException($"{gap.Message} {gap.Remedy}"); }
        var (started, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var experiments = all.Where(e => options.Dimensions?.Contains(e.Spec.Dimension) ?? true).ToList();
        using var span = LabTelemetry.Run(fleet.Name, options.Seed);
        using var sweep = new Sweep(fleet, options, calibration, progress, cancellation);
        var plan = experiments.SelectMany(e => Plan(fleet, e, options)).ToList();
        sweep.Plan(plan);
        var measured = sweep.Run(plan);
        var analyses = measured.GroupBy(p => (p.Plan.Experiment, p.Plan.Variant, p.Plan.Scaling))
            .Select(g => new VariantAnalysis(g.Key.Experiment, g.Key.Variant, g.Key.Scaling, g))
            .OrderBy(a => experiments.IndexOf(a.Experiment)).ThenBy(a => a.Experiment.Spec.Variants.ToList().IndexOf(a.Variant)).ThenBy(a => a.Scaling, StringComparer.Ordinal)
            .ToList();
        var breakpoints = FindBreakpoints(fleet, options.Mode, sweep, analyses, cancellation);
        var results = new ResultsBuilder(fleet, options, calibration, cancellation.IsCancellationRequested).Build(experiments, analyses, breakpoints, sweep.Refused) with { Telemetry = Telemetry(analyses, calibration) };
        return new(RunComparison.AddTo(results, options.Baseline, options.FailOn, ThresholdNames.Of(fleet)), new()
        {
            Machine = Machine.Describe(),
            Threads = options.Threads,
            Started = started,
            Seconds = time.GetElapsedTime(timestamp).TotalSeconds,
            Points = [.. analyses.SelectMany(a => a.Points).Select(p => new PointTiming(p.Plan.Experiment.Spec.Id, p.Plan.Variant.Id, p.Plan.N, p.Plan.Scaling, p.Seconds))],
        });
    }

    /// <summary>What the instruments counted in the points of the results, the probes of the bisections among them.</summary>
    private static TelemetryResult Telemetry(IEnumerable<VariantAnalysis> analyses, CalibrationProfile calibration)
    {
        var counted = new TelemetryTally();
        foreach (var point in analyses.SelectMany(a => a.Points)) { counted.Add(point.Counted); }
        return TelemetryFigures.Of(counted, calibration).ToResult(counted);
    }

    private static IEnumerable<SweepPoint> Plan(FleetSpecification fleet, Experiment experiment, StressOptions options) =>
        from variant in experiment.Spec.Variants
        from reach in variant.Reach
        from n in Ladder.For(fleet, experiment.Spec, reach, options)
        select new SweepPoint(experiment, variant, reach.Scaling, n, options.Mode);

    private static List<BreakpointResult> FindBreakpoints(FleetSpecification fleet, StressMode mode, Sweep sweep, List<VariantAnalysis> analyses, CancellationToken cancellation)
    {
        var found = new List<BreakpointResult>?[analyses.Count];
        sweep.Spread(Enumerable.Range(0, analyses.Count), i =>
        {
            var analysis = analyses[i];
            var mine = new List<BreakpointResult>();
            foreach (var budgeted in analysis.Experiment.Budgets(fleet).Where(b => b.IsSought(analysis.Variant.Id, analysis.Scaling)))
            {
                mine.Add(analysis.Breakpoint(budgeted, Probe, cancellation));
            }
            found[i] = mine;

            MeasuredPoint Probe(int n)
            {
                var point = new SweepPoint(analysis.Experiment, analysis.Variant, analysis.Scaling, n, mode);
                sweep.Plan([point]);
                return sweep.RunOne(point);
            }
        });
        return [.. found.OfType<List<BreakpointResult>>().SelectMany(b => b)];
    }
}
