using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>Finds every problem of a set of options at once.</summary>
public static class WatchOptionsValidator
{
    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public static IReadOnlyList<string> Problems(WatchOptions options)
    {
        var problems = new List<string>();
        foreach (var (signal, weight) in options.Weights)
        {
            if (signal >= BehaviourSignal.Degree) { problems.Add($"Weights: `{signal}` is not a signal of the score; remove it."); }
            if (!(weight >= 0) || !double.IsFinite(weight)) { problems.Add($"Weights: `{signal}` must be zero or more."); }
        }
        if (!(options.Weights.Values.Sum() > 0)) { problems.Add("Weights: at least one must be above zero."); }
        if (!(options.MonitorAt > 0 && options.MonitorAt < options.IsolateAt && options.IsolateAt < options.StopAt && options.StopAt < 100))
        {
            problems.Add("MonitorAt, IsolateAt and StopAt must rise, between 0 and 100.");
        }
        Within(nameof(options.Sensitivity), options.Sensitivity, 2, 100);
        Within(nameof(options.SmoothedOver), options.SmoothedOver, 4, 1_000);
        Within(nameof(options.BaselineMinutes), options.BaselineMinutes, 30, 1 << 20);
        Within(nameof(options.RollingMinutes), options.RollingMinutes, options.BaselineMinutes, 1 << 20);
        Within(nameof(options.FreezeAfterDays), options.FreezeAfterDays, 3, 3_650);
        Within(nameof(options.DriftTolerance), options.DriftTolerance, 0.1, 5);
        Within(nameof(options.DriftLimit), options.DriftLimit, 1, 1_000);
        Within(nameof(options.RollingSigma), options.RollingSigma, 1, 100);
        Within(nameof(options.GroupShare), options.GroupShare, 0.2, 1);
        Within(nameof(options.GroupFalsePerDay), options.GroupFalsePerDay, 1e-9, 1);
        Within(nameof(options.GroupLeast), options.GroupLeast, 2, 1_000_000);
        foreach (var risk in Enum.GetValues<RiskClass>()) { Within($"{nameof(options.Inspection)}.{risk}", options.Inspection.ShareOf(risk), 0, 1); }
        Time($"{nameof(options.Inspection)}.{nameof(options.Inspection.InvestigateFor)}", options.Inspection.InvestigateFor, TimeSpan.Zero, TimeSpan.FromDays(1));
        Within(nameof(options.MaxAgents), options.MaxAgents, 1, 1 << 24);
        Within(nameof(options.MaxGroups), options.MaxGroups, 3, 1 << 20);
        Within(nameof(options.MaxLinks), options.MaxLinks, 1, 1 << 28);
        Within(nameof(options.MaxChains), options.MaxChains, 2, 1 << 20);
        Within(nameof(options.IncidentAt), options.IncidentAt, 0.05, 1);
        Within(nameof(options.ReviewsPerHour), options.ReviewsPerHour, 0, 1e6);
        Within(nameof(options.MaxAlerts), options.MaxAlerts, 1, 1 << 20);
        Time(nameof(options.LinkIdle), options.LinkIdle, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));
        Time(nameof(options.ChainWindow), options.ChainWindow, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        Time(nameof(options.FoldFor), options.FoldFor, TimeSpan.Zero, TimeSpan.FromHours(1));
        Time(nameof(options.QuietFor), options.QuietFor, TimeSpan.Zero, TimeSpan.FromDays(30));
        Time(nameof(options.AlertLife), options.AlertLife, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));
        return problems;

        void Within(string name, double value, double least, double most)
        {
            if (!(value >= least && value <= most)) { problems.Add($"{name} must be between {least} and {most}."); }
        }

        void Time(string name, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most) { problems.Add($"{name} must be between {least} and {most}."); }
        }
    }
}
