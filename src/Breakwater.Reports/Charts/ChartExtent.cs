namespace Breakwater.Reports.Charts;

/// <summary>The values a chart has to have room for.</summary>
internal static class ChartExtent
{
    /// <summary>A curve is drawn at most this many times beyond the largest point, however far away its breakpoint lies.</summary>
    private const double Reach = 100;

    public static (double Low, double High) X(Chart chart)
    {
        var measured = chart.Series.SelectMany(s => s.Points).Select(p => p.X).ToList();
        var furthest = measured.Max() * Reach;
        var beyond = chart.Series.SelectMany(s => s.Breaks.Select(b => b.X).Concat(s.Checks.Select(c => c.X))).Where(x => x <= furthest);
        var all = measured.Concat(beyond).ToList();
        return (all.Min(), all.Max());
    }

    public static (double Low, double High) Y(Chart chart)
    {
        var (lowX, highX) = X(chart);
        var values = chart.Series.SelectMany(s => s.Points).SelectMany(p => new[] { p.Low, p.High })
            .Concat(chart.Series.SelectMany(s => s.Breaks).Where(b => b.X <= highX).Select(b => b.Y))
            .Concat(chart.Budget is { } budget ? [budget.Value] : [])
            .ToList();
        var checks = chart.Series.SelectMany(s => s.Checks).Where(c => c.X <= highX).SelectMany(c => new[] { c.Low, c.High, c.Measured ?? c.Predicted });
        var curves = chart.Series.SelectMany(s => new[] { s.Curve?.At(Math.Max(lowX, s.Curve.From)), s.Curve?.At(highX) }).OfType<double>();

        // On a linear axis the far end of an extrapolated square would flatten everything that was measured.
        var ceiling = chart.Y.Logarithmic ? double.PositiveInfinity : values.Max() * 1.5;
        values.AddRange(checks.Concat(curves).Where(v => v <= ceiling && (!chart.Y.Logarithmic || v > 0)));
        return (values.Min(), values.Max());
    }
}
