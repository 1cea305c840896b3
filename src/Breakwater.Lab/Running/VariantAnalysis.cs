using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.Running;

/// <summary>Laws and breakpoints of one variant under one scaling rule.</summary>
internal sealed class VariantAnalysis
{
    /// <summary>Predictions beyond this size are made from what was measured up to it, and shown beside what was measured there.</summary>
    private const int PredictedFrom = 1_000;

    private static readonly int[] Ahead = [1_000, 10_000, 100_000];

    private readonly Dictionary<string, Fit> _fits = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, MeasuredPoint> _points;
    private readonly HashSet<int> _ladder;

    public VariantAnalysis(Experiment experiment, VariantSpec variant, string scaling, IEnumerable<MeasuredPoint> points)
    {
        (Experiment, Variant, Scaling) = (experiment, variant, scaling);
        _points = new(points.ToDictionary(p => p.Plan.N));
        _ladder = [.. _points.Keys];
        foreach (var metric in experiment.Spec.Fitted)
        {
            if (ScalingFit.FitTop(Values(metric)) is { } fit) { _fits[metric] = fit; }
        }
    }

    public Experiment Experiment { get; }

    public VariantSpec Variant { get; }

    public string Scaling { get; }

    public IEnumerable<MeasuredPoint> Points => _points.Values;

    /// <summary>What a fit gives at a size; null if the metric has none.</summary>
    public Prediction? Predict(string metric, double n) => _fits.TryGetValue(metric, out var fit) ? fit.Predict(n) : null;

    /// <summary>The fits, with predictions from at most a thousand agents beside what was measured beyond.</summary>
    public IEnumerable<FitResult> Fits() => _fits.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => Fit(f.Key, f.Value));

    /// <summary>Finds where a budget breaks, by running more sizes where it has to.</summary>
    public BreakpointResult Breakpoint(BudgetedMetric budgeted, Func<int, MeasuredPoint> run, CancellationToken cancellation)
    {
        var fit = _fits.GetValueOrDefault(budgeted.Metric);
        double Measure(int n)
        {
            if (!_points.TryGetValue(n, out var point)) { _points[n] = point = run(n); }
            return point.Measured.Find(budgeted.Metric) ?? 0;
        }

        foreach (var guess in Guesses(budgeted, fit)) { Measure(guess); }
        var found = Find(budgeted, fit, Measure, cancellation);
        return found.ToResult(Experiment.Spec.Id, Variant.Id, budgeted.Metric, Scaling, "agents", budgeted.Budget);
    }

    private Breakpoint Find(BudgetedMetric budgeted, Fit? fit, Func<int, double> measure, CancellationToken cancellation) =>
        Lab.Scaling.Breakpoint.Find(Ints(budgeted.Metric), budgeted.Budget, fit, (n, _) => measure(n), cancellationToken: cancellation);

    // The law tells where to look, so that two runs beside its guess spare most of the bisection.
    private IEnumerable<int> Guesses(BudgetedMetric budgeted, Fit? fit)
    {
        var ladder = Ints(budgeted.Metric);
        var broken = ladder.FindIndex(p => budgeted.Budget.IsBrokenBy(p.Y));
        if (fit is null || broken <= 0) { yield break; }
        var (low, high) = (ladder[broken - 1].N, ladder[broken].N);
        double left = low, right = high;
        for (var i = 0; i < 40; i++)
        {
            var middle = (left + right) / 2;
            if (budgeted.Budget.IsBrokenBy(fit.Predict(middle).Value)) { right = middle; } else { left = middle; }
        }
        foreach (var guess in new[] { (int)Math.Floor(left * 0.99), (int)Math.Ceiling(right * 1.01) })
        {
            if (guess > low && guess < high) { yield return guess; }
        }
    }

    private FitResult Fit(string metric, Fit fit)
    {
        // The ladder only: sizes that a bisection happened to run say nothing new.
        var values = Values(metric).Where(v => _ladder.Contains((int)v.N)).ToList();
        var beyond = values.Where(v => v.N > PredictedFrom).ToList();
        if (beyond.Count > 0 && ScalingFit.FitTop([.. values.Where(v => v.N <= PredictedFrom)]) is { } early)
        {
            var predicted = early.ToResult(metric, Scaling, beyond.Select(v => (v.N, (double?)v.Y)));
            return fit.ToResult(metric, Scaling) with { Predictions = predicted.Predictions };
        }
        var largest = values[^1].N;
        return fit.ToResult(metric, Scaling, Ahead.Where(n => n > largest).Select(n => ((double)n, (double?)null)));
    }

    private List<(double N, double Y)> Values(string metric) =>
        [.. _points.Values.Select(p => (N: (double)p.Plan.N, Y: p.Measured.Find(metric))).Where(v => v.Y is not null).Select(v => (v.N, v.Y!.Value))];

    private List<(int N, double Y)> Ints(string metric) => [.. Values(metric).Select(v => ((int)v.N, v.Y))];
}
