using System.Globalization;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Herds;

/// <summary>
/// Calls of a recorded service, from CSV with a header and the columns time stamp, tokens read and tokens written, as the public records of model services have them. The estimate
/// reserves the longest answer of the record.
/// </summary>
internal static class RecordedArrivals
{
    /// <summary>Arrivals in order of time, the first at zero, played faster.</summary>
    /// <exception cref="FormatException">A line is not of that form; the message says which.</exception>
    public static IReadOnlyList<(long At, long Estimate, long Used)> Read(TextReader csv, int timesFaster)
    {
        var lines = new List<(DateTime At, long Read, long Written)>();
        csv.ReadLine();
        for (var number = 2; csv.ReadLine() is { } line; number++)
        {
            var cells = line.Split(',');
            if (cells.Length != 3 || !DateTime.TryParse(cells[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
                || !long.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var read) || !long.TryParse(cells[2], NumberStyles.None, CultureInfo.InvariantCulture, out var written))
            {
                throw new FormatException($"Line {number}: expected a time stamp, tokens read and tokens written, separated by commas.");
            }
            lines.Add((at, read, written));
        }
        if (lines.Count == 0) { return []; }
        var (start, longest) = (lines.Min(l => l.At), lines.Max(l => l.Written));
        return [.. lines.OrderBy(l => l.At).Select(l => ((l.At - start).Ticks * (SimTime.Second / TimeSpan.TicksPerSecond) / timesFaster, l.Read + longest, l.Read + l.Written))];
    }
}
