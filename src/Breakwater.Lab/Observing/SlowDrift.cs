using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Observing;

/// <summary>
/// A signal moves by one original standard deviation of a message, evenly over so many days: in 13 as gradual drift, in 60 as that of the boiling frog. How far each agent had gone when it was caught.
/// What drifts is the distance of content, which every message has, or the judge's score, which a fifth of them have.
/// </summary>
internal static class SlowDrift
{
    public const int LearntDays = 15;
    public const double MessagesPerMinute = 10;

    private const double ContentSigma = 0.07;
    private const double QualitySigma = 0.06;
    private const int Day = 1_440;

    /// <summary>Agents of a run, alternately of low and of high risk: a long one by default has a single agent, of low risk.</summary>
    public static int Agents(int days, bool isDeep) => (days > 30, isDeep) switch { (true, true) => 8, (false, true) => 12, (true, false) => 1, _ => 2 };

    /// <summary>How far each agent had gone when it was caught, in original standard deviations, by number; infinite where it was not caught by the end.</summary>
    public static double[] Caught(InspectionPlan plan, int agents, int days, bool inQuality, ulong seed, CancellationToken cancellation)
    {
        var caught = new double[agents];
        Array.Fill(caught, double.PositiveInfinity);
        var fleet = new WatchedFleet(caught.Length, MessagesPerMinute, seed, new() { Inspection = plan }, i => new($"type-{i}", $"cluster-{i}", $"provider-{i}", i % 2 == 0 ? RiskClass.Low : RiskClass.High));
        fleet.Change = (_, minute, _, usual) => inQuality ? usual with { Quality = -Moved(minute, days) * QualitySigma } : usual with { Content = Moved(minute, days) * ContentSigma };
        fleet.Read = (agent, reading) =>
        {
            if (reading.IsDrifting && double.IsPositiveInfinity(caught[agent])) { caught[agent] = Moved((long)(fleet.Now - WatchedFleet.Era).TotalMinutes, days); }
        };
        fleet.Run((LearntDays + days) * Day, cancellation.ThrowIfCancellationRequested);
        return caught;
    }

    private static double Moved(long minute, int days) => Math.Clamp((minute - (LearntDays * Day)) / (double)(days * Day), 0, 1);
}
