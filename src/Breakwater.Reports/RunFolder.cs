using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Reports.Files;

namespace Breakwater.Reports;

/// <summary>The folder a run leaves behind.</summary>
public static class RunFolder
{
    /// <summary>
    /// Writes <c>results.json</c>, <c>timings.json</c> and everything that <see cref="ReportWriter"/> writes. Everything is rendered before the first file is touched, and
    /// each file is replaced whole.
    /// </summary>
    /// <returns>Full paths of the files: <c>results.json</c>, <c>timings.json</c>, <c>report.html</c>, then the rest.</returns>
    /// <exception cref="ArgumentException">A number of the outcome is NaN or infinite.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public static IReadOnlyList<string> Write(StressOutcome outcome, string directory)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return AtomicFiles.Write(directory,
        [
            ("results.json", Bytes(stream => ResultsSerializer.Write(outcome.Results, stream))),
            ("timings.json", Bytes(stream => ResultsSerializer.Write(outcome.Timings, stream))),
            .. ReportFiles.Render(outcome.Results),
        ]);
    }

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
