using System.Globalization;

namespace Breakwater.Lab.Running;

/// <summary>A run failed. The message says which, and the command that replays it.</summary>
public sealed class PointFailedException : Exception
{
    internal PointFailedException(SweepPoint point, StressOptions options, Exception cause)
        : base(
            $"{point.Experiment.Spec.Id}/{point.Variant.Id} failed at {point.N} agents under {point.Scaling}: {cause.Message} Replay it with: {Replay(point, options)}",
            cause)
    {
    }

    private static string Replay(SweepPoint point, StressOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{options.Replay} --experiment {point.Experiment.Spec.Id} --variant {point.Variant.Id} --n {point.N} --scaling {point.Scaling} --seed {options.Seed}");
}
