using Breakwater.Contracts;

namespace Breakwater.Policy.Rollout;

/// <summary>What a node does once its policies are staler than they may be.</summary>
public enum FailPosture : byte
{
    /// <summary>Denies everything.</summary>
    Closed,

    /// <summary>Goes on with the last verified policies for actions that change nothing, and denies the others.</summary>
    ReadsOnly,

    /// <summary>Goes on with the last verified policies, marked as stale.</summary>
    Open,
}

/// <summary>How stale the policies of a tier's agents may be, and what happens then.</summary>
/// <param name="MaxStaleness">Longest time since they were last confirmed.</param>
/// <param name="Posture">What happens beyond it.</param>
public sealed record TierFreshness(TimeSpan MaxStaleness, FailPosture Posture);

/// <summary>
/// Freshness by autonomy tier. The postures are the framework's (Tier 1 open, repaired the next business day; Tier 2 closed with a switch to the fallback; Tier
/// 3 closed); it gives no times, so those are this project's.
/// </summary>
public sealed class PolicyFreshnessOptions
{
    /// <summary>Tier 1, where a person approves every write anyway. Default: 24 h, then open.</summary>
    public TierFreshness Supervised { get; set; } = new(TimeSpan.FromHours(24), FailPosture.Open);

    /// <summary>Tier 2. Default: 1 h, then closed.</summary>
    public TierFreshness Managed { get; set; } = new(TimeSpan.FromHours(1), FailPosture.Closed);

    /// <summary>Tier 3, and any tier that is none of the three. Default: 5 min, then closed.</summary>
    public TierFreshness Autonomous { get; set; } = new(TimeSpan.FromMinutes(5), FailPosture.Closed);

    /// <summary>What holds for a tier.</summary>
    public TierFreshness Of(AutonomyTier tier) => tier switch { AutonomyTier.Supervised => Supervised, AutonomyTier.Managed => Managed, _ => Autonomous };
}
