namespace Breakwater.Reports.Charts;

/// <summary>
/// Values of the fitted laws. Coefficients stand in the order of the law's terms: constant [a]; log n, n and n² [a, b] for a + b·f(n);
/// n log n [a, b, c] for a + bn + c·n·ln n; a + bn + cn² [a, b, c]; power law [a, b] for a·n^b. A single coefficient is that of the leading term.
/// </summary>
internal static class Law
{
    /// <summary>The value at <paramref name="n"/>; null for a law that has no formula (a hard limit, one this build does not know) or too few coefficients.</summary>
    public static double? Evaluate(string law, IReadOnlyList<double> coefficients, double n)
    {
        double? value = (law, coefficients) switch
        {
            ("constant", [var a, ..]) => a,
            ("power law", [var a, var b, ..]) => a * Math.Pow(n, b),
            ("a + bn + cn²", [var a, var b, var c, ..]) => a + (b * n) + (c * n * n),
            ("log n", _) => Two(coefficients, Math.Log(n)),
            ("n", _) => Two(coefficients, n),
            ("n log n", [var a, var b, var c, ..]) => a + (b * n) + (c * n * Math.Log(n)),
            ("n log n", [var c]) => c * n * Math.Log(n),
            ("n²", _) => Two(coefficients, n * n),
            _ => null,
        };
        return value is { } v && double.IsFinite(v) ? v : null;
    }

    private static double? Two(IReadOnlyList<double> coefficients, double term) => coefficients switch
    {
        [var b] => b * term,
        [var a, var b, ..] => a + (b * term),
        _ => null,
    };
}
