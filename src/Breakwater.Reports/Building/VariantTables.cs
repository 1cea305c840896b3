using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>What each variant is, the laws it follows, and how its predictions fared.</summary>
internal static class VariantTables
{
    /// <summary>One row for each variant and rule, with the law of the experiment's leading metric: the first chart's, else the first of the list.</summary>
    public static Table Variants(BuildContext context, ExperimentResult experiment)
    {
        var leading = experiment.Metrics.FirstOrDefault(m => m.Name == experiment.Charts.Select(c => c.Metric).FirstOrDefault()) ?? experiment.Metrics.FirstOrDefault();
        return new("Variants", ["Variant", "Kind", new("Run to", true), "Scaling rule", "Law", "Growth", new("Exponent", true), new("R²", true), new("Money per month", true)],
            [.. experiment.Variants.SelectMany(v => Rows(context, v, leading?.Name))])
        {
            Compact = true,
            Note = (leading is null ? "" : $"Laws are of {leading.Title} ({leading.Unit}). ")
                + "The exponent is the local slope at the top of the ladder, with its 95% interval. Money is at the largest fleet run.",
        };
    }

    /// <summary>Predictions that were run afterwards; folded, those that were not.</summary>
    public static IEnumerable<Block> Checks(ExperimentResult experiment)
    {
        var all = (from variant in experiment.Variants
                   from fit in variant.Fits
                   from prediction in fit.Predictions
                   select new Check(variant, fit, prediction, Unit(experiment, fit.Metric))).ToList();
        var (run, open) = (all.Where(c => c.Prediction.Measured is not null).ToList(), all.Where(c => c.Prediction.Measured is null).ToList());
        if (run.Count > 0)
        {
            yield return new Table("Predicted, then run", [.. Predicted, new("Measured", true), new("Off by", true), "Inside"],
                [.. run.Select(c => (IReadOnlyList<Piece>)[.. Cells(experiment, c), .. Outcome(c)])])
            {
                Note = "Laws were fitted on smaller fleets only; what was run beyond them was not used for the fit.",
                Compact = true,
            };
        }

        if (open.Count > 0)
        {
            yield return new Fold($"Predicted, not run ({Figures.Count(open.Count)})",
                [new Table($"Predicted, not run: {experiment.Title}", [.. Predicted], [.. open.Select(c => (IReadOnlyList<Piece>)[.. Cells(experiment, c)])]) { Compact = true }]);
        }
    }

    /// <summary>Every fitted law with its formula.</summary>
    public static IEnumerable<Block> Laws(ExperimentResult experiment)
    {
        var fits = experiment.Variants.SelectMany(v => v.Fits.Select(f => (Variant: v, Fit: f))).ToList();
        if (fits.Count == 0)
        {
            return [];
        }

        return
        [
            new Fold($"All fitted laws ({Figures.Count(fits.Count)})",
            [
                new Table($"Fitted laws: {experiment.Title}", ["Variant", "Metric", "Scaling rule", "Law", "Growth", new("Exponent", true), new("R²", true), new("Dominates above", true), new("Fitted on", true)],
                    [.. fits.Select(f => (IReadOnlyList<Piece>)
                    [
                        f.Variant.Title, Title(experiment, f.Fit.Metric), Wording.Scaling(f.Fit.Scaling), new(f.Fit.Law, Note: f.Fit.Formula), f.Fit.Class, Exponent(f.Fit), Figures.Share(f.Fit.R2),
                        f.Fit.Crossover is { } n ? Figures.Count(n) : Piece.None,
                        f.Fit.Range is [var low, var high] ? $"{Figures.Count(low)} to {Figures.Of(high, "agent")}" : Piece.None,
                    ])]),
            ]),
        ];
    }

    private static IEnumerable<IReadOnlyList<Piece>> Rows(BuildContext context, VariantResult variant, string? metric)
    {
        var rules = variant.Points.Select(p => p.Scaling).Concat(variant.Fits.Select(f => f.Scaling)).Distinct(StringComparer.Ordinal).DefaultIfEmpty("");
        foreach (var rule in rules)
        {
            var fit = variant.Fits.FirstOrDefault(f => f.Metric == metric && f.Scaling == rule);
            yield return
            [
                new(variant.Title, Note: variant.Summary), Wording.Kind(variant.Kind), Figures.Count(variant.MaxAgents), Wording.Scaling(rule), fit is null ? Piece.None : new(fit.Formula, Note: fit.Law), fit?.Class,
                fit is null ? Piece.None : Exponent(fit), fit is null ? Piece.None : (Piece)Figures.Share(fit.R2), Money(variant, rule, context.Scenario.Currency),
            ];
        }
    }

    private static Piece Money(VariantResult variant, string rule, string currency) =>
        variant.Points.Where(p => p.Scaling == rule).MaxBy(p => p.N) is { } top ? new(Figures.Money(top.Money, currency), Note: $"at {Figures.Of(top.N, "agent")}") : Piece.None;

    private static Piece Exponent(FitResult fit) =>
        new(Figures.Fixed(fit.Exponent, 2), Note: fit.ExponentInterval is [var low, var high] ? $"{Figures.Fixed(low, 2)} to {Figures.Fixed(high, 2)}" : "");

    private static readonly Column[] Predicted = ["Variant and metric", "Scaling rule", new("At", true), new("Predicted, 95% interval", true)];

    private static IEnumerable<Piece> Cells(ExperimentResult experiment, Check check) =>
    [
        new(check.Variant.Title, Note: Title(experiment, check.Fit.Metric)),
        Wording.Scaling(check.Fit.Scaling),
        Figures.Of(check.Prediction.At, "agent"),
        new(Figures.Value(check.Prediction.Predicted, check.Unit), Note: Figures.Range(check.Prediction.Low, check.Prediction.High, check.Unit)),
    ];

    private static IEnumerable<Piece> Outcome(Check check)
    {
        var measured = check.Prediction.Measured ?? 0;
        yield return Figures.Value(measured, check.Unit);
        yield return Off(measured, check.Prediction.Predicted);
        yield return measured >= check.Prediction.Low && measured <= check.Prediction.High ? new("yes", Tone.Hold) : new("no", Tone.Break);
    }

    private static string Off(double measured, double predicted) =>
        predicted == 0 ? "" : FormattableString.Invariant($"{(measured / predicted - 1) * 100:+0.0;−0.0;0}%");

    private static string Unit(ExperimentResult experiment, string metric) => experiment.Metrics.FirstOrDefault(m => m.Name == metric)?.Unit ?? "";

    private static string Title(ExperimentResult experiment, string metric) => experiment.Metrics.FirstOrDefault(m => m.Name == metric)?.Title ?? metric;

    private sealed record Check(VariantResult Variant, FitResult Fit, PredictionResult Prediction, string Unit);
}
