using System.Text.Json;
using Breakwater.Lab.Results;

namespace Breakwater.Cli.Tests;

public sealed class ThresholdTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Bench _bench = new();

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Baseline_and_conditions_reach_the_run_and_the_line_that_repeats_it()
    {
        _bench.Run("stress", "good.yaml", "--out", _folder["run"], "--baseline", "before/results.json", "--fail-on", "trust/*/breakpoint < 200", "--fail-on", "moved").ShouldBe(ExitCode.Done);

        var options = _bench.Stressed.ShouldNotBeNull();
        options.Baseline.ShouldNotBeNull().Scenario.Name.ShouldBe("harbour");
        options.FailOn.Select(t => t.ToString()).ShouldBe(["trust/*/breakpoint<200", "moved"]);
        options.Reproduce.ShouldBe("breakwater stress good.yaml --seed 1 --baseline before/results.json --fail-on 'trust/*/breakpoint < 200' --fail-on moved");
    }

    [Fact]
    public void The_replay_line_knows_fleet_and_calibration()
    {
        _bench.Services = _bench.Services with { LoadCalibration = _ => new(Samples.Calibration(), []) };
        _bench.Run("stress", "my fleets/good.yaml", "--calibration", "here.json", "--out", _folder["run"]).ShouldBe(ExitCode.Done);
        _bench.Stressed!.Replay.ShouldBe("breakwater replay 'my fleets/good.yaml' --calibration here.json");
        _bench.Run("stress", "good.yaml", "--full", "--out", _folder["full"]).ShouldBe(ExitCode.Done);
        _bench.Stressed!.Replay.ShouldBe("breakwater replay good.yaml --full");
    }

    [Fact]
    public void What_cannot_be_meant_is_said_at_once_and_nothing_is_run()
    {
        _bench.Run("stress", "good.yaml", "--out", _folder["run"], "--baseline", "before.json", "--fail-on", "trust/ful-mesh/p99Ms>5", "--fail-on", "moved", "--fail-on", "trust").ShouldBe(ExitCode.BadInput);

        _bench.Stressed.ShouldBeNull();
        _folder.Everything.ShouldBeEmpty();
        _bench.Error.ShouldBe(
            """
            before.json:1: Not results.
                Name a results.json.
            --fail-on: `trust/ful-mesh/p99Ms>5`, character 7: there is no variant of trust `ful-mesh`.
                Did you mean `full-mesh`?
            --fail-on: `trust`, character 6: `/` is expected.
                See docs/comparing.md for the form of an expression.
            3 problems.

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Moved_needs_something_to_have_moved_from()
    {
        _bench.Run("stress", "good.yaml", "--out", _folder["run"], "--fail-on", "moved").ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldContain("--baseline");
        _bench.Stressed.ShouldBeNull();
    }

    [Fact]
    public void The_form_of_an_expression_is_checked_even_where_the_fleet_is_bad()
    {
        _bench.Run("stress", "bad.yaml", "--fail-on", "trust/x/y=5").ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldContain("character 10: a comparison is expected.");
        _bench.Error.ShouldContain("3 problems.");
    }

    [Theory]
    [InlineData("passed", ExitCode.Done)]
    [InlineData("failed", ExitCode.ThresholdCrossed)]
    [InlineData("not measured", ExitCode.ThresholdCrossed)]
    public void The_exit_code_says_whether_a_condition_came_true_and_the_report_is_written_all_the_same(string status, int exitCode)
    {
        Judged(new("finding/T4==break", "passed", [new("finding/T4", "hold", false)], []), new("moved", status, [new("what moved", "2 values", status == "failed")], status == "not measured" ? ["what moved"] : []));

        _bench.Run("stress", "good.yaml", "--out", _folder["run"]).ShouldBe(exitCode);

        File.Exists(_folder["run/report.html"]).ShouldBeTrue();
        _bench.Output.ShouldContain("Against the baseline: Moved: 2 values; 1,000 values compared\n  The seeds differ.\n");
        _bench.Output.ShouldContain("--fail-on finding/T4==break: passed\n");
        _bench.Output.ShouldContain($"--fail-on moved: {status}\n" + status switch
        {
            "failed" => "  what moved is 2 values\n",
            "not measured" => "  what moved was not measured in this run\n",
            _ => "",
        });
    }

    [Fact]
    public void Of_many_values_a_few_are_printed()
    {
        Judged(new ThresholdResult("trust/*/class>linear", "failed", [.. Enumerable.Range(1, 12).Select(i => new ThresholdValue($"v{i}", "worse", true))], []));
        _bench.Run("stress", "good.yaml", "--out", _folder["run"]).ShouldBe(ExitCode.ThresholdCrossed);
        _bench.Output.ShouldContain("  v5 is worse\n  and 7 more, in results.json\n");
        _bench.Output.ShouldNotContain("v6 is");
    }

    [Fact]
    public void An_interrupted_run_is_interrupted_whatever_its_conditions_say()
    {
        var judged = Samples.Judged(new ThresholdResult("moved", "failed", [], []));
        _bench.Services = _bench.Services with { Stress = (_, _, _, _, _) => Samples.Outcome() with { Results = judged with { Scenario = judged.Scenario with { Partial = true } } } };
        _bench.Run("stress", "good.yaml", "--out", _folder["run"]).ShouldBe(ExitCode.Interrupted);
    }

    [Fact]
    public void Json_has_the_outcome_of_every_condition()
    {
        Judged(new ThresholdResult("moved", "failed", [new("what moved", "2 values", true)], []));
        _bench.Run("stress", "good.yaml", "--json", "--out", _folder["run"]).ShouldBe(ExitCode.ThresholdCrossed);
        using var json = JsonDocument.Parse(_bench.Output);
        json.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("comparison").GetProperty("moved").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("thresholds")[0].GetProperty("values")[0].GetProperty("value").GetString().ShouldBe("2 values");
    }

    private void Judged(params ThresholdResult[] thresholds) =>
        _bench.Services = _bench.Services with { Stress = (_, _, _, _, _) => Samples.Outcome() with { Results = Samples.Judged(thresholds) } };
}
