using System.Diagnostics;

namespace Breakwater.Lab.Running;

/// <summary>The spans of a run: one for the whole, one for each point. They say what the wall clock said; nothing that is measured depends on them.</summary>
public static class LabTelemetry
{
    /// <summary>Name of the source.</summary>
    public const string Name = "Breakwater.Lab";

    private static readonly ActivitySource Source = new(Name);

    internal static Activity? Run(string fleet, ulong seed) => Source.StartActivity("stress")?.SetTag("breakwater.fleet", fleet).SetTag("breakwater.seed", (long)seed);

    internal static Activity? Point(SweepPoint point) => Source.StartActivity($"stress {point.Experiment.Spec.Id}/{point.Variant.Id}")
        ?.SetTag("breakwater.experiment", point.Experiment.Spec.Id).SetTag("breakwater.variant", point.Variant.Id).SetTag("breakwater.agents", point.N).SetTag("breakwater.scaling", point.Scaling);
}
