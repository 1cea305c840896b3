using System.Globalization;
using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Benchmarks;

/// <summary>
/// How often the watchers are wrong, at default settings, on fleets in which nothing happens: every alert that is shown is counted, whatever its kind. Run with <c>watching quiet</c>: fleets of 20 to 100 agents whose
/// groups have 5 members and more, and days 16 to 36, when the original is frozen and drift can be raised.
/// </summary>
internal static class WatchingQuiet
{
    private const int Day = 1_440;
    private const int LearntMinutes = Day + 60;
    private const int FrozenDays = 15;
    private const int DriftDays = 21;

    private static readonly (int Agents, int Days, ulong[] Seeds)[] Fleets =
    [
        (20, 15, [21, 22, 23, 24]),
        (25, 4, [31, 32, 33, 34, 35, 36]),
        (40, 5, [41, 42]),
        (60, 5, [51, 52]),
        (100, 4, [61, 62]),
    ];

    public static void Run(TextWriter output)
    {
        var (days, shown) = (0, 0);
        foreach (var (agents, length, seeds) in Fleets)
        {
            var (of, alerts) = (0, new List<Alert>());
            foreach (var seed in seeds)
            {
                alerts.AddRange(Quiet(agents, 10, LearntMinutes, length * Day, seed));
                of += agents * length;
            }
            Say(output, $"{agents} agents", of, alerts);
            (days, shown) = (days + of, shown + alerts.Count);
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"together: {shown} alerts shown in {days:N0} quiet agent-days, {100.0 * shown / days:0.00} in 100"));
        Say(output, $"40 agents, days {FrozenDays + 1} to {FrozenDays + DriftDays}", 40 * DriftDays, Quiet(40, 10, FrozenDays * Day, DriftDays * Day, 71));
    }

    private static List<Alert> Quiet(int agents, double perMinute, int learntMinutes, int minutes, ulong seed)
    {
        var (fleet, shown) = (new WatchedFleet(agents, perMinute, seed), new List<Alert>());
        fleet.Run(learntMinutes, () => fleet.Watch.TakeAlerts());
        fleet.Run(minutes, () => shown.AddRange(fleet.Watch.TakeAlerts()));
        return shown;
    }

    private static void Say(TextWriter output, string what, int agentDays, IReadOnlyList<Alert> shown)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {shown.Count} alerts shown in {agentDays:N0} quiet agent-days, {100.0 * shown.Count / agentDays:0.00} in 100"));
        foreach (var alert in shown) { output.WriteLine($"    {alert.Kind} {alert.GroupKind} {alert.Group}: {alert.Agents} agents, {string.Join(", ", alert.Signals)}, {alert.Occurrences} occurrences, {alert.First:MM-dd HH:mm}"); }
    }
}
