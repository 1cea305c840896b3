using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Comparing;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Running;

/// <summary>Which point to run again, and how far.</summary>
public sealed record ReplayRequest
{
    public required string Experiment { get; init; }

    public required string Variant { get; init; }

    /// <summary>Fleet size.</summary>
    public required int N { get; init; }

    /// <summary>Scaling rule; null for the first that the variant is run under.</summary>
    public string? Scaling { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>Whether the run was a <see cref="StressMode.Full"/> one, in which some points run longer.</summary>
    public bool IsFull { get; init; }

    /// <summary>The step to end after; null to run to the end.</summary>
    public long? ToStep { get; init; }

    /// <summary>How many of the last events to keep.</summary>
    public int Last { get; init; } = 20;
}

/// <summary>How a replay ended.</summary>
public enum ReplayEnd
{
    /// <summary>The point ran to its end and was measured.</summary>
    Finished,
    /// <summary>The step asked for was reached.</summary>
    StepReached,
    /// <summary>The point failed, as it did before.</summary>
    Failed,
}

/// <summary>What a replay showed.</summary>
/// <param name="Scaling">The scaling rule it ran under.</param>
/// <param name="End">How it ended.</param>
/// <param name="Events">How many events happened.</param>
/// <param name="Last">The last of them, the earliest first.</param>
/// <param name="Measured">What was measured, as the stress test has it; null unless finished.</param>
/// <param name="Failure">Why it failed; null unless it did.</param>
public sealed record ReplayOutcome(string Scaling, ReplayEnd End, long Events, IReadOnlyList<ReplayEvent> Last, PointResult? Measured, string? Failure);

/// <summary>Runs one point of a stress test again, to its end or to a step of it. The same request gives the same events.</summary>
public static class Replay
{
    /// <summary>Names that nothing has, each with what there is.</summary>
    public static IReadOnlyList<Problem> Check(ReplayRequest request)
    {
        var experiment = StressTest.Experiments.FirstOrDefault(e => e.Spec.Id == request.Experiment);
        if (experiment is null) { return [Unknown("--experiment", "experiment", request.Experiment, StressTest.Experiments.Select(e => e.Spec.Id))]; }
        var variant = experiment.Spec.Variants.FirstOrDefault(v => v.Id == request.Variant);
        if (variant is null) { return [Unknown("--variant", "variant", request.Variant, experiment.Spec.Variants.Select(v => v.Id))]; }
        return request.Scaling is { } scaling && variant.Reach.All(r => r.Scaling != scaling)
            ? [Unknown("--scaling", $"rule that {variant.Id} is run under", scaling, variant.Reach.Select(r => r.Scaling))]
            : [];
    }

    /// <summary>Runs the point.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="request">A request that <see cref="Check"/> finds nothing wrong with.</param>
    /// <param name="calibration">The unit costs that turn work into time.</param>
    /// <param name="each">Sees every event just before it happens; null for nobody.</param>
    /// <param name="cancellation">Ends the replay with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidOperationException">The calibration profile lacks an entry or holds an outdated one; the message says which and what to do.</exception>
    public static ReplayOutcome Run(FleetSpecification fleet, ReplayRequest request, CalibrationProfile calibration, Action<ReplayEvent>? each, CancellationToken cancellation)
    {
        var experiment = StressTest.Experiments.First(e => e.Spec.Id == request.Experiment);
        return Run(experiment, fleet, request, calibration, each, cancellation);
    }

    internal static ReplayOutcome Run(
        Experiment experiment, FleetSpecification fleet, ReplayRequest request, CalibrationProfile calibration, Action<ReplayEvent>? each, CancellationToken cancellation)
    {
        if (calibration.Gaps() is [var gap, ..]) { throw new InvalidOperationException($"{gap.Message} {gap.Remedy}"); }
        var variant = experiment.Spec.Variants.First(v => v.Id == request.Variant);
        var scaling = request.Scaling ?? variant.Reach[0].Scaling;
        var point = new SweepPoint(experiment, variant, scaling, request.N, request.IsFull ? StressMode.Full : StressMode.Default);
        var trace = new ReplayTrace(request.Last, request.ToStep, each);
        var context = new RunContext
        {
            Roster = new FleetSizes(fleet).At(request.N),
            IsOwnSize = request.N == fleet.AgentCount,
            Scaling = scaling,
            Mode = point.Mode,
            Seed = request.Seed,
            Calibration = calibration,
            Keys = new(),
            Cancellation = cancellation,
            Observer = trace,
        };
        try
        {
            var measured = new MeasuredPoint(point, experiment.Run(variant, context), 0).ToResult(request.Seed);
            return Outcome(ReplayEnd.Finished, measured, null);
        }
        catch (ReplayEndedException)
        {
            return Outcome(ReplayEnd.StepReached, null, null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return Outcome(ReplayEnd.Failed, null, failure.Message);
        }

        ReplayOutcome Outcome(ReplayEnd end, PointResult? measured, string? failure) => new(scaling, end, trace.Latest?.Step ?? 0, trace.Last, measured, failure);
    }

    private static Problem Unknown(string option, string kind, string word, IEnumerable<string> names)
    {
        List<string> known = [.. names];
        return new(option, 0, 0, $"There is no {kind} `{word}`.", Spelling.Near(word, known) is [var near, ..] ? $"Did you mean `{near}`?" : $"There are: {string.Join(", ", known)}.");
    }
}
