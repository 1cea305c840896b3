namespace Breakwater.Policy.Rollout;

/// <summary>
/// Confidence bounds of rates that stay honest for small samples and for rates near 0. Single rates: E. B. Wilson, "Probable inference, the law of
/// succession, and statistical inference", JASA 22 (1927). Differences of two rates over the same requests: R. G. Newcombe, "Improved confidence
/// intervals for the difference between binomial proportions based on paired data", Statistics in Medicine 17 (1998), method 10.
/// </summary>
/// <param name="Low">Lower bound.</param>
/// <param name="High">Upper bound.</param>
internal readonly record struct ScoreInterval(double Low, double High)
{
    /// <summary>Bounds of a rate. With no trials anything from 0 to 1 is possible.</summary>
    /// <param name="hits">How often it happened.</param>
    /// <param name="trials">How often it could have.</param>
    /// <param name="z">One-sided standard errors.</param>
    public static ScoreInterval Rate(long hits, long trials, double z)
    {
        if (trials <= 0) { return new(0, 1); }
        double n = trials;
        var p = Math.Clamp(hits / n, 0, 1);
        var scale = 1 / (1 + z * z / n);
        var centre = (p + z * z / (2 * n)) * scale;
        var half = z * scale * Math.Sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        // Exactly 0 and 1 at the ends, where rounding would leave a trace.
        return new(hits <= 0 ? 0 : centre - half, hits >= trials ? 1 : centre + half);
    }

    /// <summary>Bounds of how much the second rate exceeds the first, each request having been judged by both.</summary>
    /// <param name="both">Requests that both count.</param>
    /// <param name="firstOnly">Requests that only the first counts.</param>
    /// <param name="secondOnly">Requests that only the second counts.</param>
    /// <param name="trials">Requests.</param>
    /// <param name="z">One-sided standard errors.</param>
    public static ScoreInterval PairedIncrease(long both, long firstOnly, long secondOnly, long trials, double z)
    {
        if (trials <= 0) { return new(-1, 1); }
        var neither = Math.Max(0, trials - both - firstOnly - secondOnly);
        var (first, second) = (Rate(both + firstOnly, trials, z), Rate(both + secondOnly, trials, z));
        double p1 = (double)(both + firstOnly) / trials, p2 = (double)(both + secondOnly) / trials;
        var phi = Correlation(both, firstOnly, secondOnly, neither);
        double down1 = p1 - first.Low, up1 = first.High - p1, down2 = p2 - second.Low, up2 = second.High - p2;
        return new(p2 - p1 - Length(down2, up1, phi), p2 - p1 + Length(up2, down1, phi));
    }

    // The rule of cosines; rounding must not make it negative.
    private static double Length(double a, double b, double phi) => Math.Sqrt(Math.Max(0, a * a - 2 * phi * a * b + b * b));

    private static double Correlation(double both, double firstOnly, double secondOnly, double neither)
    {
        var margins = (both + firstOnly) * (both + secondOnly) * (neither + firstOnly) * (neither + secondOnly);
        if (margins <= 0) { return 0; }
        var (excess, half) = (both * neither - firstOnly * secondOnly, (both + firstOnly + secondOnly + neither) / 2);
        return (excess > half ? excess - half : Math.Min(excess, 0)) / Math.Sqrt(margins);
    }
}
