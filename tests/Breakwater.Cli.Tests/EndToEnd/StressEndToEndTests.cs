using System.Diagnostics;
using System.Text.Json;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>The main job from file to report, with nothing replaced.</summary>
public sealed class StressEndToEndTests(BankRunFixture bank) : IClassFixture<BankRunFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_quick_run_of_the_bank_leaves_everything()
    {
        bank.ExitCode.ShouldBe(ExitCode.Done, bank.Error);
        Names(bank.Out).Where(n => !n.StartsWith("charts/", StringComparison.Ordinal)).ShouldBe(["report.html", "report.md", "results.json", "roster.csv", "timings.json"]);
        using var results = Results(bank.Out);
        results.RootElement.GetProperty("scenario").GetProperty("partial").GetBoolean().ShouldBeFalse();
        results.RootElement.GetProperty("roster").GetProperty("agents").GetArrayLength().ShouldBe(100);
        var charts = results.RootElement.GetProperty("experiments").EnumerateArray().SelectMany(e => e.GetProperty("charts").EnumerateArray()).Select(c => $"charts/{c.GetProperty("id").GetString()}.svg");
        Names(bank.Out).Where(n => n.StartsWith("charts/", StringComparison.Ordinal)).ShouldBe(charts.Order(StringComparer.Ordinal));
        File.ReadAllLines(Path.Combine(bank.Out, "roster.csv")).Length.ShouldBe(1 + 100 + 6);
        bank.Output.ShouldContain($"Report: {Path.Combine(bank.Out, "report.html")}\n");
        bank.Output.ShouldNotContain("Cut short");
    }

    [Fact]
    public void A_second_run_gives_the_same_bytes_on_another_number_of_threads()
    {
        RealCommand.Run("stress", BankRunFixture.Bank, "--quick", "--threads", "3", "--out", _folder["again"]).ExitCode.ShouldBe(ExitCode.Done);
        ShouldBeSame(bank.Out, _folder["again"], except: "timings.json");
    }

    [Fact]
    public void The_report_of_a_run_is_rendered_again_to_the_same_bytes()
    {
        RealCommand.Run("report", Path.Combine(bank.Out, "results.json"), "--out", _folder["again"]).ExitCode.ShouldBe(ExitCode.Done);
        foreach (var name in Names(_folder["again"])) { File.ReadAllBytes(Path.Combine(_folder["again"], name)).ShouldBe(File.ReadAllBytes(Path.Combine(bank.Out, name)), name); }
        Names(_folder["again"]).Append("results.json").Append("timings.json").ShouldBe(Names(bank.Out), ignoreOrder: true);
    }

    [Fact]
    public void The_starter_fleet_goes_all_the_way_at_its_size_and_at_another()
    {
        var fleet = _folder["fleet.yaml"];
        RealCommand.Run("init", fleet).ExitCode.ShouldBe(ExitCode.Done);
        RealCommand.Run("validate", fleet).ExitCode.ShouldBe(ExitCode.Done);
        RealCommand.Run("stress", fleet, "--quick", "--scale", "5,24", "--out", _folder["starter"]).ExitCode.ShouldBe(ExitCode.Done);
        Agents(_folder["starter"]).ShouldBe(24);

        RealCommand.Run("scale", fleet, "--to", "12", "--out", _folder["twelve.yaml"]).ExitCode.ShouldBe(ExitCode.Done);
        RealCommand.Run("validate", _folder["twelve.yaml"]).ExitCode.ShouldBe(ExitCode.Done);
        RealCommand.Run("stress", _folder["twelve.yaml"], "--quick", "--scale", "5,12", "--out", _folder["twelve"]).ExitCode.ShouldBe(ExitCode.Done);
        Agents(_folder["twelve"]).ShouldBe(12);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_ends_it_before_it_starts()
    {
        var file = _folder.Write("file", "mine");
        var (exitCode, output, error) = RealCommand.Run("stress", BankRunFixture.Bank, "--quick", "--out", Path.Combine(file, "out"));
        exitCode.ShouldBe(ExitCode.BadInput);
        output.ShouldBeEmpty();
        error.ShouldContain("Name another folder with --out.");
        error.ShouldNotContain("points");
        _folder.Everything.ShouldBe([file]);
        File.ReadAllText(file).ShouldBe("mine");
    }

    [Fact]
    public async Task A_signal_in_the_middle_writes_what_is_finished_and_marks_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are POSIX's.");
        // A background job of a shell ignores SIGINT unless it asks for it again; `env` of the coreutils does that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "Breakwater.Cli.dll"), "stress", BankRunFixture.Bank, "--full", "--out", _folder["cut"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var first = await process.StandardError.ReadLineAsync();
        first.ShouldNotBeNull().ShouldContain("points");
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"])) { await kill.WaitForExitAsync(); }

        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        (await error).ShouldContain("Ending with what is finished. Once more ends at once.");
        process.ExitCode.ShouldBe(ExitCode.Interrupted);
        output.ShouldContain("Cut short: only what was finished is in the report.");
        using var results = Results(_folder["cut"]);
        results.RootElement.GetProperty("scenario").GetProperty("partial").GetBoolean().ShouldBeTrue();
        File.Exists(_folder["cut/report.html"]).ShouldBeTrue();
        File.ReadAllText(_folder["cut/report.md"]).ShouldContain("cut short", Case.Insensitive);
    }

    private static int Agents(string folder)
    {
        using var results = Results(folder);
        return results.RootElement.GetProperty("scenario").GetProperty("agents").GetInt32();
    }

    private static JsonDocument Results(string folder) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "results.json")));

    private static List<string> Names(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            // The log of the run is signed with a key of its own, so it is other bytes each time.
            .Where(n => !n.StartsWith("audit/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static void ShouldBeSame(string left, string right, string except)
    {
        Names(right).ShouldBe(Names(left));
        foreach (var name in Names(left).Where(n => n != except)) { File.ReadAllBytes(Path.Combine(right, name)).ShouldBe(File.ReadAllBytes(Path.Combine(left, name)), name); }
    }
}
