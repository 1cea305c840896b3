namespace Breakwater.Policy.Rollout;

/// <summary>The gates of one stage. All must pass before it is promoted; any of them can hold it or roll it back at any time.</summary>
public sealed record RolloutGates
{
    /// <summary>Share of requests on which the two versions differ, in effect or in obligations. Default: at most 5% of at least 1,000, else rolled back.</summary>
    public RolloutGate Drift { get; init; } = new(0.05, 1_000, GateBreach.RollBack);

    /// <summary>By how much the new version's share of denials exceeds the old one's, on the same requests. Default: at most 2 points over at least 1,000, else rolled back.</summary>
    public RolloutGate DenialIncrease { get; init; } = new(0.02, 1_000, GateBreach.RollBack);

    /// <summary>Share of the new version's evaluations that failed. Default: at most 0.5% of at least 1,000, else rolled back.</summary>
    public RolloutGate Errors { get; init; } = new(0.005, 1_000, GateBreach.RollBack);

    /// <summary>
    /// Share of the new version's evaluations slower than <see cref="LatencyLimit"/>. A threshold of 0.01 makes it a limit on the 99th percentile.
    /// Default: at most 1% of at least 1,000, else held.
    /// </summary>
    public RolloutGate Latency { get; init; } = new(0.01, 1_000, GateBreach.Hold);

    /// <summary>The longest evaluation that counts as quick enough for <see cref="Latency"/>. Default 1 ms.</summary>
    public TimeSpan LatencyLimit { get; init; } = TimeSpan.FromMilliseconds(1);
}
