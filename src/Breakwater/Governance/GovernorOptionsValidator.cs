namespace Breakwater.Governance;

/// <summary>Finds every problem of a set of options at once.</summary>
public static class GovernorOptionsValidator
{
    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public static IReadOnlyList<string> Problems(GovernorOptions options)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Node)) { problems.Add($"{nameof(options.Node)} must name the enforcement node."); }
        foreach (var (name, value) in new[]
        {
            (nameof(options.MaxInFlight), options.MaxInFlight),
            (nameof(options.MaxPending), options.MaxPending),
            (nameof(options.MaxAgentsPerTenant), options.MaxAgentsPerTenant),
            (nameof(options.MaxChallenges), options.MaxChallenges),
        })
        {
            if (value < 1) { problems.Add($"{name} must be at least 1."); }
        }
        foreach (var (name, value) in new[]
        {
            (nameof(options.ChallengeLife), options.ChallengeLife),
            (nameof(options.AdmissionLife), options.AdmissionLife),
            (nameof(options.PendingLife), options.PendingLife),
        })
        {
            if (value <= TimeSpan.Zero) { problems.Add($"{name} must be longer than zero."); }
        }
        return problems;
    }
}
