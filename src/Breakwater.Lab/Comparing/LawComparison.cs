using Breakwater.Lab.Results;

namespace Breakwater.Lab.Comparing;

/// <summary>Compares the laws that two runs fitted.</summary>
internal static class LawComparison
{
    /// <summary>
    /// The laws of a variant that became others: fitted on the same sizes, those of another form or class; on others, where the sizes alone may
    /// choose another form, those whose exponents' intervals have nothing in common.
    /// </summary>
    public static IEnumerable<LawMove> Laws(VariantPair pair, ValueComparison values) =>
        from now in pair.After.Fits
        where values.Comparable(pair.Experiment.Metrics.FirstOrDefault(m => m.Name == now.Metric)?.Kind)
        let was = pair.Before.Fits.FirstOrDefault(f => f.Metric == now.Metric && f.Scaling == now.Scaling)
        where was is not null && (was.Range.SequenceEqual(now.Range) ? was.Law != now.Law || was.Class != now.Class : Apart(was.ExponentInterval, now.ExponentInterval))
        select new LawMove(pair.Experiment.Id, pair.After.Id, now.Metric, now.Scaling, State(was), State(now));

    private static bool Apart(IReadOnlyList<double>? a, IReadOnlyList<double>? b) => a is not null && b is not null && (a[1] < b[0] || b[1] < a[0]);

    private static LawState State(FitResult fit) => new(fit.Class, fit.Formula, fit.Exponent, fit.ExponentInterval);
}
