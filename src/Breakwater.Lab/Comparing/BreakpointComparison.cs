using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.Comparing;

/// <summary>Compares where budgets break.</summary>
internal static class BreakpointComparison
{
    /// <summary>The breakpoints that moved.</summary>
    public static IEnumerable<BreakpointMove> Breakpoints(ResultsDocument baseline, ResultsDocument current, ValueComparison values) =>
        from now in current.Breakpoints
        let metric = current.Experiments.FirstOrDefault(e => e.Id == now.Experiment)?.Metrics.FirstOrDefault(m => m.Name == now.Metric)
        where values.Comparable(metric?.Kind)
        let was = baseline.Breakpoints.FirstOrDefault(b =>
            b.Experiment == now.Experiment && b.Variant == now.Variant && b.Metric == now.Metric && b.Scaling == now.Scaling && b.BudgetName == now.BudgetName && b.Axis == now.Axis)
        where was is not null && Moved(was, now)
        select new BreakpointMove(
            now.Experiment, now.Variant, now.Metric, now.Scaling, now.BudgetName, now.Unit, now.Axis,
            (now.At ?? double.PositiveInfinity) > (was.At ?? double.PositiveInfinity) ? "better" : "worse", State(was), State(now));

    /// <summary>
    /// Whether a breakpoint moved. Two that were measured did if they are farther apart than the bisection resolves; an extrapolated one did if
    /// the other lies outside its interval; and where the budget held in one run, it moved only if that run had got there.
    /// </summary>
    internal static bool Moved(BreakpointResult was, BreakpointResult now) => (was.At, now.At) switch
    {
        (null, null) => false,
        (null, { } at) => at <= was.TestedTo || was.TestedTo.Equals(now.TestedTo),
        ({ } at, null) => at <= now.TestedTo || was.TestedTo.Equals(now.TestedTo),
        ({ } before, { } after) => Outside(after, was) && Outside(before, now),
    };

    private static bool Outside(double at, BreakpointResult other) => other.Interval is [var low, var high]
        ? at < low || at > high
        : Math.Abs(at - other.At!.Value) > Math.Max(1, Bisection.DefaultResolution * Math.Max(at, other.At.Value));

    private static BreakpointState State(BreakpointResult b) => new(b.Budget, b.At, b.TestedTo, b.How, b.Interval);
}
