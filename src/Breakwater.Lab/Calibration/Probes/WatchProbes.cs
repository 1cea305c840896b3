using Breakwater.Contracts;
using Breakwater.Lab.Traffic;
using Breakwater.Observability;

namespace Breakwater.Lab.Calibration.Probes;

/// <summary>The real watchers: every signal measured, on a link that is known, of agents in an order the processor cannot foresee.</summary>
internal static class WatchProbes
{
    private const uint Generation = 1;
    private const int MinutesLearnt = 30;
    private static readonly TenantHandle Tenant = TenantHandles.First(1)[0];

    public static CalibrationProbe MessageScored { get; } = new(WorkUnit.MessageScored, size =>
    {
        var agents = size == StateSize.Cache ? 100 : 50_000;
        var clock = new SetClock();
        var watch = new FleetWatch(new() { BaselineMinutes = MinutesLearnt }, clock);
        for (var i = 0; i < agents; i++) { watch.Watch(Tenant, new((uint)i, Generation), new($"type-{i % 6}", $"cluster-{i % 8}", $"provider-{i % 3}", RiskClass.Low)); }
        // Until there is a baseline there is no score, and a message would cost less.
        for (var minute = 0; minute <= MinutesLearnt + 10; minute++, clock.Ahead += TimeSpan.TicksPerMinute)
        {
            for (var i = 0; i < agents; i++) { watch.Observe(Message(i, agents, i + minute)); }
        }
        var order = Enumerable.Range(0, agents).OrderBy(i => StableHash.Of("probe", "", i)).ToArray();
        var (at, number) = (0, 0);
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                // Ten messages a minute for each agent, so that what a minute's end costs is in the figure.
                clock.Ahead += TimeSpan.TicksPerMinute / 10 / agents;
                watch.Observe(Message(order[at], agents, number++), ref work);
                at = at + 1 == agents ? 0 : at + 1;
            }
        });
    });

    private static Observation Message(int agent, int agents, int number) => new()
    {
        Tenant = Tenant,
        Agent = new((uint)agent, Generation),
        Peer = new((uint)((agent + 1) % agents), Generation),
        Tool = new((ushort)(1 + (number & 7))),
        Failed = number % 50 == 0,
        LatencyMs = 100 + (number & 31),
        Quality = 0.8f,
        ContentDistance = 0.2f + (0.01f * (number & 7)),
        ContextUse = (number & 63) / 100f,
        Cost = new Money(1_000 + (number & 15)),
    };

    private sealed class SetClock : TimeProvider
    {
        public long Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Ahead);
    }
}
