namespace Breakwater.Lab.Simulation;

/// <summary>
/// Virtual time as a <see cref="TimeProvider"/>, so that controls run in it unchanged. Starts at <see cref="Epoch"/>. Timestamps are
/// nanoseconds; dates have the 100 ns of their type.
/// </summary>
public sealed class SimulationClock : TimeProvider
{
    /// <summary>The date at which every simulation starts.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Simulator _simulator;

    internal SimulationClock(Simulator simulator) => _simulator = simulator;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => SimTime.Second;

    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks(_simulator.Now / 100);

    public override long GetTimestamp() => _simulator.Now;

    /// <summary>Not supported: controls own no timers, and simulated processes schedule events.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("virtual time has no timers: schedule an event on the simulator instead");
}
