using Breakwater.Lab.Results;

namespace Breakwater.Reports.Judging;

/// <summary>Where budgets break on the axis of agents, by the kind of variant.</summary>
internal sealed class BudgetBreaks
{
    private readonly ResultsDocument _results;

    public BudgetBreaks(ResultsDocument results)
    {
        _results = results;
        var shipped = Of("adapted").ToList();
        ShippedTestedTo = shipped.Count == 0 ? null : shipped.Min(b => Math.Max(b.TestedTo, b is { How: "measured", At: { } at } ? at : 0));
        OnThisFleet = [.. shipped.Where(b => b.At <= results.Scenario.Agents).Where(b => !IsStated(b))
            .GroupBy(b => (b.Experiment, b.Variant, b.Metric, b.BudgetName)).Select(same => same.MinBy(b => b.At)!)];
    }

    /// <summary>
    /// What ships and breaks at or below the fleet's size, once for each variant, metric and budget. One that a finding of a break or a bend
    /// has as its evidence is that finding's, which has weighed it.
    /// </summary>
    public IReadOnlyList<BreakpointResult> OnThisFleet { get; }

    /// <summary>Number of agents up to which every budget of what ships was run; null where none was tried.</summary>
    public double? ShippedTestedTo { get; }

    /// <summary>Breakpoints of one kind of variant on the axis of agents.</summary>
    public IEnumerable<BreakpointResult> Of(string kind) => _results.Breakpoints.Where(b => b.Axis == "agents" && KindOf(_results, b) == kind);

    /// <summary>The first budget to break; null where every one held.</summary>
    public BreakpointResult? First(string kind) => Of(kind).Where(b => b.At is not null).MinBy(b => b.At);

    /// <summary>Kind of a breakpoint's variant; empty where the experiment does not have it.</summary>
    public static string KindOf(ResultsDocument results, BreakpointResult b) => VariantOf(results, b)?.Kind ?? "";

    /// <summary>The variant; null where the experiment does not have it.</summary>
    public static VariantResult? VariantOf(ResultsDocument results, BreakpointResult b) =>
        results.Experiments.FirstOrDefault(e => e.Id == b.Experiment)?.Variants.FirstOrDefault(v => v.Id == b.Variant);

    private bool IsStated(BreakpointResult b) =>
        _results.Findings.Any(f => f is { Subject: "adapted" or "fleet", Judgement: "break" or "bend" } && f.Evidence.Contains($"{b.Experiment}/{b.Variant}/{b.Metric}"));
}
