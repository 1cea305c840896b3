using System.Globalization;
using Breakwater.Lab.Results;
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

    [Fact]
    public void A_run_folder_holds_results_and_timings_too_and_they_read_back()
    {
        var paths = RunFolder.Write(SampleResults.Outcome(), _directory);

        Names(paths).Take(3).ShouldBe(["results.json", "timings.json", "report.html"]);
        ResultsSerializer.Read(paths[0]).Problems.ShouldBeEmpty();
        ResultsSerializer.ReadTimings(paths[1]).Document!.Seconds.ShouldBe(41.5);
    }

    [Fact]
    public void Rendering_again_from_the_file_gives_the_same_bytes()
    {
        var first = RunFolder.Write(SampleResults.Outcome(), Path.Combine(_directory, "first"));
        var read = ResultsSerializer.Read(first[0]).Document!;

        var second = ReportWriter.WriteAll(read, Path.Combine(_directory, "second"));

        second.Select(File.ReadAllBytes).ShouldBe(first.Skip(2).Select(File.ReadAllBytes));
    }

    [Fact]
    public void The_culture_of_the_thread_changes_nothing()
    {
        var expected = ReportWriter.WriteAll(SampleResults.Bank(), Path.Combine(_directory, "plain")).Select(File.ReadAllBytes).ToList();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" } };
            ReportWriter.WriteAll(SampleResults.Bank(), Path.Combine(_directory, "other")).Select(File.ReadAllBytes).ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_was_there_before_is_replaced_whole()
    {
        File.WriteAllText(Path.Combine(_directory, "report.html"), new string('x', 5_000_000));

        var paths = ReportWriter.WriteAll(SampleResults.Bank(), _directory);

        File.ReadAllText(paths[0]).ShouldEndWith("</html>\n");
    }

    [Fact]
    public void A_number_that_cannot_be_written_leaves_the_folder_as_it_was()
    {
        RunFolder.Write(SampleResults.Outcome(), _directory);
        var before = Contents();
        var broken = SampleResults.Outcome();
        broken = broken with { Timings = broken.Timings with { Seconds = double.NaN } };

        Should.Throw<ArgumentException>(() => RunFolder.Write(broken, _directory));

        Contents().ShouldBe(before);
    }

    [Fact]
    public void When_one_file_cannot_be_written_none_is_half_written()
    {
        RunFolder.Write(SampleResults.Outcome(), _directory);
        var charts = Path.Combine(_directory, "charts");
        Directory.Delete(charts, recursive: true);
        File.WriteAllText(charts, "in the way");
        var before = Contents();

        Should.Throw<IOException>(() => RunFolder.Write(SampleResults.Outcome() with { Results = SampleResults.Troubled() }, _directory));

        Contents().ShouldBe(before);
    }

    [Fact]
    public void Names_in_the_results_choose_no_path()
    {
        var bank = SampleResults.Bank();
        var experiment = bank.Experiments[0];
        var charts = experiment.Charts.Select((c, i) => c with { Id = i == 0 ? "../../etc/passwd" : "..\\..\\ETC\\passwd" }).ToList();
        var results = bank with { Experiments = [experiment with { Charts = charts }] };

        var names = Names(ReportWriter.WriteAll(results, _directory)).Where(n => n.EndsWith(".svg", StringComparison.Ordinal));

        names.ShouldBe(["charts/etc-passwd.svg", "charts/etc-passwd-2.svg"]);
    }

    private IEnumerable<string> Names(IEnumerable<string> paths) => paths.Select(p => Path.GetRelativePath(_directory, p).Replace('\\', '/'));

    private List<string> Contents() =>
        [.. Directory.GetFiles(_directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => f + ":" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))))];
}
