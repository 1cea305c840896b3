using Breakwater.Lab.Results;
using Breakwater.Reports.Files;

namespace Breakwater.Reports;

/// <summary>Writes the report of a run: one model, the same content in every form. Stateless, so safe from any thread.</summary>
public static class ReportWriter
{
    /// <summary>
    /// Writes <c>report.html</c>, <c>report.md</c>, <c>roster.csv</c> and <c>charts/*.svg</c>. Everything is rendered before the first file is touched, and each file is
    /// replaced whole. The same results give the same bytes.
    /// </summary>
    /// <param name="results">What was measured.</param>
    /// <param name="directory">Created if need be.</param>
    /// <returns>Full paths of the files, <c>report.html</c> first.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public static IReadOnlyList<string> WriteAll(ResultsDocument results, string directory)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return AtomicFiles.Write(directory, ReportFiles.Render(results));
    }
}
