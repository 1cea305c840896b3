using System.Globalization;

namespace Breakwater.Policy.Rollout;

/// <summary>Finds every problem of a set of options, or of a plan, at once.</summary>
public static class RolloutOptionsValidator
{
    /// <summary>Most stages of a plan.</summary>
    public const int MaxStages = 32;

    private static readonly TimeSpan MaxDuration = TimeSpan.FromDays(365);

    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public static IReadOnlyList<string> Problems(RolloutOptions options)
    {
        List<string> problems = [.. PlanProblems(options.Stages, breaking: false)];
        if (options.GateStandardErrors is not (>= 1 and <= 10)) { problems.Add($"{nameof(options.GateStandardErrors)} must be between 1 and 10."); }
        if (options.MaxBundles < 1) { problems.Add($"{nameof(options.MaxBundles)} must be at least 1."); }
        return problems;
    }

    /// <summary>The problems of a plan.</summary>
    /// <param name="stages">The stages in order, without the last step to everybody.</param>
    /// <param name="breaking">Whether the change is a breaking one, which may not skip shadow.</param>
    public static IReadOnlyList<string> PlanProblems(IReadOnlyList<RolloutStage> stages, bool breaking)
    {
        var problems = new List<string>();
        if (stages.Count > MaxStages) { problems.Add($"A rollout has at most {MaxStages} stages, not {stages.Count}; leave some out."); }
        if (breaking && (stages.Count == 0 || !stages[0].IsShadow || stages[0].Duration <= TimeSpan.Zero))
        {
            problems.Add("A breaking change begins in shadow: make the first stage one of 0 percent with a duration.");
        }
        for (var i = 0; i < stages.Count; i++)
        {
            var (stage, name) = (stages[i], string.Create(CultureInfo.InvariantCulture, $"Stage {i + 1}"));
            if (stage.Percent is < 0 or > 99) { problems.Add($"{name}: the percentage must be between 0 (shadow) and 99; everybody follows after the last stage."); }
            if (i > 0 && stage.Percent <= stages[i - 1].Percent) { problems.Add($"{name}: the percentage must be above the {stages[i - 1].Percent} of the stage before."); }
            if (stage.Duration < TimeSpan.Zero || stage.Duration > MaxDuration) { problems.Add($"{name}: the duration must be between zero and 365 days."); }
            if (stage.Gates.LatencyLimit <= TimeSpan.Zero || stage.Gates.LatencyLimit > TimeSpan.FromMinutes(1))
            {
                problems.Add($"{name}: {nameof(stage.Gates.LatencyLimit)} must be longer than zero and at most a minute.");
            }
            Gate(name, nameof(stage.Gates.Drift), stage.Gates.Drift);
            Gate(name, nameof(stage.Gates.DenialIncrease), stage.Gates.DenialIncrease);
            Gate(name, nameof(stage.Gates.Errors), stage.Gates.Errors);
            Gate(name, nameof(stage.Gates.Latency), stage.Gates.Latency);
        }
        return problems;

        void Gate(string stage, string name, RolloutGate gate)
        {
            if (gate.Threshold is not (> 0 and < 1)) { problems.Add($"{stage}: the threshold of {name} must be above 0 and below 1."); }
            if (gate.MinObservations < 1) { problems.Add($"{stage}: the least number of observations of {name} must be at least 1."); }
            if (!Enum.IsDefined(gate.OnBreach)) { problems.Add($"{stage}: {name} must roll back or hold when it is breached."); }
        }
    }
}
