using System.Globalization;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.Comparing;

/// <summary>
/// Holds thresholds against results. A threshold selects places where something should have been measured, and is true when it is true of any of
/// them. Where it is true of none and a place that it names was not measured, it is open, which counts as failed; of the places behind a
/// <c>*</c>, those measured are enough.
/// </summary>
internal sealed class ThresholdEvaluator(ResultsDocument results, ThresholdNames names)
{
    /// <summary>One place: its name, and what was found there; nothing where it was not measured.</summary>
    private sealed record Place(string Name, IReadOnlyList<ThresholdValue> Values);

    public ThresholdResult Evaluate(Threshold threshold)
    {
        List<Place> places = [.. Places(threshold)];
        List<ThresholdValue> values = [.. places.SelectMany(p => p.Values).OrderByDescending(v => v.Fails)];
        List<string> missing = [.. places.Where(p => p.Values.Count == 0).Select(p => p.Name)];
        var open = values.Count == 0 || (missing.Count > 0 && !HasWildcard(threshold));
        var status = values.Any(v => v.Fails) ? "failed" : open ? "not measured" : "passed";
        return new(threshold.ToString(), status, values, status == "not measured" ? missing : []);
    }

    private IEnumerable<Place> Places(Threshold threshold) => threshold switch
    {
        MetricThreshold metric => Metrics(metric),
        BreakpointThreshold breakpoint => Breakpoints(breakpoint),
        ClassThreshold growth => Classes(growth),
        FindingThreshold finding => [Finding(finding)],
        _ => [Moved()],
    };

    private IEnumerable<Place> Metrics(MetricThreshold threshold)
    {
        var spec = names.Experiment(threshold.Experiment)!;
        var unit = spec.Metrics.First(m => m.Name == threshold.Metric).Unit;
        var limit = ThresholdUnits.Convert(threshold.Limit, threshold.Unit, unit);
        var size = threshold.At ?? results.Scenario.Agents;
        var shown = unit.Replace("money", results.Scenario.Currency, StringComparison.Ordinal);
        return from variant in ThresholdNames.Variants(spec, threshold.Variant)
               from scaling in Scalings(variant, threshold.Scaling)
               let name = string.Create(CultureInfo.InvariantCulture, $"{spec.Id}/{variant.Id}/{threshold.Metric}@{size}:{scaling}")
               let values = from point in Variant(spec.Id, variant.Id)?.Points ?? []
                            where point.N == size && point.Scaling == scaling
                            select Reading.Of(point, threshold.Metric)
               select new Place(name, [.. values.OfType<double>().Select(v => new ThresholdValue(name, $"{Number(v)} {shown}", threshold.Operator.IsTrue(v, limit)))]);
    }

    private IEnumerable<Place> Breakpoints(BreakpointThreshold threshold)
    {
        var spec = names.Experiment(threshold.Experiment)!;
        return from variant in ThresholdNames.Variants(spec, threshold.Variant)
               from budgeted in names.Budgeted(spec.Id, variant).Distinct()
               where (threshold.Metric ?? budgeted.Metric) == budgeted.Metric && (threshold.Scaling ?? budgeted.Scaling) == budgeted.Scaling
               let name = $"{spec.Id}/{variant.Id}/breakpoint:{budgeted.Metric}:{budgeted.Scaling}"
               let values = from b in results.Breakpoints
                            where b.Experiment == spec.Id && b.Variant == variant.Id && b.Metric == budgeted.Metric && b.Scaling == budgeted.Scaling
                            where b.At is not null || threshold.Limit <= SeenTo(b)
                            select new ThresholdValue(name, Wording.Breakpoint(b), threshold.Operator.IsTrue(b.At ?? double.PositiveInfinity, threshold.Limit))
               select new Place(name, [.. values]);
    }

    // A budget that held says nothing about sizes that neither a run nor a trusted law has reached.
    private double SeenTo(BreakpointResult held) =>
        Variant(held.Experiment, held.Variant)?.Fits.Any(f => f.Metric == held.Metric && f.Scaling == held.Scaling) ?? false
            ? held.TestedTo * Breakpoint.TrustedReach
            : held.TestedTo;

    private IEnumerable<Place> Classes(ClassThreshold threshold)
    {
        var spec = names.Experiment(threshold.Experiment)!;
        var limit = GrowthClasses.Rank(threshold.Class);
        return from variant in ThresholdNames.Variants(spec, threshold.Variant)
               from metric in spec.Fitted.Where(m => (threshold.Metric ?? m) == m)
               from scaling in Scalings(variant, threshold.Scaling)
               let name = $"{spec.Id}/{variant.Id}/{metric}/class:{scaling}"
               let values = from fit in Variant(spec.Id, variant.Id)?.Fits ?? []
                            where fit.Metric == metric && fit.Scaling == scaling
                            select new ThresholdValue(name, $"{fit.Class} ({fit.Formula})", threshold.Operator.IsTrue(GrowthClasses.Rank(fit.Class), limit))
               select new Place(name, [.. values]);
    }

    private Place Finding(FindingThreshold threshold) => new(
        $"finding/{threshold.Id}",
        [.. from finding in results.Findings
            where finding.Id == threshold.Id
            select new ThresholdValue(
                $"finding/{finding.Id}", finding.Judgement, threshold.Operator.IsTrue(Judgements.Rank(finding.Judgement), Judgements.Rank(threshold.Judgement)))]);

    private Place Moved() => new("what moved", results.Comparison is { } comparison ? [new("what moved", comparison.Moved ? RunComparison.Counts(comparison) : "nothing", comparison.Moved)] : []);

    private VariantResult? Variant(string experiment, string variant) =>
        results.Experiments.FirstOrDefault(e => e.Id == experiment)?.Variants.FirstOrDefault(v => v.Id == variant);

    private static IEnumerable<string> Scalings(VariantSpec variant, string? only) =>
        variant.Reach.Select(r => r.Scaling).Where(s => (only ?? s) == s);

    private static bool HasWildcard(Threshold threshold) => threshold
        is MetricThreshold { Variant: Threshold.AnyVariant } or BreakpointThreshold { Variant: Threshold.AnyVariant } or ClassThreshold { Variant: Threshold.AnyVariant };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
