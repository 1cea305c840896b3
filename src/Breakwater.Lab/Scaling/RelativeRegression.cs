using MathNet.Numerics.LinearAlgebra;

namespace Breakwater.Lab.Scaling;

/// <summary>A law with the parameters that least squares of relative residuals give it.</summary>
/// <param name="Law">The law.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Spread">Covariance of the parameters, to be multiplied by the residuals' variance.</param>
/// <param name="SumOfSquares">Sum of squared relative residuals.</param>
/// <param name="Points">How many points.</param>
internal sealed record Regression(Law Law, double[] Parameters, Matrix<double> Spread, double SumOfSquares, int Points)
{
    public int DegreesOfFreedom => Points - Parameters.Length;

    /// <summary>Variance of the relative residuals.</summary>
    public double Variance => SumOfSquares / DegreesOfFreedom;

    /// <summary>What g'·Spread·g is for a gradient.</summary>
    public double SpreadAlong(double[] gradient)
    {
        var g = Vector<double>.Build.Dense(gradient);
        return Math.Max(0, g * (Spread * g));
    }
}

/// <summary>
/// Least squares of relative residuals by Gauss–Newton steps, each solved by QR: one step for a sum of terms, a few for a power law.
/// </summary>
internal static class RelativeRegression
{
    private const int MostSteps = 30;
    private const double RankTolerance = 1e-11;

    /// <summary>
    /// What a residual is relative to: the point's own value; for values near zero, the smallest that is not zero, since a zero has no
    /// scale of its own.
    /// </summary>
    public static double[] Scales(IReadOnlyList<(double N, double Y)> points)
    {
        var sizes = points.Select(p => Math.Abs(p.Y)).Where(y => y > 0).DefaultIfEmpty(1).ToArray();
        var least = Math.Max(sizes.Min(), sizes.Max() * ScalingFit.ResidualFloor);
        return [.. points.Select(p => Math.Max(Math.Abs(p.Y), least))];
    }

    /// <summary>Fits a law; null when it cannot describe the data or the data do not determine it.</summary>
    public static Regression? Fit(Law law, IReadOnlyList<(double N, double Y)> points, double[] scales)
    {
        if (points.Count <= law.Parameters || law.Start(points) is not { } parameters) { return null; }
        var squares = SumOfSquares(law, parameters, points, scales);
        var steps = law is SumLaw ? 1 : MostSteps;
        for (var i = 0; i < steps; i++)
        {
            if (Solve(law, parameters, points, scales) is not { } step) { return null; }
            var next = parameters.Zip(step.Step, (p, s) => p + s).ToArray();
            var nextSquares = SumOfSquares(law, next, points, scales);
            if (!double.IsFinite(nextSquares)) { return null; }
            if (nextSquares >= squares) { break; }
            (parameters, squares) = (next, nextSquares);
        }
        return Solve(law, parameters, points, scales) is { } end ? new Regression(law, parameters, end.Spread, squares, points.Count) : null;
    }

    private static (double[] Step, Matrix<double> Spread)? Solve(
        Law law, double[] parameters, IReadOnlyList<(double N, double Y)> points, double[] scales)
    {
        var gradient = new double[law.Parameters];
        var rows = Matrix<double>.Build.Dense(points.Count, law.Parameters);
        var residuals = Vector<double>.Build.Dense(points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            law.Gradient(parameters, points[i].N, gradient);
            for (var j = 0; j < gradient.Length; j++) { rows[i, j] = gradient[j] / scales[i]; }
            residuals[i] = (points[i].Y - law.Value(parameters, points[i].N)) / scales[i];
        }

        // Columns of one length, so that the test of rank does not depend on units.
        var lengths = rows.ColumnNorms(2);
        if (lengths.Any(l => l == 0 || !double.IsFinite(l))) { return null; }
        for (var j = 0; j < gradient.Length; j++) { rows.SetColumn(j, rows.Column(j) / lengths[j]); }
        var qr = rows.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin);
        if (qr.R.Diagonal().AbsoluteMinimum() < RankTolerance) { return null; }

        var step = qr.Solve(residuals).PointwiseDivide(lengths);
        var inverse = Matrix<double>.Build.DenseOfDiagonalVector(1 / lengths) * qr.R.Inverse();
        return (step.ToArray(), inverse * inverse.Transpose());
    }

    private static double SumOfSquares(Law law, double[] parameters, IReadOnlyList<(double N, double Y)> points, double[] scales)
    {
        var sum = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            var residual = (points[i].Y - law.Value(parameters, points[i].N)) / scales[i];
            sum += residual * residual;
        }
        return sum;
    }
}
