using System.Globalization;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Comparing;

/// <summary>
/// Compares a run with an earlier one. Counted work is exact, so any difference of it is real. Times and money are exact too as long as both
/// runs have one seed; with two seeds they moved when they left the prediction interval of the baseline's law; with two calibration profiles they
/// cannot be compared, and are not.
/// </summary>
public static class RunComparison
{
    /// <summary>What moved from the baseline to the current run.</summary>
    public static ComparisonResult Compare(ResultsDocument baseline, ResultsDocument current)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        var pairs = VariantPair.Of(baseline, current);
        var values = new ValueComparison(baseline.Scenario, current.Scenario);
        var comparison = new ComparisonResult
        {
            Baseline = Baseline(baseline.Scenario),
            Moved = false,
            Headline = "",
            Notes = [.. ComparisonNotes.Of(baseline, current)],
            Series = [.. pairs.SelectMany(values.Series)],
            Compared = values.Compared,
            Laws = [.. pairs.SelectMany(p => LawComparison.Laws(p, values))],
            Breakpoints = [.. BreakpointComparison.Breakpoints(baseline, current, values)],
            Findings = StatusComparison.Findings(baseline, current),
            Controls = StatusComparison.Controls(baseline, current),
            Questions = StatusComparison.Questions(baseline, current),
            OnlyHere = VariantPair.Only(current, baseline),
            OnlyInBaseline = VariantPair.Only(baseline, current),
        };
        var counts = Counts(comparison);
        var compared = string.Create(CultureInfo.InvariantCulture, $"{values.Compared:#,0} value{(values.Compared == 1 ? "" : "s")} compared");
        return comparison with { Moved = counts.Length > 0, Headline = counts.Length > 0 ? $"Moved: {counts}; {compared}" : $"Nothing moved; {compared}" };
    }

    /// <summary>How much of each kind moved; empty if nothing did.</summary>
    internal static string Counts(ComparisonResult comparison)
    {
        (int Count, string Noun)[] counts =
        [
            (comparison.Series.Sum(s => s.Values.Count), "value"), (comparison.Laws.Count, "law"), (comparison.Breakpoints.Count, "breakpoint"),
            (comparison.Findings.Count, "finding"), (comparison.Controls.Count, "control"), (comparison.Questions.Count, "question"),
        ];
        return string.Join(", ", counts.Where(c => c.Count > 0).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Count:#,0} {c.Noun}{(c.Count == 1 ? "" : "s")}")));
    }

    /// <summary>The results with what moved and which thresholds came true.</summary>
    internal static ResultsDocument AddTo(ResultsDocument results, ResultsDocument? baseline, IReadOnlyList<Threshold> thresholds, ThresholdNames names)
    {
        var compared = baseline is null ? results : results with { Comparison = Compare(baseline, results) };
        if (thresholds.Count == 0) { return compared; }
        var evaluator = new ThresholdEvaluator(compared, names);
        return compared with { Thresholds = [.. thresholds.Select(evaluator.Evaluate)] };
    }

    private static BaselineResult Baseline(ScenarioResult scenario) =>
        new(scenario.Name, scenario.Digest, scenario.Agents, scenario.Seed, scenario.Mode, scenario.Calibration.Digest, scenario.Reproduce);
}
