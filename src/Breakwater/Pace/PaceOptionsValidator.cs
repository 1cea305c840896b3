namespace Breakwater.Pace;

/// <summary>Finds every problem of a set of options at once.</summary>
public static class PaceOptionsValidator
{
    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public static IReadOnlyList<string> Problems(PaceOptions options)
    {
        var problems = new List<string>();
        if (!Enum.IsDefined(options.AlternateWrites)) { problems.Add($"{nameof(options.AlternateWrites)} must be {nameof(AlternateWrites.Denied)} or {nameof(AlternateWrites.Approved)}."); }
        if (options.MaxAgents < 1) { problems.Add($"{nameof(options.MaxAgents)} must be at least 1."); }
        return problems;
    }
}
