using MathNet.Numerics.Distributions;

namespace Breakwater.Lab.Scaling;

/// <summary>
/// Finds the law by which a measured quantity grows. Every law is fitted by least squares of relative residuals, so that small and large
/// fleets count alike; they are compared by the corrected Akaike criterion, and among those within two points of the best the one of the
/// fewest parameters is taken, a free exponent last. Residuals below one in a million count as none.
/// </summary>
public static class ScalingFit
{
    /// <summary>Relative residuals below this are taken for rounding.</summary>
    internal const double ResidualFloor = 1e-6;

    private const double AsGood = 2;
    private const int LeastSizes = 3;
    private const int TooFewToCorrect = 4;
    private const int TopSizes = 5;
    private const double WellDescribed = 0.05;

    /// <summary>The law of a series; null where fewer than three different sizes were measured, from which nothing follows.</summary>
    /// <param name="points">Sizes (positive) and values (finite), in any order; a size may occur several times, say with several seeds.</param>
    /// <exception cref="ArgumentException">A size or a value that is not a finite number, or a size that is not positive.</exception>
    public static Fit? Fit(IReadOnlyList<(double N, double Y)> points)
    {
        foreach (var (n, y) in points)
        {
            if (!(n > 0) || !double.IsFinite(n) || !double.IsFinite(y)) { throw new ArgumentException($"cannot fit a law to the point ({n}, {y})", nameof(points)); }
        }

        // In one order, so that the sums come out the same whichever way the points were collected.
        var sorted = points.Order().ToArray();
        var sizes = sorted.Select(p => p.N).Distinct().Count();
        if (sizes < LeastSizes) { return null; }

        var scales = RelativeRegression.Scales(sorted);
        var candidates = Laws.All
            .Where(law => law.Parameters < sizes && (law.Parameters <= 2 || sorted.Length > TooFewToCorrect))
            .Select(law => RelativeRegression.Fit(law, sorted, scales))
            .OfType<Regression>()
            .Where(r => IsSensible(r, sorted, scales))
            .Select(r => (Regression: r, Criterion: Criterion(r)))
            .Where(c => c.Criterion < double.PositiveInfinity)
            .ToArray();
        var best = candidates.Min(c => c.Criterion);
        var chosen = candidates
            .Where(c => c.Criterion <= best + AsGood)
            .OrderBy(c => c.Regression.Parameters.Length)
            .ThenBy(c => c.Regression.Law is PowerLaw)
            .ThenBy(c => c.Criterion)
            .First().Regression;
        return new Fit(chosen, sorted, scales);
    }

    /// <summary>
    /// The law at the top of the ladder: fitted to the longest upper stretch, of at least five sizes, that one law describes to within 5%. Small
    /// fleets often stand in another regime (authorities not yet all in use, one node instead of four), and what counts is how it goes on.
    /// Where no stretch is described that well, the law of the whole series; <see cref="Scaling.Fit.Smallest"/> says where the fit begins.
    /// </summary>
    /// <param name="points">As for <see cref="Fit"/>.</param>
    public static Fit? FitTop(IReadOnlyList<(double N, double Y)> points)
    {
        var sizes = points.Select(p => p.N).Distinct().Order().ToArray();
        for (var skip = 0; sizes.Length - skip >= TopSizes; skip++)
        {
            if (Fit([.. points.Where(p => p.N >= sizes[skip])]) is { RelativeError: <= WellDescribed } fit) { return fit; }
        }
        return Fit(points);
    }

    /// <summary>
    /// A law counts only if its leading coefficient is different from zero at 95%, and if it predicts nothing negative where nothing negative
    /// was measured. What falls may do so as a power, as a logarithm or in a straight line; higher terms must be positive. The constant
    /// always counts.
    /// </summary>
    private static bool IsSensible(Regression r, (double N, double Y)[] points, double[] scales)
    {
        if (r.Parameters.Any(p => !double.IsFinite(p))) { return false; }
        if (r.Law is SumLaw { Dominant: Term.One }) { return true; }
        var negative = points.Zip(scales, (p, s) => r.Law.Value(r.Parameters, p.N) < -ResidualFloor * s);
        if (points.All(p => p.Y >= 0) && negative.Any(n => n)) { return false; }
        var leading = r.Parameters[^1];
        var variance = Math.Max(r.Variance, ResidualFloor * ResidualFloor);
        var error = Math.Sqrt(variance * r.Spread[r.Parameters.Length - 1, r.Parameters.Length - 1]);
        var mayFall = r.Law is PowerLaw or SumLaw { Terms: [Term.One, Term.Log or Term.Linear] };
        return (mayFall ? Math.Abs(leading) : leading) > error * StudentT.InvCDF(0, 1, r.DegreesOfFreedom, 0.975);
    }

    /// <summary>
    /// Corrected AIC; the variance of the residuals is a parameter too. With four points or fewer, where no law of two parameters can be
    /// corrected, the plain AIC, and no law of three.
    /// </summary>
    private static double Criterion(Regression r)
    {
        var count = r.Points;
        var k = r.Parameters.Length + 1;
        var likelihood = count * Math.Log(Math.Max(r.SumOfSquares / count, ResidualFloor * ResidualFloor)) + 2 * k;
        if (count <= TooFewToCorrect) { return likelihood; }
        return count - k - 1 > 0 ? likelihood + 2.0 * k * (k + 1) / (count - k - 1) : double.PositiveInfinity;
    }
}
