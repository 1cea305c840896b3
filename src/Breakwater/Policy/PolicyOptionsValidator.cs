namespace Breakwater.Policy;

/// <summary>Finds every problem of a set of options at once.</summary>
public static class PolicyOptionsValidator
{
    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public static IReadOnlyList<string> Problems(PolicyOptions options)
    {
        var problems = new List<string>();
        if (options.CachedDecisions is < 0 or > 1 << 24) { problems.Add($"{nameof(options.CachedDecisions)} must be from 0 to 16,777,216."); }
        if (WrongMost(nameof(options.MaxGeneratedRequests), options.MaxGeneratedRequests) is { } wrong) { problems.Add(wrong); }
        return problems;
    }

    internal static string? WrongMost(string option, int most) => most is < 1 or > PolicyOptions.MostGeneratedRequests ? FormattableString.Invariant($"{option} must be from 1 to {PolicyOptions.MostGeneratedRequests:#,0}.") : null;
}
