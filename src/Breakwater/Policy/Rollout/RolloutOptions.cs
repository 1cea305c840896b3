namespace Breakwater.Policy.Rollout;

/// <summary>How new versions of bundles come into force.</summary>
public sealed class RolloutOptions
{
    /// <summary>
    /// The stages of a rollout that names none of its own. Default: shadow 24 h, 10% 24 h, 50% 48 h, 90% 24 h, then everybody: five days. Empty: a
    /// new version that breaks nothing serves everybody at once; one that does is refused.
    /// </summary>
    public IReadOnlyList<RolloutStage> Stages { get; set; } =
    [
        new(0, TimeSpan.FromHours(24), new()),
        new(10, TimeSpan.FromHours(24), new()),
        new(50, TimeSpan.FromHours(48), new()),
        new(90, TimeSpan.FromHours(24), new()),
    ];

    /// <summary>
    /// How sure a gate is before it passes or is breached, as one-sided standard errors of the normal distribution. Default 3.09 (99.9%): gates are
    /// looked at again and again, and each look is a chance to be wrong.
    /// </summary>
    public double GateStandardErrors { get; set; } = 3.09;

    /// <summary>Bundles, over all tenants, whose rollouts are remembered; a rollout of one more is refused. Default 4,096.</summary>
    public int MaxBundles { get; set; } = 4_096;
}
