using System.Globalization;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Experiments;

/// <summary>Numbers in sentences and tables, the same everywhere: three significant digits, thousands separated, unit behind.</summary>
internal static class Wording
{
    public static string Number(double value)
    {
        if (value == 0) { return "0"; }
        var size = Math.Abs(value);
        var decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : Math.Min(6, 2 - (int)Math.Floor(Math.Log10(size)));
        return Math.Round(value, decimals).ToString("#,0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    public static string Ms(double ms) => ms switch
    {
        >= 60_000 => $"{Number(ms / 60_000)} min",
        >= 1_000 => $"{Number(ms / 1_000)} s",
        >= 1 or 0 => $"{Number(ms)} ms",
        _ => $"{Number(ms * 1_000)} µs",
    };

    public static string Percent(double share) => $"{Number(share * 100)}%";

    public static string Agents(double count) => count == 1 ? "1 agent" : $"{count.ToString("#,0", CultureInfo.InvariantCulture)} agents";

    /// <summary>A breakpoint in words: where, and how it is known.</summary>
    public static string Breakpoint(BreakpointResult? found) => found switch
    {
        null => "not sought",
        { At: { } at, How: "measured" } => $"{Agents(at)} (measured)",
        { At: { } at } => $"{Agents(Math.Round(at))} (extrapolated{(found.Interval is { } i ? $", 95% interval {Number(i[0])} to {Number(i[1])}" : "")})",
        _ => $"held up to {Agents(found.TestedTo)}",
    };

    /// <summary>A law in words.</summary>
    public static string Law(FitResult? fit) => fit is null ? "too few points to fit" : $"{fit.Class} ({fit.Formula})";
}
