using System.Globalization;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Progress;

/// <summary>The figures to watch in one line, as the runtime's own instruments have counted them so far.</summary>
internal static class TelemetryLine
{
    /// <summary>The line; what nothing was counted for is left out, and null is given if that is everything.</summary>
    public static string? Of(TelemetryFigures? figures)
    {
        if (figures is null) { return null; }
        List<string?> parts =
        [
            figures.PolicyNanoseconds is { } ns ? Text($"policy {ns:#,0} ns (calibrated)") : null,
            figures.VerificationSuccess is { } verified ? Text($"verified {Percent(verified)}") : null,
            figures.LogRecords > 0 ? Text($"log {Bytes(figures.LogBytes)}, {figures.LogRecords:#,0} records") : null,
            figures.RateLimitHits is { } limited ? Text($"rate limits hit {Percent(limited)}") : null,
            figures.CacheHits is { } hits ? Text($"cache hits {Percent(hits)}") : null,
        ];
        var said = string.Join(" · ", parts.OfType<string>());
        return said.Length == 0 ? null : said;
    }

    private static string Percent(double share) => Text($"{100 * share:0.0}%");

    private static string Bytes(long bytes) => bytes switch
    {
        < 1 << 20 => Text($"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => Text($"{bytes / 1048576.0:0.0} MiB"),
        _ => Text($"{bytes / 1073741824.0:0.0} GiB"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
