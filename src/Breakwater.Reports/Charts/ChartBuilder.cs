using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Charts;

/// <summary>Takes what a chart shows out of the results.</summary>
internal static class ChartBuilder
{
    private const string BudgetPrefix = "budget:";

    public static Chart Build(string id, ChartResult wanted, ExperimentResult experiment, IReadOnlyList<BreakpointResult> breakpoints)
    {
        var metric = experiment.Metrics.FirstOrDefault(m => m.Name == wanted.Metric);
        var unit = metric?.Unit ?? "";
        var variants = wanted.Variants.Select(v => experiment.Variants.FirstOrDefault(x => x.Id == v)).OfType<VariantResult>().ToList();
        var rules = variants.SelectMany(v => v.Points).Where(p => p.Axis == wanted.Axis).Select(p => p.Scaling).Distinct(StringComparer.Ordinal)
            .Where(s => wanted.Scaling is null || s == wanted.Scaling).ToList();

        var notes = new List<string>();
        var series = new List<ChartSeries>();
        foreach (var variant in variants)
        {
            foreach (var rule in rules)
            {
                var label = rules.Count > 1 ? $"{variant.Title} · {Wording.Scaling(rule)}" : variant.Title;
                var all = Points(variant, wanted, metric, rule);
                var shown = all.Where(p => (!wanted.LogX || p.X > 0) && (!wanted.LogY || p.Low > 0)).ToList();
                if (shown.Count < all.Count)
                {
                    notes.Add(Hidden(label, [.. all.Except(shown)], shown.Count == 0, unit));
                }

                if (shown.Count > 0)
                {
                    var fit = OneAxis(variant, wanted.Axis) ? variant.Fits.FirstOrDefault(f => f.Metric == wanted.Metric && f.Scaling == rule) : null;
                    series.Add(new(label, shown, Curve(fit), Checks(fit, wanted), Breaks(breakpoints, experiment, variant, wanted, rule)));
                }
            }
        }

        var budget = wanted.Budget is { } line && (!wanted.LogY || line > 0) ? new ChartBudget(line, BudgetName(wanted.BudgetName), Figures.Value(line, unit)) : null;
        var title = metric is null ? wanted.Metric : metric.Title;
        var y = new ChartAxis(unit is "" or "ms" or "share" || title.Equals(unit, StringComparison.OrdinalIgnoreCase) ? title : $"{title} ({unit})", unit, wanted.LogY);
        var x = new ChartAxis(wanted.Axis, "", wanted.LogX);
        return new(id, wanted.Title, ChartDescription.Of(wanted.Title, x, y, series, budget, notes), x, y, series, budget, notes);
    }

    /// <summary>What is zero or less and so has no place on a logarithmic axis: it must not vanish without a word.</summary>
    private static string Hidden(string label, IReadOnlyList<ChartPoint> points, bool all, string unit)
    {
        var value = points.All(p => p is { Low: 0, High: 0 }) ? Figures.Value(0, unit) : "zero or less";
        return $"{label}: {value} {(all ? "at every size" : $"at {string.Join(", ", points.Select(p => Figures.Count(p.X)))}")} (not on a log axis)";
    }

    /// <summary>The line's name: a key of the fleet file in words, and never "budget" twice.</summary>
    private static string BudgetName(string? name) =>
        name is null ? "budget"
        : name.StartsWith(BudgetPrefix, StringComparison.OrdinalIgnoreCase) ? Wording.Budget(name[BudgetPrefix.Length..].Trim()) + " budget"
        : Wording.Budget(name);

    /// <summary>A fit does not name its axis, so it is drawn only where it cannot be mistaken: on agents, or where the variant has no other axis.</summary>
    private static bool OneAxis(VariantResult variant, string axis) => axis == "agents" || variant.Points.All(p => p.Axis == axis);

    private static List<ChartPoint> Points(VariantResult variant, ChartResult wanted, MetricResult? metric, string rule) =>
        [.. from point in variant.Points
            where point.Axis == wanted.Axis && point.Scaling == rule
            let value = MetricValue.Of(point, wanted.Metric, metric?.Kind)
            where value is not null
            group value.Value by point.At into at
            orderby at.Key
            select new ChartPoint(at.Key, at.Average(), at.Min(), at.Max())];

    private static ChartCurve? Curve(FitResult? fit) =>
        fit is { Range: [var from, var to, ..] } && Law.Evaluate(fit.Law, fit.Coefficients, to) is not null
            ? new(fit.Law, fit.Formula, fit.Coefficients, from, to)
            : null;

    private static IReadOnlyList<ChartCheck> Checks(FitResult? fit, ChartResult wanted) =>
        fit is null ? [] : [.. fit.Predictions.Where(p => !wanted.LogY || p is { Low: > 0, Predicted: > 0 }).Select(p => new ChartCheck(p.At, p.Predicted, p.Low, p.High, p.Measured))];

    private static IReadOnlyList<ChartBreak> Breaks(
        IReadOnlyList<BreakpointResult> breakpoints, ExperimentResult experiment, VariantResult variant, ChartResult wanted, string rule) =>
        [.. from b in breakpoints
            where b.Experiment == experiment.Id && b.Variant == variant.Id && b.Metric == wanted.Metric && b.Axis == wanted.Axis && b.Scaling == rule
            where b.At is not null && (!wanted.LogX || b.At > 0) && (!wanted.LogY || b.Budget > 0)
            select new ChartBreak(b.At ?? 0, b.Budget, b.How)];
}
