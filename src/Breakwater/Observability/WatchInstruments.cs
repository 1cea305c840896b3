using System.Diagnostics.Metrics;

namespace Breakwater.Observability;

/// <summary>What the watchers count for operators, on the meter <c>Breakwater.Observability</c>. Per node, never per agent. Messages are not counted here: threads would meet at the counter.</summary>
internal static class WatchInstruments
{
    private static readonly Meter Meter = new("Breakwater.Observability");

    public static readonly Counter<long> Anomalies = Meter.CreateCounter<long>("breakwater.watch.anomalies", "{crossing}", "Anomaly scores that crossed the line of isolation");
    public static readonly Counter<long> Drifts = Meter.CreateCounter<long>("breakwater.watch.drifts", "{crossing}", "Drift limits crossed");
    public static readonly Counter<long> Shifts = Meter.CreateCounter<long>("breakwater.watch.group_shifts", "{shift}", "Groups that began to deviate as a whole");
    public static readonly Counter<long> LinksRefused = Meter.CreateCounter<long>("breakwater.watch.links_refused", "{message}", "Messages on links not profiled for want of room");
}
