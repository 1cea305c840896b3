using System.Text.Json;
using Breakwater.Lab.Calibration;

namespace Breakwater.Cli.Tests;

/// <summary><c>validate</c>, <c>init</c>, <c>scale</c>, <c>report</c> and <c>calibrate</c>.</summary>
public sealed class FileCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Bench _bench = new();

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_valid_fleet_is_summed_up()
    {
        _bench.Run("validate", "good.yaml").ShouldBe(ExitCode.Done);
        _bench.Output.ShouldBe(
            "good.yaml is valid: harbour, 12 agents in 1 cluster, 1 tenant, 1 region, 0 flows, 0 delegations.\nNot in force: trust: observe\nIt marks 1 assumption of its author.\n");
    }

    [Fact]
    public void A_valid_fleet_is_summed_up_for_programs()
    {
        _bench.Run("validate", "good.yaml", "--json").ShouldBe(ExitCode.Done);
        using var json = JsonDocument.Parse(_bench.Output);
        json.RootElement.GetProperty("fleet").GetProperty("agents").GetInt32().ShouldBe(12);
        json.RootElement.GetProperty("problems").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void An_invalid_fleet_is_refused()
    {
        _bench.Run("validate", "bad.yaml").ShouldBe(ExitCode.BadInput);
        _bench.Output.ShouldBeEmpty();
        _bench.Error.ShouldEndWith("2 problems.\n");
    }

    [Fact]
    public void Init_writes_the_starter_fleet_once_and_again_only_by_force()
    {
        var path = _folder["new/fleet.yaml"];
        _bench.Run("init", path).ShouldBe(ExitCode.Done);
        File.ReadAllText(path).ShouldBe("starter: true\n");
        File.WriteAllText(path, "mine");
        _bench.Run("init", path).ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldBe($"{path}: The file exists already.\n    Name another file, or overwrite it with --force.\n");
        File.ReadAllText(path).ShouldBe("mine");
        _bench.Run("init", path, "--force").ShouldBe(ExitCode.Done);
        File.ReadAllText(path).ShouldBe("starter: true\n");
        _folder.Everything.Count.ShouldBe(2);
    }

    [Fact]
    public void Init_does_not_write_over_a_folder()
    {
        _bench.Run("init", _folder.Path, "--force").ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldContain("This is a folder, not a file.");
    }

    [Fact]
    public void Scale_prints_the_fleet_and_keeps_its_notes_apart()
    {
        _bench.Run("scale", "good.yaml", "--to", "500", "--flows", "complete").ShouldBe(ExitCode.Done);
        _bench.Output.ShouldBe("agents: 500\n");
        _bench.Error.ShouldBe("scaled by Complete\n");
    }

    [Fact]
    public void Scale_writes_a_file()
    {
        _bench.Run("scale", "good.yaml", "--to", "1500", "--out", _folder["big.yaml"]).ShouldBe(ExitCode.Done);
        File.ReadAllText(_folder["big.yaml"]).ShouldBe("agents: 1500\n");
        _bench.Output.ShouldBe($"Wrote {_folder["big.yaml"]}: 1,500 agents.\n");
    }

    [Fact]
    public void Scale_does_not_write_over_what_it_scales()
    {
        var path = _folder.Write("good.yaml", "mine");
        _bench.Run("scale", path, "--to", "500", "--out", path).ShouldBe(ExitCode.BadInput);
        File.ReadAllText(path).ShouldBe("mine");
    }

    [Fact]
    public void Report_renders_beside_the_results_or_where_it_is_told()
    {
        _bench.Run("report", _folder["results.json"]).ShouldBe(ExitCode.Done);
        File.Exists(_folder["report.html"]).ShouldBeTrue();
        _bench.Run("report", _folder["results.json"], "--out", _folder["there"]).ShouldBe(ExitCode.Done);
        _bench.Output.ShouldBe($"{_folder["report.html"]}\n{_folder["there/report.html"]}\n");
    }

    [Fact]
    public void Report_refuses_what_is_not_results()
    {
        _bench.Run("report", _folder["other.json"]).ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldBe($"{_folder["other.json"]}:1: Not results.\n    Name a results.json.\n");
        _folder.Everything.ShouldBeEmpty();
    }

    [Fact]
    public void Calibrate_shows_the_profile_and_writes_one_that_loads()
    {
        var path = _folder["here.json"];
        _bench.Run("calibrate", "--out", path).ShouldBe(ExitCode.Done);
        CalibrationProfile.Load(path).Profile.ShouldNotBeNull().Digest.ShouldBe(Samples.Calibration().Digest);
        _bench.Output.Split('\n').ShouldContain(l => l.Contains("KeyImport") && l.Contains("1.5") && l.Contains("2.5") && l.Contains("10%"));
        _bench.Output.ShouldContain($"--calibration {path}");
        _bench.Error.ShouldBe("Measuring Mac (1 of 1)\n");
    }

    [Fact]
    public void Calibrate_for_programs_prints_the_profile_itself()
    {
        _bench.Run("calibrate", "--json").ShouldBe(ExitCode.Done);
        _bench.Output.ShouldBe(Samples.Calibration().ToJson());
    }
}
