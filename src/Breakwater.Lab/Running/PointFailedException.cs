using Breakwater.Fleet;

namespace Breakwater.Lab.Running;

/// <summary>A run failed. The message says which, and how to repeat it.</summary>
public sealed class PointFailedException : Exception
{
    internal PointFailedException(SweepPoint point, StressOptions options, Exception cause)
        : base(
            $"{point.Experiment.Spec.Id}/{point.Variant.Id} failed at {point.N} agents under {point.Scaling}: {cause.Message} "
            + $"Repeat it with: {Line(point, options)}",
            cause)
    {
    }

    // Without the mode, the point might lie beyond what its variant climbs to. Sizes too small for --scale are part of every ladder.
    private static string Line(SweepPoint point, StressOptions options) =>
        $"breakwater stress FLEET.yaml --dimension {point.Experiment.Spec.Dimension}"
        + (point.N >= FleetLimits.MinScaledAgents ? $" --scale {point.N}" : "")
        + $" --seed {options.Seed}"
        + options.Mode switch { StressMode.Quick => " --quick", StressMode.Full => " --full", _ => "" };
}
