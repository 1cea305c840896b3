namespace Breakwater.Reports.Charts;

/// <summary>A chart, ready to draw: what is on it, nothing about where.</summary>
/// <param name="Id">Safe as a file name and as an anchor; unique in the report.</param>
/// <param name="Description">What the chart shows, in words and numbers, for readers who cannot see it.</param>
/// <param name="Notes">What a logarithmic axis cannot show, one line each: it stands in the legend.</param>
public sealed record Chart(
    string Id, string Title, string Description, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series, ChartBudget? Budget, IReadOnlyList<string> Notes)
{
    public string FileName => $"charts/{Id}.svg";
}

/// <summary>An axis.</summary>
public sealed record ChartAxis(string Title, string Unit, bool Logarithmic);

/// <summary>A budget line.</summary>
/// <param name="Amount">The value with its unit.</param>
public sealed record ChartBudget(double Value, string Name, string Amount)
{
    /// <summary>Name and amount in so many characters; where they do not fit, the name gives way.</summary>
    public string Label(int most = int.MaxValue) => $"{Labels.Shorten(Model.Text.From(Name).Value, Math.Max(2, most - Amount.Length - 2))}: {Amount}";
}

/// <summary>One variant under one scaling rule.</summary>
/// <param name="Curve">The fitted law; null where there is none to draw.</param>
public sealed record ChartSeries(
    string Label, IReadOnlyList<ChartPoint> Points, ChartCurve? Curve, IReadOnlyList<ChartCheck> Checks, IReadOnlyList<ChartBreak> Breaks);

/// <summary>Measured at one place: the mean over the seeds, and the smallest and largest of them.</summary>
public sealed record ChartPoint(double X, double Y, double Low, double High);

/// <summary>A law and the range it was fitted on.</summary>
public sealed record ChartCurve(string Law, string Formula, IReadOnlyList<double> Coefficients, double From, double To)
{
    public double? At(double x) => Charts.Law.Evaluate(Law, Coefficients, x);
}

/// <summary>A prediction beyond the range and, where it was run, what was measured.</summary>
public sealed record ChartCheck(double X, double Predicted, double Low, double High, double? Measured);

/// <summary>Where the series breaks its budget.</summary>
/// <param name="How"><c>measured</c> or <c>extrapolated</c>.</param>
public sealed record ChartBreak(double X, double Y, string How);
