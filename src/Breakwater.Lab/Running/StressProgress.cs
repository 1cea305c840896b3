namespace Breakwater.Lab.Running;

/// <summary>Where a run stands. Raised when a point starts and when it ends, from worker threads, one call at a time.</summary>
/// <param name="Experiment">Experiment id.</param>
/// <param name="Variant">Variant id.</param>
/// <param name="N">Fleet size of the point.</param>
/// <param name="Finished">Whether this report is of the point's end.</param>
/// <param name="Done">Estimated share of the whole run that is done, in [0, 1].</param>
/// <param name="PointsDone">Points finished.</param>
/// <param name="PointsTotal">Points planned; bisection can add to it.</param>
public sealed record StressProgress(string Experiment, string Variant, int N, bool Finished, double Done, int PointsDone, int PointsTotal)
{
    /// <summary>What the runtime's own instruments have counted in the points that are finished; null before the first.</summary>
    public TelemetryFigures? Telemetry { get; init; }
}
