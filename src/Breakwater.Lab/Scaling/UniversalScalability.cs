using MathNet.Numerics.LinearRegression;

namespace Breakwater.Lab.Scaling;

/// <summary>
/// The Universal Scalability Law (Gunther) for throughput: X(N) = λN / (1 + σ(N−1) + κN(N−1)).
/// </summary>
/// <param name="Lambda">Throughput of one.</param>
/// <param name="Sigma">Contention: the share that is serialised.</param>
/// <param name="Kappa">Coherence: the cost of each pair agreeing.</param>
public sealed record UniversalScalability(double Lambda, double Sigma, double Kappa)
{
    /// <summary>Size of greatest throughput, √((1−σ)/κ); null where throughput never falls.</summary>
    public double? Peak => Kappa > 0 ? Math.Sqrt(Math.Max(0, 1 - Sigma) / Kappa) : null;

    /// <summary>Throughput at a size.</summary>
    public double Throughput(double n) => Lambda * n / (1 + Sigma * (n - 1) + Kappa * n * (n - 1));

    /// <summary>
    /// The law of measured throughputs, by least squares on its linear form. Where one (N = 1) was measured, its throughput is λ and the
    /// deviation from linearity N·λ/X − 1 = (σ+κ)(N−1) + κ(N−1)² is fitted, a parabola through the origin; otherwise λ is fitted too, as
    /// N/X = (1 + σ(N−1) + κN(N−1)) / λ. A coefficient that would come out negative is zero, and the other is fitted alone.
    /// </summary>
    /// <exception cref="ArgumentException">Different lengths, fewer than three sizes, or a number that is not positive.</exception>
    public static UniversalScalability Fit(IReadOnlyList<double> sizes, IReadOnlyList<double> throughputs)
    {
        if (sizes.Count != throughputs.Count) { throw new ArgumentException("there must be one throughput for each size", nameof(throughputs)); }
        if (sizes.Distinct().Count() < 3) { throw new ArgumentException("at least three different sizes are needed", nameof(sizes)); }
        if (sizes.Concat(throughputs).Any(v => !(v > 0) || !double.IsFinite(v))) { throw new ArgumentException("sizes and throughputs must be positive", nameof(sizes)); }

        var lambda = sizes.Zip(throughputs).Where(p => p.First == 1).Select(p => p.Second).DefaultIfEmpty(double.NaN).Average();
        if (double.IsNaN(lambda)) { lambda = FitLambda(sizes, throughputs); }
        var deviations = sizes.Zip(throughputs, (n, x) => n * lambda / x - 1).ToArray();

        var both = MultipleRegression.QR(sizes.Select(n => new[] { n - 1, n * (n - 1) }).ToArray(), deviations, false);
        if (both[0] < 0) { return new(lambda, 0, Math.Max(0, Alone(sizes, deviations, n => n * (n - 1)))); }
        if (both[1] < 0) { return new(lambda, Math.Max(0, Alone(sizes, deviations, n => n - 1)), 0); }
        return new(lambda, both[0], both[1]);
    }

    private static double FitLambda(IReadOnlyList<double> sizes, IReadOnlyList<double> throughputs)
    {
        var costs = sizes.Zip(throughputs, (n, x) => n / x).ToArray();
        var all = MultipleRegression.QR(sizes.Select(n => new[] { 1, n - 1, n * (n - 1) }).ToArray(), costs, false);
        return all[0] > 0 ? 1 / all[0] : throughputs.Zip(sizes, (x, n) => x / n).Max();
    }

    private static double Alone(IReadOnlyList<double> sizes, double[] deviations, Func<double, double> term) =>
        sizes.Zip(deviations, (n, d) => term(n) * d).Sum() / sizes.Sum(n => term(n) * term(n));
}
