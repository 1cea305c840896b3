namespace Breakwater.Lab.Running;

/// <summary>A run failed. The message says which, and how to repeat it.</summary>
public sealed class PointFailedException : Exception
{
    internal PointFailedException(SweepPoint point, ulong seed, Exception cause)
        : base(
            $"{point.Experiment.Spec.Id}/{point.Variant.Id} failed at {point.N} agents under {point.Scaling}: {cause.Message} "
            + $"Repeat it with: breakwater stress FLEET.yaml --dimension {point.Experiment.Spec.Dimension} --scale {point.N} --seed {seed}",
            cause)
    {
    }
}
