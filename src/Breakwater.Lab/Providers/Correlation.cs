namespace Breakwater.Lab.Providers;

/// <summary>Whether series move together.</summary>
internal static class Correlation
{
    /// <summary>Mean of Pearson's coefficient over all pairs of series that move at all; null with fewer than two of those.</summary>
    public static double? MeanPairwise(IReadOnlyList<double[]> series)
    {
        var moving = series.Select(Centred).Where(s => s.Any(v => v != 0)).ToList();
        if (moving.Count < 2) { return null; }
        var (sum, pairs) = (0.0, 0);
        for (var i = 0; i < moving.Count; i++)
        {
            for (var j = i + 1; j < moving.Count; j++)
            {
                sum += Dot(moving[i], moving[j]) / Math.Sqrt(Dot(moving[i], moving[i]) * Dot(moving[j], moving[j]));
                pairs++;
            }
        }
        return sum / pairs;
    }

    /// <summary>Largest share of the series that, at one place from <paramref name="from"/> to before <paramref name="to"/>, reach so many times their mean before it.</summary>
    public static double MostAtOnce(IReadOnlyList<double[]> series, int from, int to, double times)
    {
        var usual = series.Select(s => s.Take(from).Average()).ToList();
        return Enumerable.Range(from, to - from).Max(at => (double)Enumerable.Range(0, series.Count).Count(i => series[i][at] >= times * usual[i]) / series.Count);
    }

    private static double[] Centred(double[] series)
    {
        var mean = series.Average();
        return [.. series.Select(v => v - mean)];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
