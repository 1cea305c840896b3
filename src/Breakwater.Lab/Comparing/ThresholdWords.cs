namespace Breakwater.Lab.Comparing;

/// <summary>Classes of growth from the mildest to the worst, as thresholds write them.</summary>
internal static class GrowthClasses
{
    public static IReadOnlyList<string> All { get; } = ["constant", "sublinear", "linear", "superlinear", "quadratic", "worse", "hard-limit"];

    /// <summary>Place of a class as results name it; -1 if there is none of that name.</summary>
    public static int Rank(string name) => All.ToList().IndexOf(name.Replace(' ', '-'));
}

/// <summary>Judgements from the best to the worst.</summary>
internal static class Judgements
{
    public static IReadOnlyList<string> All { get; } = ["hold", "bend", "break"];

    public static int Rank(string name) => All.ToList().IndexOf(name);
}

/// <summary>Units that a limit may be written in.</summary>
internal static class ThresholdUnits
{
    private static readonly Dictionary<string, double> s_nanoseconds = new(StringComparer.Ordinal)
    {
        ["ns"] = 1, ["us"] = 1e3, ["µs"] = 1e3, ["ms"] = 1e6, ["s"] = 1e9, ["min"] = 60e9, ["h"] = 3_600e9,
    };

    /// <summary>The units that suit a metric, besides none.</summary>
    public static IReadOnlyList<string> For(string metricUnit) =>
        s_nanoseconds.ContainsKey(metricUnit) ? [.. s_nanoseconds.Keys] : metricUnit == "share" ? ["%"] : [];

    /// <summary>A limit in the metric's own unit.</summary>
    public static double Convert(double limit, string unit, string metricUnit) => unit switch
    {
        "" => limit,
        "%" => limit / 100,
        _ => limit * (s_nanoseconds[unit] / s_nanoseconds[metricUnit]),
    };
}
