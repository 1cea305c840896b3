using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.Comparing;

/// <summary>Compares the laws that two runs fitted.</summary>
internal static class LawComparison
{
    /// <summary>
    /// The laws of a variant that became others, in form or class. Where seeds or fitted sizes differ, which alone may choose another form, only
    /// those count that leave the 95% prediction interval of the earlier law at an end of the range both were fitted on.
    /// </summary>
    public static IEnumerable<LawMove> Laws(VariantPair pair, ValueComparison values) =>
        from now in pair.After.Fits
        where values.Comparable(pair.Experiment.Metrics.FirstOrDefault(m => m.Name == now.Metric)?.Kind)
        let was = pair.Before.Fits.FirstOrDefault(f => f.Metric == now.Metric && f.Scaling == now.Scaling)
        where was is not null && (was.Law != now.Law || was.Class != now.Class)
        where (values.SameSeed && was.Range.SequenceEqual(now.Range)) || Leaves(pair, was, now)
        select new LawMove(pair.Experiment.Id, pair.After.Id, now.Metric, now.Scaling, State(was), State(now));

    /// <summary>The law of a metric, found again from the points, since results hold no intervals within the range; null where the run found none.</summary>
    public static Fit? Again(VariantResult variant, string metric, string scaling) =>
        variant.Fits.Any(f => f.Metric == metric && f.Scaling == scaling)
            ? ScalingFit.FitTop(
                [.. from point in variant.Points
                    where point.Axis == PointResult.Agents && point.Scaling == scaling
                    let value = Reading.Of(point, metric)
                    where value is not null
                    select ((double)point.N, value.Value)])
            : null;

    private static bool Leaves(VariantPair pair, FitResult was, FitResult now)
    {
        double[] ends = [Math.Max(was.Range[0], now.Range[0]), Math.Min(was.Range[1], now.Range[1])];
        if (ends[0] > ends[1] || Again(pair.Before, was.Metric, was.Scaling) is not { } before || Again(pair.After, now.Metric, now.Scaling) is not { } after) { return false; }
        return ends.Any(n => before.Predict(n) is var expected && after.Predict(n).Value is var value && (value < expected.Low || value > expected.High));
    }

    private static LawState State(FitResult fit) => new(fit.Class, fit.Formula, fit.Exponent, fit.ExponentInterval);
}
