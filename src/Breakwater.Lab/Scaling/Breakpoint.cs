using Breakwater.Lab.Results;

namespace Breakwater.Lab.Scaling;

/// <summary>The smallest size at which a budget is broken, or that it held.</summary>
/// <param name="At">The size; null when the budget held as far as could be seen.</param>
/// <param name="TestedTo">Largest size that was run.</param>
/// <param name="How"><c>measured</c>, <c>extrapolated</c> or <c>held</c>.</param>
/// <param name="Interval">95% interval of an extrapolated size.</param>
public sealed record Breakpoint(double? At, double TestedTo, string How, (double Low, double High)? Interval)
{
    /// <summary>How far beyond the largest run a fit is trusted to say where a budget breaks: this many times its size.</summary>
    public const double TrustedReach = 100;

    private const double ScanFactor = 1.05;
    private const double Rounding = 1e-9;

    /// <summary>
    /// Finds the breakpoint of one metric: the first step of the ladder that breaks the budget is narrowed down by real runs; where none
    /// does, the fit is followed up to <see cref="TrustedReach"/> times the largest size.
    /// </summary>
    /// <param name="ladder">Sizes and values measured, in any order; of several values for a size the worst counts. At least one.</param>
    /// <param name="budget">The budget.</param>
    /// <param name="fit">The metric's law; null to extrapolate nothing.</param>
    /// <param name="measure">Runs a size and gives the metric there; null to go by the ladder alone. Share runs between budgets by <see cref="Probes{T}"/>.</param>
    /// <param name="resolution">Relative resolution of the bisection.</param>
    /// <param name="maxProbes">Most runs to spend.</param>
    /// <param name="cancellationToken">Passed on.</param>
    public static Breakpoint Find(
        IReadOnlyList<(int N, double Y)> ladder, Budget budget, Fit? fit, Func<int, CancellationToken, double>? measure,
        double resolution = Bisection.DefaultResolution, int maxProbes = 30, CancellationToken cancellationToken = default)
    {
        if (ladder.Count == 0) { throw new ArgumentException("there is nothing to look for a breakpoint in", nameof(ladder)); }
        var steps = ladder.GroupBy(p => p.N).OrderBy(g => g.Key).Select(g => (N: g.Key, Broken: g.Any(p => budget.IsBrokenBy(p.Y)))).ToArray();
        var testedTo = steps[^1].N;
        var first = Array.FindIndex(steps, s => s.Broken);
        if (first < 0) { return fit is null ? Held(testedTo) : Extrapolate(testedTo, budget, fit); }
        if (first == 0 || measure is null) { return new(steps[first].N, testedTo, "measured", null); }

        var found = Bisection.SmallestBroken(
            steps[first - 1].N, steps[first].N, (n, token) => budget.IsBrokenBy(measure(n, token)), resolution, maxProbes, cancellationToken);
        return new(found.SmallestBroken, testedTo, "measured", null);
    }

    /// <summary>As it stands in results.</summary>
    public BreakpointResult ToResult(string experiment, string variant, string metric, string scaling, string axis, Budget budget) => new()
    {
        Experiment = experiment,
        Variant = variant,
        Metric = metric,
        Scaling = scaling,
        BudgetName = budget.Name,
        Budget = budget.Limit,
        Unit = budget.Unit,
        Axis = axis,
        At = At,
        TestedTo = TestedTo,
        How = How,
        Interval = Interval is { } i ? [i.Low, i.High] : null,
    };

    private static Breakpoint Held(int testedTo) => new(null, testedTo, "held", null);

    /// <summary>The interval runs from where the pessimistic bound of the prediction breaks the budget to where the optimistic one does, or to the end of what is trusted.</summary>
    private static Breakpoint Extrapolate(int testedTo, Budget budget, Fit fit)
    {
        // A law that meets the limit exactly must not break it by a rounding error.
        var slack = Math.Abs(budget.Limit) * Rounding;
        budget = budget with { Limit = budget.HigherIsBetter ? budget.Limit - slack : budget.Limit + slack };
        var reach = Math.Floor(testedTo * TrustedReach);
        if (FirstBroken(testedTo, reach, n => budget.IsBrokenBy(fit.Predict(n).Value)) is not { } at) { return Held(testedTo); }
        var early = FirstBroken(testedTo, reach, n => budget.IsBrokenBy(budget.HigherIsBetter ? fit.Predict(n).Low : fit.Predict(n).High)) ?? at;
        var late = FirstBroken(testedTo, reach, n => budget.IsBrokenBy(budget.HigherIsBetter ? fit.Predict(n).High : fit.Predict(n).Low)) ?? reach;
        return new(at, testedTo, "extrapolated", (Math.Min(early, at), Math.Max(late, at)));
    }

    /// <summary>First whole size above <paramref name="from"/> that is broken: by growing steps, then by halving the last.</summary>
    private static double? FirstBroken(double from, double reach, Func<double, bool> isBroken)
    {
        var held = from;
        while (held < reach)
        {
            var next = Math.Min(reach, Math.Max(held + 1, Math.Floor(held * ScanFactor)));
            if (isBroken(next))
            {
                while (next - held > 1)
                {
                    var middle = Math.Floor(held + (next - held) / 2);
                    if (isBroken(middle)) { next = middle; } else { held = middle; }
                }
                return next;
            }
            held = next;
        }
        return null;
    }
}
