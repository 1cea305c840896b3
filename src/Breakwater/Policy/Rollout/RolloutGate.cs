namespace Breakwater.Policy.Rollout;

/// <summary>What a gate does once it is sure that its threshold is crossed.</summary>
public enum GateBreach : byte
{
    /// <summary>The rollout is rolled back.</summary>
    RollBack,

    /// <summary>The stage is held until the figure recovers or a person decides.</summary>
    Hold,
}

/// <summary>
/// A limit on a rate that a stage may not exceed. It passes when the upper confidence bound of the rate is at or below the threshold, is breached
/// when the lower bound is above it, and is undecided between; an undecided gate holds the stage.
/// </summary>
/// <param name="Threshold">Highest rate that is accepted, above 0 and below 1.</param>
/// <param name="MinObservations">Fewer observations than this decide nothing, either way. At least 1.</param>
/// <param name="OnBreach">What a breach does.</param>
public sealed record RolloutGate(double Threshold, long MinObservations, GateBreach OnBreach);
