using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Benchmarks;

/// <summary>
/// What it costs to score a message, and how the watchers do as detectors at default settings on more agents and days than a test has time for. Run with <c>watching</c>, or <c>watching costs</c>; costs are the least of several rounds.
/// </summary>
internal static class WatchingScale
{
    private const int Rounds = 7;
    private const int Day = 1_440;
    private const int MinutesLearnt = 30;
    private static readonly TenantHandle Tenant = new(1);

    public static void Run(TextWriter output, bool costsOnly)
    {
        output.WriteLine($"state of an agent: {Unsafe.SizeOf<AgentWatch>()} B for every message and {Unsafe.SizeOf<AgentPast>()} B now and then, its link table and index apart");
        foreach (var agents in new[] { 100, 10_000, 100_000 }) { Cost(output, agents); }
        if (costsOnly) { return; }
        FalseAlarms(output);
        foreach (var what in new[] { "hijacked", "quality", "failures", "content", "latency", "volume", "tools" }) { Delay(output, what); }
        Outlier(output);
    }

    // Past their baselines, and at ten messages a minute for each agent, so that what a minute's end costs is in the figure.
    private static void Cost(TextWriter output, int agents)
    {
        const int Operations = 1_000_000;
        var clock = new SetClock();
        var watch = new FleetWatch(new() { BaselineMinutes = MinutesLearnt }, clock);
        for (var i = 0; i < agents; i++) { watch.Watch(Tenant, new((uint)i, 1), new($"type-{i % 6}", $"cluster-{i % 8}", $"provider-{i % 3}", RiskClass.Low)); }
        for (var minute = 0; minute <= MinutesLearnt + 10; minute++, clock.Ahead += TimeSpan.TicksPerMinute)
        {
            for (var i = 0; i < agents; i++) { watch.Observe(Message(i, agents, i + minute)); }
        }
        var order = Enumerable.Range(0, agents).OrderBy(i => StableHash.Of("order", "", i)).ToArray();
        var each = TimeSpan.TicksPerMinute / 10 / agents;
        var (least, bytes, scored) = (double.MaxValue, double.MaxValue, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var stopwatch = Stopwatch.StartNew();
            for (int i = 0, at = 0; i < Operations; i++, at = at + 1 == agents ? 0 : at + 1)
            {
                clock.Ahead += each;
                scored += watch.Observe(Message(order[at], agents, i)).Band >= WatchBand.Normal ? 1 : 0;
            }
            least = Math.Min(least, stopwatch.Elapsed.TotalNanoseconds / Operations);
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Operations);
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{agents:N0} agents in a scattered order, all signals, one thread: {least:0} ns a message, {bytes:0.###} B; {scored * 100.0 / Operations / Rounds:0}% scored"));
    }

    private static void FalseAlarms(TextWriter output)
    {
        const int Agents = 100;
        const int Days = 10;
        var fleet = new WatchedFleet(Agents, 10, seed: 21);
        fleet.Run(Day);
        var clock = Stopwatch.StartNew();
        var (messages, crossings) = (fleet.Messages, 0);
        var isOut = new bool[Agents];
        fleet.Read = (agent, reading) =>
        {
            var now = reading.Band >= WatchBand.Isolate || reading.IsDrifting;
            crossings += now && !isOut[agent] ? 1 : 0;
            isOut[agent] = now;
        };
        fleet.Run(Days * Day);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nothing planted: {crossings} crossings and {fleet.Watch.Counts.Alerts.Raised} alerts in {Agents * Days:N0} agent-days after one day of learning; {(fleet.Messages - messages) / clock.Elapsed.TotalMicroseconds:0.00} M messages/s, simulation included"));
    }

    private static void Delay(TextWriter output, string what)
    {
        const int Agents = 32;
        var delays = Enumerable.Repeat(double.PositiveInfinity, Agents).ToArray();
        var fleet = new WatchedFleet(Agents, 10, seed: 22, place: i => new($"type-{i}", $"cluster-{i}", $"provider-{i}", RiskClass.Low));
        fleet.Run((2 * Day) + 600);
        var start = fleet.Now;
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
            if (reading.Band >= WatchBand.Isolate && double.IsPositiveInfinity(delays[agent])) { delays[agent] = (fleet.Now - start).TotalMinutes; }
        };
        fleet.Run(15);
        Array.Sort(delays);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"planted {what}: {delays.Count(double.IsFinite)} of {Agents} within 15 min, median {delays[Agents / 2]:0.0} min, longest {delays[^1]:0.0} min"));
    }

    private static void Outlier(TextWriter output)
    {
        const int Agents = 10_000;
        var fleet = new WatchedFleet(Agents, 10, seed: 23, new() { BaselineMinutes = 120, RollingMinutes = 1_200 }, _ => new("shopper", "shop", "a", RiskClass.Low));
        fleet.Change = (agent, _, _, usual) => agent == 4_711 ? usual with { Content = 0.5 } : usual;
        var (odd, others) = (double.PositiveInfinity, new HashSet<int>());
        var start = fleet.Now;
        fleet.Read = (agent, reading) =>
        {
            if (reading.Band < WatchBand.Isolate) { return; }
            if (agent != 4_711) { others.Add(agent); }
            else { odd = Math.Min(odd, (fleet.Now - start).TotalMinutes); }
        };
        fleet.Run(180);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one replica of {Agents:N0} that was always different: found {odd:0.0} min after the fleet's start; others flagged in 3 h: {others.Count}"));
    }

    private static Observation Message(int agent, int agents, int i) => new()
    {
        Tenant = Tenant,
        Agent = new((uint)agent, 1),
        Peer = new((uint)((agent + 1) % agents), 1),
        Tool = new((ushort)(1 + (i & 7))),
        Failed = i % 50 == 0,
        LatencyMs = 100 + (i & 31),
        Quality = 0.8f,
        ContentDistance = 0.2f + (0.01f * (i & 7)),
        ContextUse = (i & 63) / 100f,
        Cost = new Money(1_000 + (i & 15)),
    };

    private sealed class SetClock : TimeProvider
    {
        public long Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Ahead);
    }
}
