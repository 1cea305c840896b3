namespace Breakwater.Delegation;

/// <summary>Finds every problem of a set of options at once.</summary>
public static class DelegationOptionsValidator
{
    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public static IReadOnlyList<string> Problems(DelegationOptions options)
    {
        var problems = new List<string>();
        Within(nameof(options.MaxDepthSupervised), options.MaxDepthSupervised, 0, DelegationContract.MaxHops);
        Within(nameof(options.MaxDepthManaged), options.MaxDepthManaged, options.MaxDepthSupervised, DelegationContract.MaxHops);
        Within(nameof(options.MaxDepthAutonomous), options.MaxDepthAutonomous, options.MaxDepthManaged, DelegationContract.MaxHops);
        Within(nameof(options.ApprovalBeyond), options.ApprovalBeyond, 0, DelegationContract.MaxHops);
        Within(nameof(options.MaxGrants), options.MaxGrants, 1, int.MaxValue);
        Within(nameof(options.MaxSignatures), options.MaxSignatures, 1, int.MaxValue);
        Within(nameof(options.MaxOpenHops), options.MaxOpenHops, 1, int.MaxValue);
        Within(nameof(options.MaxTemplates), options.MaxTemplates, 0, int.MaxValue);
        if (options.MaxLife <= TimeSpan.Zero || options.MaxLife > TimeSpan.FromDays(30)) { problems.Add($"{nameof(options.MaxLife)} must be longer than zero and at most 30 days."); }
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > TimeSpan.FromMinutes(5)) { problems.Add($"{nameof(options.ClockSkew)} must be between zero and five minutes."); }
        return problems;

        void Within(string name, int value, int least, int most)
        {
            if (value < least || value > most) { problems.Add(most == int.MaxValue ? $"{name} must be at least {least}." : $"{name} must be between {least} and {most}."); }
        }
    }
}
