using System.Text.Json;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Tests;

public sealed class StressCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Bench _bench = new();

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_writes_its_report_and_ends_with_the_verdict()
    {
        _bench.Run("stress", "good.yaml", "--out", _folder["run"]).ShouldBe(ExitCode.Done);
        File.Exists(_folder["run/report.html"]).ShouldBeTrue();
        _bench.Output.ShouldContain("harbour: 12 agents, 1 cluster, seed 7, quick run");
        _bench.Output.ShouldContain("Not in force: trust: observe");
        _bench.Output.ShouldContain("As shipped, governance holds on this fleet of 12 agents.\n");
        _bench.Output.ShouldContain("  As stated for five agents:  2 break, 1 holds\n");
        _bench.Output.ShouldContain($"Report: {_folder["run/report.html"]}\n");
        var lines = _bench.Output.Split('\n');
        lines.ShouldContain(l => l.Contains("Full mesh") && l.Contains("trust check") && l.Contains("150 ms") && l.Contains("152 agents"));
        lines.ShouldContain(l => l.Contains("Hierarchy with cache") && l.Contains("held to 1,000"));
        lines.ShouldAllBe(l => l.Length <= 80 || l.StartsWith("Report: "));
    }

    [Fact]
    public void Every_option_reaches_the_run_and_the_line_that_repeats_it()
    {
        _bench.Run("stress", "my fleets/good.yaml", "--scale", "100,5,100", "--dimension", "2", "--seed", "18446744073709551615", "--full", "--threads", "3", "--out", _folder["run"])
            .ShouldBe(ExitCode.Done);
        var options = _bench.Stressed.ShouldNotBeNull();
        options.Scale.ShouldBe([5, 100]);
        options.Dimensions.ShouldBe([2]);
        options.Seed.ShouldBe(ulong.MaxValue);
        options.Mode.ShouldBe(StressMode.Full);
        options.Threads.ShouldBe(3);
        options.Reproduce.ShouldBe("breakwater stress 'my fleets/good.yaml' --seed 18446744073709551615 --scale 5,100 --dimension 2 --full");
    }

    [Fact]
    public void Without_options_the_run_has_the_defaults()
    {
        _bench.Run("stress", "good.yaml", "--out", _folder["run"]).ShouldBe(ExitCode.Done);
        _bench.Stressed.ShouldBe(new StressOptions { Reproduce = "breakwater stress good.yaml --seed 1", Replay = "breakwater replay good.yaml" });
    }

    [Fact]
    public void Every_problem_of_every_input_is_printed_and_nothing_is_run_or_written()
    {
        var file = _folder.Write("file", "");
        _bench.Run("stress", "bad.yaml", "--calibration", "bad.json", "--dimension", "2,3", "--out", file).ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldBe(
            $"""
            bad.yaml:3:5: Unknown key `agnets`.
                Write `agents`.
            bad.yaml:9:1: Provider `x` is not declared.
                Declare it under `providers`.
            bad.json: Not a profile.
                Run `breakwater calibrate`.
            --dimension: Dimension 3 has no experiment.
                Dimensions that have: 2.
            {file}: This is a file, not a folder.
                Name another folder with --out.
            5 problems.

            """.ReplaceLineEndings("\n"));
        _bench.Output.ShouldBeEmpty();
        _bench.Stressed.ShouldBeNull();
        _folder.Everything.ShouldBe([file]);
    }

    [Theory]
    [InlineData("/proc/breakwater")]
    [InlineData("/dev/null/run")]
    [InlineData(" ")]
    public void A_folder_that_cannot_be_written_to_is_found_before_the_work_starts(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The paths are Linux's.");
        _bench.Run("stress", "good.yaml", "--out", folder).ShouldBe(ExitCode.BadInput);
        _bench.Stressed.ShouldBeNull();
        _bench.Error.ShouldContain("Name another folder with --out.");
    }

    [Fact]
    public void A_disk_that_fills_up_is_said_with_its_remedy()
    {
        _bench.Services = _bench.Services with { WriteRun = (_, _) => throw new IOException("No space left on device") };
        _bench.Run("stress", "good.yaml", "--out", _folder["run"]).ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldContain("No space left on device");
        _bench.Error.ShouldContain("Name another folder with --out.");
    }

    [Fact]
    public void Json_is_one_object_and_nothing_else()
    {
        _bench.Run("stress", "good.yaml", "--json", "--out", _folder["run"]).ShouldBe(ExitCode.Done);
        using var json = JsonDocument.Parse(_bench.Output);
        var root = json.RootElement;
        root.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["command", "exitCode", "problems", "fleet", "digest", "agents", "seed", "mode", "partial", "verdict", "findings", "breakpoints", "comparison", "thresholds", "folder", "files"]);
        root.GetProperty("exitCode").GetInt32().ShouldBe(0);
        root.GetProperty("verdict").GetString().ShouldBe("As shipped, governance holds on this fleet of 12 agents");
        root.GetProperty("findings").GetProperty("break").GetInt32().ShouldBe(2);
        root.GetProperty("breakpoints")[0].GetProperty("at").GetDouble().ShouldBe(152);
        root.GetProperty("files").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Json_of_bad_input_holds_the_problems()
    {
        _bench.Run("stress", "bad.yaml", "--json", "--out", _folder["run"]).ShouldBe(ExitCode.BadInput);
        using var json = JsonDocument.Parse(_bench.Output);
        json.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(2);
        json.RootElement.GetProperty("problems")[1].GetProperty("line").GetInt32().ShouldBe(9);
        json.RootElement.GetProperty("problems")[1].GetProperty("remedy").GetString().ShouldBe("Declare it under `providers`.");
    }

    [Fact]
    public void After_an_interrupt_what_is_finished_is_written()
    {
        _bench.Services = _bench.Services with
        {
            Stress = (_, _, _, _, cancellation) =>
            {
                _bench.Interrupt();
                return Samples.Outcome(partial: cancellation.IsCancellationRequested);
            },
        };
        _bench.Run("stress", "good.yaml", "--out", _folder["run"]).ShouldBe(ExitCode.Interrupted);
        File.Exists(_folder["run/results.json"]).ShouldBeTrue();
        _bench.Output.ShouldContain("Cut short");
    }

    [Fact]
    public void An_interrupt_before_anything_is_finished_writes_nothing()
    {
        _bench.Services = _bench.Services with
        {
            Stress = (_, _, _, _, cancellation) =>
            {
                _bench.Interrupt();
                throw new OperationCanceledException(cancellation);
            },
        };
        _bench.Run("stress", "good.yaml", "--out", _folder["run"]).ShouldBe(ExitCode.Interrupted);
        _folder.Everything.ShouldBeEmpty();
        _bench.Error.ShouldContain("nothing was written");
    }

    [Fact]
    public void A_live_display_shows_where_the_run_stands_and_clears_itself()
    {
        using var bench = new Bench { LiveProgress = true };
        bench.Services = bench.Services with
        {
            Stress = (_, _, _, progress, _) =>
            {
                progress.Report(new("trust-scaling", "full-mesh", 1_000, false, 0.25, 3, 12));
                bench.Time.Advance(TimeSpan.FromSeconds(30));
                return Samples.Outcome();
            },
        };
        bench.Run("stress", "good.yaml", "--json", "--out", _folder["run"]).ShouldBe(ExitCode.Done);
        bench.Error.ShouldContain("trust-scaling/full-mesh, 1,000 agents (3 of 12 points)");
        bench.Error.ShouldContain("25%  30 s, about 90 s left");
        bench.Error.ShouldEndWith("\e[?25h");
        JsonDocument.Parse(bench.Output).Dispose();
    }
}
