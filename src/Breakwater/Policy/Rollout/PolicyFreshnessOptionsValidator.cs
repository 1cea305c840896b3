namespace Breakwater.Policy.Rollout;

/// <summary>Finds every problem of a set of options at once.</summary>
public static class PolicyFreshnessOptionsValidator
{
    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public static IReadOnlyList<string> Problems(PolicyFreshnessOptions options)
    {
        var problems = new List<string>();
        Tier(nameof(options.Supervised), options.Supervised);
        Tier(nameof(options.Managed), options.Managed);
        Tier(nameof(options.Autonomous), options.Autonomous);
        return problems;

        void Tier(string name, TierFreshness tier)
        {
            if (tier.MaxStaleness <= TimeSpan.Zero || tier.MaxStaleness > TimeSpan.FromDays(30)) { problems.Add($"{name}: the longest staleness must be longer than zero and at most 30 days."); }
            if (!Enum.IsDefined(tier.Posture)) { problems.Add($"{name}: the posture must be closed, reads only or open."); }
        }
    }
}
