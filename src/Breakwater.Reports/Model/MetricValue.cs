using Breakwater.Lab.Results;

namespace Breakwater.Reports.Model;

/// <summary>Finds a metric's value in a point.</summary>
internal static class MetricValue
{
    /// <summary>The value; null where the point does not have it. A metric of money that is counted nowhere else is the point's money.</summary>
    public static double? Of(PointResult point, string metric, string? kind) =>
        point.Work.TryGetValue(metric, out var work) ? work
        : point.Effect.TryGetValue(metric, out var effect) ? effect
        : kind == "money" ? point.Money
        : null;
}
