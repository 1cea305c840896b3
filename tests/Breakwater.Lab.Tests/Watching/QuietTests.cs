using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Tests.Watching;

/// <summary>Fleets in which nothing happens, at default settings: every alert that is shown is a false alarm, whatever its kind.</summary>
public sealed class QuietTests(ITestOutputHelper output)
{
    private const int Day = 1_440;

    /// <summary>Groups of 5 to 7 members, where a few that deviate together by chance are half of the group; and larger ones. 560 agent-days in all.</summary>
    [Fact]
    public void At_most_one_alert_is_shown_in_a_hundred_agent_days()
    {
        var (days, shown, highest) = (0, new List<Alert>(), 0f);
        foreach (var (agents, length, seed) in new[] { (20, 15, 21UL), (20, 4, 22UL), (25, 4, 31UL), (40, 2, 41UL) })
        {
            var fleet = new WatchedFleet(agents, 10, seed);
            fleet.Run(Day + 60, () => fleet.Watch.TakeAlerts());
            fleet.Read = (_, reading) =>
            {
                reading.Band.ShouldNotBe(WatchBand.Learning);
                highest = Math.Max(highest, reading.Score);
            };
            fleet.Run(length * Day, () => shown.AddRange(fleet.Watch.TakeAlerts()));
            days += agents * length;
        }
        output.WriteLine($"{shown.Count} alerts shown in {days} agent-days, highest score {highest:0.0}: {string.Join("; ", shown.Select(a => $"{a.Kind} {a.GroupKind} {a.Group} {a.Agents} agents, {string.Join(", ", a.Signals)}"))}");
        days.ShouldBeGreaterThanOrEqualTo(300);
        shown.Count.ShouldBeLessThanOrEqualTo(days / 100);
        highest.ShouldBeGreaterThan(10, "a score that never moves would have no false alarms either");
    }

    /// <summary>Days 16 to 36: the original is frozen from day 15 on, and only then can drift be raised at all. 420 agent-days.</summary>
    [Fact]
    public void Drift_from_a_frozen_original_is_raised_at_most_once_in_a_hundred_agent_days()
    {
        const int Agents = 20;
        const int Days = 21;
        var fleet = new WatchedFleet(Agents, 2, seed: 71);
        fleet.Run(15 * Day, () => fleet.Watch.TakeAlerts());
        var (onsets, shown, furthest) = (0, 0, 0f);
        var isDrifting = new bool[Agents];
        fleet.Read = (agent, reading) =>
        {
            onsets += reading.IsDrifting && !isDrifting[agent] ? 1 : 0;
            isDrifting[agent] = reading.IsDrifting;
            furthest = Math.Max(furthest, reading.Drift);
        };
        fleet.Run(Days * Day, () => shown += fleet.Watch.TakeAlerts().Count);
        output.WriteLine($"{onsets} onsets and {shown} alerts shown in {Agents * Days} agent-days, furthest drift {furthest:0.0} of 60");
        Enumerable.Range(0, Agents).ShouldAllBe(i => fleet.Watch.Drift(WatchedFleet.Tenant, WatchedFleet.Handle(i)).IsFrozen);
        onsets.ShouldBeLessThanOrEqualTo(Agents * Days / 100);
        shown.ShouldBeLessThanOrEqualTo(Agents * Days / 100);
        furthest.ShouldBeGreaterThan(5, "a distance that never moves would raise nothing either");
    }
}
