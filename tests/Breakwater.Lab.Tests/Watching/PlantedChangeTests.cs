using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Tests.Watching;

/// <summary>The watchers judged as detectors are: changes planted at known times, at default settings unless a test says otherwise.</summary>
public sealed class PlantedChangeTests(ITestOutputHelper output)
{
    private const int Day = 1_440;

    [Fact]
    public void Agents_that_behave_as_usual_raise_at_most_one_false_alarm_per_hundred_agent_days()
    {
        var fleet = new WatchedFleet(25, 10, seed: 11);
        fleet.Run(Day + 60);
        var crossings = 0;
        var isOut = new bool[25];
        var highest = 0f;
        fleet.Read = (agent, reading) =>
        {
            reading.Band.ShouldNotBe(WatchBand.Learning);
            highest = Math.Max(highest, reading.Score);
            var now = reading.Band >= WatchBand.Isolate || reading.IsDrifting;
            crossings += now && !isOut[agent] ? 1 : 0;
            isOut[agent] = now;
        };
        fleet.Run(4 * Day);
        output.WriteLine($"{crossings} crossings in 100 agent-days, highest score {highest:0.0}; {fleet.Watch.Counts}");
        crossings.ShouldBeLessThanOrEqualTo(1);
        // Group shifts and unusual hours are alarms too.
        fleet.Watch.Counts.Alerts.Raised.ShouldBeLessThanOrEqualTo(1);
        highest.ShouldBeGreaterThan(10, "a score that never moves would have no false alarms either");
    }

    [Theory]
    [InlineData("hijacked")]
    [InlineData("quality")]
    [InlineData("failures")]
    [InlineData("content")]
    [InlineData("latency")]
    [InlineData("volume")]
    [InlineData("tools")]
    public void A_sudden_change_crosses_the_line_within_15_minutes(string what)
    {
        const int Agents = 8;
        var delays = new double[Agents];
        Array.Fill(delays, double.PositiveInfinity);
        var fleet = new WatchedFleet(Agents, 10, seed: 12, place: i => new($"type-{i}", $"cluster-{i}", $"provider-{i}", RiskClass.Low));
        const int At = (2 * Day) + (10 * 60);
        fleet.Run(At);
        fleet.Change = (_, _, _, usual) => what switch
        {
            "hijacked" => usual with { OtherTools = true, LogLatency = 0.4, Content = 0.1, Failing = 0.1, Quality = -0.1 },
            "quality" => usual with { Quality = -0.25 },
            "failures" => usual with { Failing = 0.4 },
            "content" => usual with { Content = 0.2 },
            "latency" => usual with { LogLatency = 1.6 },
            "volume" => usual with { Rate = usual.Rate * 10 },
            _ => usual with { OtherTools = true },
        };
        fleet.Read = (agent, reading) =>
        {
            if (reading.Band >= WatchBand.Isolate && double.IsPositiveInfinity(delays[agent])) { delays[agent] = (fleet.Now - Start.AddMinutes(At)).TotalMinutes; }
        };
        fleet.Run(15);
        var sorted = delays.Order().ToArray();
        output.WriteLine($"{what}: median {sorted[Agents / 2]:0.0} min, longest {sorted[^1]:0.0} min");
        sorted[^1].ShouldBeLessThanOrEqualTo(15);
    }

    /// <summary>Quality falls by one original standard deviation of its messages in 13 days, or in 60: too slow for the rolling baseline, which goes along.</summary>
    [Theory]
    [InlineData(13)]
    [InlineData(60)]
    public void Slow_drift_is_caught_before_one_original_standard_deviation(int days)
    {
        const int Agents = 4;
        const double Sigma = 0.06;
        var caught = new double[Agents];
        Array.Fill(caught, double.PositiveInfinity);
        var fleet = new WatchedFleet(Agents, 2, seed: 13, place: i => new($"type-{i}", $"cluster-{i}", $"provider-{i}", RiskClass.Low));
        const int Learnt = 15 * Day;
        fleet.Run(Learnt);
        fleet.Change = (_, minute, _, usual) => usual with { Quality = -Moved(minute, days) * Sigma };
        fleet.Read = (agent, reading) =>
        {
            if (reading.IsDrifting && double.IsPositiveInfinity(caught[agent])) {
                caught[agent] = Moved((long)(fleet.Now - Start).TotalMinutes, days);
            }
        };
        fleet.Run(days * Day);
        output.WriteLine($"{days} days: caught at {caught.Min():0.00} to {caught.Max():0.00} standard deviations");
        caught.Max().ShouldBeLessThan(1);
        caught.Min().ShouldBeGreaterThan(0.02, "caught before it began would be a false alarm");
        var drift = fleet.Watch.Drift(WatchedFleet.Tenant, WatchedFleet.Handle(0));
        drift.Signal.ShouldBe(BehaviourSignal.Quality);
        drift.Week.ShouldBeLessThan(0, "quality fell");
        Math.Abs(drift.Week).ShouldBeGreaterThan(Math.Abs(drift.Quarter), "the long views lag");

        static double Moved(long minute, int days) => Math.Clamp((minute - Learnt) / (double)(days * Day), 0, 1);
    }

    [Fact]
    public void One_outlier_among_many_replicas_is_found_though_it_was_always_so_and_the_others_are_not()
    {
        const int Agents = 500;
        const int Odd = 77;
        var options = new WatchOptions { BaselineMinutes = 240, RollingMinutes = 2_400 };
        var fleet = new WatchedFleet(Agents, 10, seed: 14, options, _ => new("shopper", "shop", "a", RiskClass.Low));
        fleet.Change = (agent, _, _, usual) => agent == Odd ? usual with { Content = 0.5 } : usual;
        var found = new HashSet<int>();
        fleet.Read = (agent, reading) =>
        {
            if (reading.Band >= WatchBand.Isolate) { found.Add(agent); }
        };
        fleet.Run(330);
        found.ShouldBe([Odd]);
        fleet.Watch.Score(WatchedFleet.Tenant, WatchedFleet.Handle(Odd)).Foremost.ShouldBe(BehaviourSignal.Peers);
    }

    [Fact]
    public void A_slow_provider_is_one_alert_and_not_a_hundred()
    {
        const int Agents = 150;
        var options = new WatchOptions { BaselineMinutes = 240, RollingMinutes = 2_400 };
        var fleet = new WatchedFleet(Agents, 10, seed: 15, options, i => new($"type-{i % 10}", $"cluster-{i % 5}", i < 100 ? "a" : "b", RiskClass.Low));
        fleet.Run(480);
        var before = fleet.Watch.Counts.Alerts;
        fleet.Change = (agent, _, _, usual) => agent < 100 ? usual with { LogLatency = 1.5, Failing = 0.2 } : usual;
        var crossed = new HashSet<int>();
        fleet.Read = (agent, reading) =>
        {
            if (reading.Band >= WatchBand.Isolate) { crossed.Add(agent); }
        };
        var shown = new List<Alert>();
        fleet.Run(60, () => shown.AddRange(fleet.Watch.TakeAlerts()));
        output.WriteLine($"{crossed.Count} of 100 crossed; shown: {string.Join("; ", shown.Select(a => $"{a.Kind} {a.GroupKind} {a.Group} {a.Agents} agents, {a.Occurrences} alerts"))}; {before} then {fleet.Watch.Counts.Alerts}");
        var alert = shown.ShouldHaveSingleItem();
        (alert.Kind, alert.GroupKind, alert.Group).ShouldBe((AlertKind.Group, GroupKind.Provider, "a"));
        alert.Agents.ShouldBeGreaterThan(80);
        alert.Signals.ShouldContain(BehaviourSignal.Latency);
        crossed.Count.ShouldBeLessThan(20, "only those that cross before half of the group has been heard");
        fleet.Watch.Shifts().ShouldContain(s => s.Kind == GroupKind.Provider && s.Name == "a");
    }

    [Fact]
    public void Within_a_slow_provider_the_one_that_is_worse_still_stands_out()
    {
        const int Agents = 100;
        const int Odd = 42;
        var options = new WatchOptions { BaselineMinutes = 240, RollingMinutes = 2_400 };
        var fleet = new WatchedFleet(Agents, 10, seed: 16, options, _ => new("type", "cluster", "a", RiskClass.Low));
        fleet.Run(480);
        fleet.Change = (agent, _, _, usual) => agent == Odd ? usual with { LogLatency = 0.8, OtherTools = true, Content = 0.2 } : usual with { LogLatency = 0.8 };
        var crossed = new HashSet<int>();
        fleet.Read = (agent, reading) =>
        {
            if (reading.Band >= WatchBand.Isolate) { crossed.Add(agent); }
        };
        fleet.Run(30);
        crossed.ShouldBe([Odd]);
    }

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
}
