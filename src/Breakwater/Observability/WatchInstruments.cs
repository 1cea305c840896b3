using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>What the watchers count for operators. Per node, never per agent. Messages are not counted here: threads would meet at the counter.</summary>
internal static class WatchInstruments
{
    public static readonly Counter<long> Anomalies = BreakwaterTelemetry.Counter("breakwater.watch.anomalies", "{crossing}", "Anomaly scores that crossed the line of isolation");
    public static readonly Counter<long> Drifts = BreakwaterTelemetry.Counter("breakwater.watch.drifts", "{crossing}", "Drift limits crossed");
    public static readonly Counter<long> Shifts = BreakwaterTelemetry.Counter("breakwater.watch.group_shifts", "{shift}", "Groups that began to deviate as a whole");
    public static readonly Counter<long> LinksRefused = BreakwaterTelemetry.Counter("breakwater.watch.links_refused", "{message}", "Messages on links not profiled for want of room");
}
