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
        List<SeriesMove> series = [.. pairs.SelectMany(values.Series)];
        List<LawMove> laws = [.. pairs.SelectMany(p => LawComparison.Laws(p, values))];
        List<BreakpointMove> breakpoints = [.. BreakpointComparison.Breakpoints(baseline, current, values)];
        var findings = StatusComparison.Findings(baseline, current);
        var controls = StatusComparison.Controls(baseline, current);
        var questions = StatusComparison.Questions(baseline, current);
        (int Count, string Noun)[] counts =
        [
            (series.Sum(s => s.Values.Count), "value"), (laws.Count, "law"), (breakpoints.Count, "breakpoint"), (findings.Count, "finding"), (controls.Count, "control"), (questions.Count, "question"),
        ];
        var moved = counts.Any(c => c.Count > 0);
        return new()
        {
            Baseline = Baseline(baseline.Scenario),
            Moved = moved,
            Headline = moved
                ? $"Moved: {string.Join(", ", counts.Where(c => c.Count > 0).Select(c => $"{c.Count} {c.Noun}{(c.Count == 1 ? "" : "s")}"))}; {values.Compared} values compared"
                : values.Compared > 0 ? $"Nothing moved; {values.Compared} values compared" : "The runs have no value in common",
            Notes = [.. ComparisonNotes.Of(baseline, current)],
            Compared = values.Compared,
            Series = series,
            Laws = laws,
            Breakpoints = breakpoints,
            Findings = findings,
            Controls = controls,
            Questions = questions,
            OnlyHere = VariantPair.Only(current, baseline),
            OnlyInBaseline = VariantPair.Only(baseline, current),
        };
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
