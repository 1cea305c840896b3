using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Observing;

/// <summary>
/// Quality falls by one original standard deviation of a message, evenly over so many days: in 13 days as a gradual drift, in 60 as that of the boiling frog. How far each agent had gone when it was caught.
/// </summary>
internal static class SlowDrift
{
    public const int Agents = 4;
    public const int LearntDays = 15;
    public const double MessagesPerMinute = 2;

    /// <summary>Spread of a simulated judge's score.</summary>
    public const double Sigma = 0.06;

    private const int Day = 1_440;

    /// <summary>How far each agent had gone when it was caught, in original standard deviations, ascending; infinite where it was not caught by the end.</summary>
    public static double[] Caught(InspectionPlan plan, int days, ulong seed, CancellationToken cancellation)
    {
        var caught = new double[Agents];
        Array.Fill(caught, double.PositiveInfinity);
        var fleet = new WatchedFleet(Agents, MessagesPerMinute, seed, new() { Inspection = plan }, i => new($"type-{i}", $"cluster-{i}", $"provider-{i}", (RiskClass)(1 + i)));
        fleet.Change = (_, minute, _, usual) => usual with { Quality = -Moved(minute, days) * Sigma };
        fleet.Read = (agent, reading) =>
        {
            if (reading.IsDrifting && double.IsPositiveInfinity(caught[agent])) { caught[agent] = Moved((long)(fleet.Now - WatchedFleet.Era).TotalMinutes, days); }
        };
        fleet.Run((LearntDays + days) * Day, cancellation.ThrowIfCancellationRequested);
        return [.. caught.Order()];
    }

    private static double Moved(long minute, int days) => Math.Clamp((minute - (LearntDays * Day)) / (double)(days * Day), 0, 1);
}
