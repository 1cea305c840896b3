using System.Text.Json;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Tests;

public sealed class ReplayCommandTests : IDisposable
{
    private static readonly string[] s_point = ["replay", "good.yaml", "--experiment", "trust", "--variant", "full-mesh", "--n", "20"];

    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void It_prints_the_last_events_and_what_was_measured()
    {
        _bench.Run(s_point).ShouldBe(ExitCode.Done);
        _bench.Output.ShouldBe(
            """
                 1233 1 1233.000001233 Node-2 3 4 -5
                 1234 1 1234.000001234 Node-2 3 4 -5
            trust/full-mesh, 20 agents, complete, seed 1: 1,234 events, ran to the end
              checks 380
              money 2
              p99Ms 0.125

            """.ReplaceLineEndings("\n"));
        _bench.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Every_option_reaches_the_replay()
    {
        _bench.Run([.. s_point, "--scaling", "constant-degree", "--seed", "9", "--full", "--to-step", "5000000000", "--last", "3"]).ShouldBe(ExitCode.Done);
        _bench.Replayed.ShouldBe(new ReplayRequest { Experiment = "trust", Variant = "full-mesh", N = 20, Scaling = "constant-degree", Seed = 9, IsFull = true, ToStep = 5_000_000_000, Last = 3 });
    }

    [Fact]
    public void A_trace_prints_events_as_they_happen_and_keeps_none()
    {
        _bench.Run([.. s_point, "--trace"]).ShouldBe(ExitCode.Done);
        _bench.Replayed!.Last.ShouldBe(0);
        _bench.Output.ShouldStartWith("        1 1 1.000000001 Node-2 3 4 -5\n");
    }

    [Theory]
    [InlineData(ReplayEnd.StepReached, ExitCode.Done, "stopped there", "")]
    [InlineData(ReplayEnd.Failed, ExitCode.Fault, "failed there", "it broke – at step 1234\n")]
    public void How_it_ended_is_said(ReplayEnd end, int exitCode, string said, string error)
    {
        _bench.Services = _bench.Services with { Replay = (_, _, _, _, _) => Samples.Replay(end) };
        _bench.Run(s_point).ShouldBe(exitCode);
        _bench.Output.ShouldEndWith($"1,234 events, {said}\n");
        _bench.Error.ShouldBe(error);
    }

    [Fact]
    public void Json_is_one_object()
    {
        _bench.Run([.. s_point, "--json"]).ShouldBe(ExitCode.Done);
        using var json = JsonDocument.Parse(_bench.Output);
        json.RootElement.GetProperty("end").GetString().ShouldBe("finished");
        json.RootElement.GetProperty("last")[1].GetProperty("step").GetInt64().ShouldBe(1_234);
        json.RootElement.GetProperty("measured").GetProperty("work").GetProperty("checks").GetDouble().ShouldBe(380);
    }

    [Fact]
    public void Every_problem_is_said_at_once_and_nothing_is_run()
    {
        _bench.Run("replay", "bad.yaml", "--experiment", "trust", "--variant", "full-mess", "--n", "20", "--calibration", "bad.json").ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldContain("--variant: There is no variant `full-mess`.\n    Did you mean `full-mesh`?\n4 problems.\n");
        _bench.Replayed.ShouldBeNull();
    }
}
