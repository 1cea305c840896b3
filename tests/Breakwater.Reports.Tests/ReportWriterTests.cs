using Breakwater.Reports.Tests.Samples;

namespace Breakwater.Reports.Tests;

public sealed class ReportWriterTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("breakwater-reports-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Every_file_is_written_and_nothing_is_left_beside_them()
    {
        var paths = ReportWriter.WriteAll(SampleResults.Bank(), _directory);

        Names(paths).ShouldBe(["report.html", "report.md", "roster.csv", "charts/trust-mesh-checks.svg", "charts/trust-mesh-p99.svg", "charts/revocation-poisoned.svg"]);
        Directory.GetFiles(_directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ShouldBe(paths.Order(StringComparer.Ordinal));
    }

    private IEnumerable<string> Names(IEnumerable<string> paths) => paths.Select(p => Path.GetRelativePath(_directory, p).Replace('\\', '/'));
}
