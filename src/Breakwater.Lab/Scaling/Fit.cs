using System.Globalization;
using Breakwater.Lab.Results;
using MathNet.Numerics.Distributions;

namespace Breakwater.Lab.Scaling;

/// <summary>A value a law predicts, with its 95% interval for a single further measurement.</summary>
public readonly record struct Prediction(double Value, double Low, double High);

/// <summary>The law found for a series. Immutable.</summary>
public sealed class Fit
{
    private const double FarthestCrossover = 1e12;
    private const double StillConstant = 0.1;
    private readonly Regression _regression;
    private readonly bool _nonNegative;

    internal Fit(Regression regression, (double N, double Y)[] points, double[] scales)
    {
        _regression = regression;
        _nonNegative = points.All(p => p.Y >= 0);
        (Smallest, Largest) = (points[0].N, points[^1].N);
        Coefficients = regression.Law is SumLaw sum ? sum.Listed(regression.Parameters) : [Math.Exp(regression.Parameters[0]), regression.Parameters[1]];
        RelativeError = Math.Sqrt(regression.Variance);
        Class = FindClass();
        Exponent = regression.Law.Exponent(regression.Parameters, Largest);
        ExponentInterval = FindExponentInterval(points, scales);
        R2 = FindR2(points, scales);
        Crossover = FindCrossover();
    }

    /// <summary>One of the names that <see cref="FitResult.Law"/> lists.</summary>
    public string Law => _regression.Law.Name;

    /// <summary>
    /// By law: constant [a]; log n [a, b] of a + b·ln n; n [a, b] of a + b·n; n log n [a, b, c] of a + b·n + c·n·ln n; n² [a, c] of a + c·n²;
    /// a + bn + cn² [a, b, c]; power law [c, p] of c·n^p. Zero for a part that the data do not need.
    /// </summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>
    /// Class of growth by the greatest growing term at the top of the ladder; constant where all growing terms together make up at most a tenth
    /// of the value there. A power law goes by its exponent: constant within 0.05 of 0, linear within 0.05 of 1, quadratic within 0.1 of 2.
    /// What falls is sublinear.
    /// </summary>
    public string Class { get; }

    /// <summary>Local exponent d log y / d log n at the top of the ladder.</summary>
    public double Exponent { get; }

    /// <summary>
    /// 95% interval of the exponent (delta method). A law of one term fixes its exponent; the interval then is that of the law with one more
    /// term, and covers both. Null where there are too few points.
    /// </summary>
    public (double Low, double High)? ExponentInterval { get; }

    /// <summary>Standard deviation of the relative residuals: 0.03 when points typically lie 3% off the law.</summary>
    public double RelativeError { get; }

    /// <summary>Share of the variance explained, of relative residuals; 0 for a constant unless the data are exactly that.</summary>
    public double R2 { get; }

    /// <summary>Size above which the fastest-growing term outweighs all others together; null for a law of one term, or beyond 10¹².</summary>
    public double? Crossover { get; }

    /// <summary>Smallest size measured.</summary>
    public double Smallest { get; }

    /// <summary>Largest size measured.</summary>
    public double Largest { get; }

    /// <summary>The law with its coefficients, such as <c>y = 4.02·n + 24</c>.</summary>
    public string Formula(string y = "y", string n = "n") => FormulaText.Of(_regression, y, n);

    /// <summary>
    /// What the law says of a size, with the 95% interval in which one more measurement would fall if the law goes on to hold. Where nothing
    /// negative was measured, nothing negative is predicted.
    /// </summary>
    public Prediction Predict(double n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        var r = _regression;
        var value = r.Law.Value(r.Parameters, n);
        var gradient = new double[r.Parameters.Length];
        r.Law.Gradient(r.Parameters, n, gradient);
        var width = Quantile(r) * Math.Sqrt(r.Variance * (value * value + r.SpreadAlong(gradient)));
        if (r.Law is PowerLaw && value > 0)
        {
            // The law is a straight line in logarithms, and so is its interval.
            var factor = Math.Exp(width / value);
            return new(value, value / factor, value * factor);
        }
        var floor = _nonNegative ? 0 : double.NegativeInfinity;
        return new(Math.Max(floor, value), Math.Max(floor, value - width), Math.Max(floor, value + width));
    }

    /// <summary>
    /// As it stands in results, with predictions beyond the range and, where they were run, what was measured. Figures are cut to ten
    /// significant digits and exponents to six decimals: what lies below is rounding.
    /// </summary>
    public FitResult ToResult(string metric, string scaling, IEnumerable<(double At, double? Measured)>? predictions = null) => new()
    {
        Metric = metric,
        Scaling = scaling,
        Law = Law,
        Formula = Formula(),
        Coefficients = [.. Coefficients.Select(Significant)],
        Class = Class,
        Exponent = Decimals(Exponent),
        ExponentInterval = ExponentInterval is { } i ? [Decimals(i.Low), Decimals(i.High)] : null,
        R2 = Decimals(R2),
        Crossover = Crossover is { } c ? Significant(c) : null,
        Range = [Smallest, Largest],
        Predictions = [.. (predictions ?? []).Select(p => ToResult(p.At, p.Measured))],
    };

    private PredictionResult ToResult(double at, double? measured)
    {
        var (value, low, high) = Predict(at);
        return new(at, Significant(value), Significant(low), Significant(high), measured);
    }

    private static double Significant(double value) =>
        double.Parse(value.ToString("E9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + 0.0;

    // Adding zero turns minus zero into zero.
    private static double Decimals(double value) => Math.Round(value, 6) + 0.0;

    private static double Quantile(Regression r) => StudentT.InvCDF(0, 1, r.DegreesOfFreedom, 0.975);

    private string FindClass()
    {
        var p = _regression.Parameters;
        if (_regression.Law is not SumLaw sum) { return ClassOfPower(p[1]); }
        var growing = sum.Terms.Select((t, i) => (Term: t, Size: Math.Abs(p[i] * t.At(Largest)))).Where(t => t.Term != Term.One).ToArray();
        var value = Math.Abs(sum.Value(p, Largest));
        var intercept = sum.Terms[0] == Term.One ? p[0] : 0;
        if (growing.Length == 0 || Math.Abs(sum.Value(p, Largest) - intercept) <= StillConstant * value) { return Term.One.Class(); }
        return p[^1] < 0 ? Term.Log.Class() : growing.MaxBy(t => t.Size).Term.Class();
    }

    private static string ClassOfPower(double exponent) => exponent switch
    {
        > 2.1 => "worse",
        >= 1.9 => "quadratic",
        > 1.05 => "superlinear",
        >= 0.95 => "linear",
        > 0.05 or < -0.05 => "sublinear",
        _ => "constant",
    };

    private (double Low, double High)? FindExponentInterval((double N, double Y)[] points, double[] scales)
    {
        if (points.All(p => p.Y == 0)) { return (0, 0); }
        var r = _regression;
        if (r.Law is SumLaw { Extended: { } extended })
        {
            if (RelativeRegression.Fit(extended, points, scales) is not { } wider) { return null; }
            r = wider;
        }
        var value = r.Law.Value(r.Parameters, Largest);
        if (value == 0) { return null; }
        var exponent = r.Law.Exponent(r.Parameters, Largest);
        var gradient = new double[r.Parameters.Length];
        var slopeGradient = new double[r.Parameters.Length];
        r.Law.Gradient(r.Parameters, Largest, gradient);
        r.Law.SlopeGradient(r.Parameters, Largest, slopeGradient);
        var alongExponent = slopeGradient.Zip(gradient, (s, g) => (s - exponent * g) / value).ToArray();
        var width = Quantile(r) * Math.Sqrt(r.Variance * r.SpreadAlong(alongExponent));
        return (Math.Min(exponent - width, Exponent), Math.Max(exponent + width, Exponent));
    }

    private double FindR2((double N, double Y)[] points, double[] scales)
    {
        var weight = scales.Sum(s => 1 / (s * s));
        var mean = points.Zip(scales, (p, s) => p.Y / (s * s)).Sum() / weight;
        var total = points.Zip(scales, (p, s) => (p.Y - mean) * (p.Y - mean) / (s * s)).Sum();
        var floor = points.Length * ScalingFit.ResidualFloor * ScalingFit.ResidualFloor;
        return total <= floor ? 1 : Math.Clamp(1 - _regression.SumOfSquares / total, 0, 1);
    }

    private double? FindCrossover()
    {
        if (_regression.Law is not SumLaw { Terms.Count: > 1 } sum || Dominates(sum, FarthestCrossover) is false) { return null; }
        double low = 1, high = FarthestCrossover;
        if (Dominates(sum, low)) { return low; }
        for (var i = 0; i < 200 && high / low > 1 + 1e-12; i++)
        {
            var middle = Math.Sqrt(low * high);
            if (Dominates(sum, middle)) { high = middle; } else { low = middle; }
        }
        return high;
    }

    private bool Dominates(SumLaw sum, double n)
    {
        var p = _regression.Parameters;
        var others = 0.0;
        for (var i = 0; i < p.Length - 1; i++) { others += Math.Abs(p[i] * sum.Terms[i].At(n)); }
        return Math.Abs(p[^1] * sum.Dominant.At(n)) >= others;
    }
}
