using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Tests.Watching;

/// <summary>The watchers judged as detectors are: changes planted at known times, at default settings unless a test says otherwise.</summary>
public sealed class PlantedChangeTests(ITestOutputHelper output)
{
    private const int Day = 1_440;

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

    /// <summary>Its own past cannot give it away, so its type must; nothing is shortened, since nobody has a past yet.</summary>
    [Fact]
    public void One_outlier_among_ten_thousand_replicas_is_found_within_15_minutes_though_it_was_always_so_and_the_others_are_not()
    {
        const int Agents = 10_000;
        const int Odd = 7_777;
        var fleet = new WatchedFleet(Agents, 10, seed: 14, place: _ => new("shopper", "shop", "a", RiskClass.Low));
        fleet.Change = (agent, _, _, usual) => agent == Odd ? usual with { Content = 0.5 } : usual;
        var (found, odd) = (new HashSet<int>(), double.PositiveInfinity);
        fleet.Read = (agent, reading) =>
        {
            if (reading.Band < WatchBand.Isolate) { return; }
            found.Add(agent);
            if (agent == Odd) { odd = Math.Min(odd, (fleet.Now - Start).TotalMinutes); }
        };
        fleet.Run(30);
        output.WriteLine($"found after {odd:0.0} min; {found.Count - 1} others flagged in 30 min");
        odd.ShouldBeLessThanOrEqualTo(15);
        // One in 100 agent-days; 30 minutes of 10,000 agents are 208.
        found.Count.ShouldBeLessThanOrEqualTo(3);
        fleet.Watch.Score(WatchedFleet.Tenant, WatchedFleet.Handle(Odd)).Foremost.ShouldBe(BehaviourSignal.Content);
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

    /// <summary>Half of a cluster hijacked at once: of ten, five are too few to be more than chance, so each crosses its line and the five are shown as one; of forty, twenty are a shift of the cluster.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    public void Half_of_a_cluster_that_is_hijacked_at_once_is_shown_as_one_alert_within_15_minutes(int members)
    {
        var options = new WatchOptions { BaselineMinutes = 240, RollingMinutes = 2_400 };
        var fleet = new WatchedFleet(2 * members, 10, seed: 17, options, i => new($"type-{i % 3}", $"desk-{i % 2}", $"provider-{i % 7}", RiskClass.Low));
        fleet.Run(480, () => fleet.Watch.TakeAlerts());
        bool IsHijacked(int agent) => agent % 4 == 0;
        fleet.Change = (agent, _, _, usual) => IsHijacked(agent) ? usual with { OtherTools = true, LogLatency = 0.4, Content = 0.1, Failing = 0.1, Quality = -0.1 } : usual;
        var (crossed, shown) = (new HashSet<int>(), new List<Alert>());
        fleet.Read = (agent, reading) =>
        {
            if (reading.Band >= WatchBand.Isolate) { crossed.Add(agent); }
        };
        fleet.Run(15, () => shown.AddRange(fleet.Watch.TakeAlerts()));
        output.WriteLine($"{crossed.Count} of {members / 2} crossed; shown: {string.Join("; ", shown.Select(a => $"{a.Kind} {a.GroupKind} {a.Group} {a.Agents} agents"))}");
        shown.ShouldContain(a => a.Kind == AlertKind.Group && a.GroupKind == GroupKind.Cluster && a.Group == "desk-0" && a.Agents >= members / 2 - 1);
        crossed.Where(agent => !IsHijacked(agent)).ShouldBeEmpty();
    }

    /// <summary>Four of five that slow down are a shift only for those who accept one by chance each day; by default each stands for itself, and the alerts are folded.</summary>
    [Theory]
    [InlineData(0.001, false)]
    [InlineData(1, true)]
    public void How_often_chance_may_shift_a_group_decides_how_many_of_a_small_one_it_takes(double falsePerDay, bool isShift)
    {
        var options = new WatchOptions { BaselineMinutes = 240, RollingMinutes = 2_400, GroupFalsePerDay = falsePerDay };
        var fleet = new WatchedFleet(5, 10, seed: 18, options, i => new($"type-{i}", $"cluster-{i}", "a", RiskClass.Low));
        fleet.Run(480, () => fleet.Watch.TakeAlerts());
        fleet.Change = (agent, _, _, usual) => agent < 4 ? usual with { LogLatency = 1.6 } : usual;
        var shown = new List<Alert>();
        fleet.Run(15, () => shown.AddRange(fleet.Watch.TakeAlerts()));
        fleet.Watch.Shifts().Any(s => s.Name == "a").ShouldBe(isShift);
        var alert = shown.ShouldHaveSingleItem();
        (alert.Kind, alert.Group).ShouldBe((AlertKind.Group, "a"));
        alert.Agents.ShouldBeInRange(3, 4);
    }

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
}
