using System.Text.Json;

namespace Breakwater.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("stres fleet.yaml", "There is no command `stres`. Did you mean `stress`?")]
    [InlineData("frobnicate", "There is no command `frobnicate`.")]
    [InlineData("stress good.yaml --quik", "There is no option `--quik`. Did you mean `--quick`?")]
    [InlineData("validate --jsn", "There is no option `--jsn`. Did you mean `--json`?")]
    [InlineData("stress", "Required argument 'FLEET.yaml' missing for command: 'stress'.")]
    [InlineData("stress good.yaml --quick --full", "--quick and --full exclude each other.")]
    [InlineData("stress good.yaml --scale 5,4", "--scale is `5,4`; `4` must be a whole number from 5 to 100000.")]
    [InlineData("stress good.yaml --scale 5,,6", "--scale is `5,,6`; `` must be a whole number from 5 to 100000.")]
    [InlineData("stress good.yaml --scale 100001", "--scale is `100001`; `100001` must be a whole number from 5 to 100000.")]
    [InlineData("stress good.yaml --dimension 9", "--dimension is `9`; `9` must be a whole number from 0 to 8.")]
    [InlineData("stress good.yaml --seed 1.5", "--seed is `1.5`; it must be a whole number from 0 to 18446744073709551615.")]
    [InlineData("stress good.yaml --threads 0", "--threads is `0`; `0` must be a whole number from 1 to 256.")]
    [InlineData("replay good.yaml --variant v --n 20", "Option '--experiment' is required.")]
    [InlineData("replay good.yaml --experiment trust --variant full-mesh --n 1", "--n is `1`; `1` must be a whole number from 2 to 100000.")]
    [InlineData("replay good.yaml --experiment trust --variant full-mesh --n 20 --to-step 0", "--to-step is `0`; it must be a whole number from 1.")]
    [InlineData("replay good.yaml --experiment trust --variant full-mesh --n 20 --trace --last 3", "--trace prints every event, and goes with neither --json nor --last.")]
    [InlineData("audit prove log ten", "POSITION is `ten`; it must be a whole number from 0.")]
    [InlineData("audit hold remove root one --by me --reason over", "ID is `one`; it must be a whole number from 0.")]
    [InlineData("policy rollout simulate old new --mode fast", "--mode is `fast`; it must be compatibility, routing or none.")]
    [InlineData("scale good.yaml", "Option '--to' is required.")]
    [InlineData("scale good.yaml --to 5,6", "--to takes one number, not `5,6`.")]
    [InlineData("scale good.yaml --to 9 --flows star", "--flows is `star`; it must be constant-degree, proportional or complete.")]
    public void Wrong_usage_is_said_in_words(string line, string message)
    {
        _bench.Run(line.Split(' ')).ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldStartWith($"breakwater: {message}\nSee `breakwater ");
        _bench.Output.ShouldBeEmpty();
        _bench.Stressed.ShouldBeNull();
    }

    [Fact]
    public void Every_wrong_option_is_said_at_once()
    {
        _bench.Run("stress", "good.yaml", "--quick", "--full", "--seed", "x", "--scale", "1", "--dimension", "9").ShouldBe(ExitCode.BadInput);
        _bench.Error.Split('\n').Count(l => l.StartsWith("breakwater: ", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public void Wrong_usage_under_json_is_an_object()
    {
        _bench.Run("stress", "--json").ShouldBe(ExitCode.BadInput);
        using var json = JsonDocument.Parse(_bench.Output);
        json.RootElement.GetProperty("problems")[0].GetProperty("message").GetString().ShouldBe("Required argument 'FLEET.yaml' missing for command: 'stress'.");
    }

    [Fact]
    public void Without_a_command_the_help_goes_where_errors_go()
    {
        _bench.Run().ShouldBe(ExitCode.BadInput);
        _bench.Output.ShouldBeEmpty();
        _bench.Error.ShouldContain("Usage:");
    }

    [Fact]
    public void A_fault_of_ours_is_one_line_and_how_to_report_it()
    {
        _bench.Services = _bench.Services with { LoadFleet = _ => throw new InvalidOperationException("two\nlines") };
        _bench.Run("validate", "good.yaml").ShouldBe(ExitCode.Fault);
        _bench.Error.ShouldBe(
            "breakwater: This is a fault of ours, not yours: two lines\nPlease report it with the command line, the fleet file and what BREAKWATER_DEBUG=1 adds to this message.\n");
    }

    [Fact]
    public void The_help_of_the_whole_command()
    {
        _bench.Run("--help").ShouldBe(ExitCode.Done);
        string.Join('\n', _bench.Output.Split('\n').Select(l => l.TrimEnd())).ShouldBe(
            """
            Description:
              Governs fleets of AI agents, and finds where that governance breaks before
              the fleet gets there.

            Usage:
              breakwater [command] [options]

            Options:
              -?, -h, --help  Show help and usage information
              --version       Show version information

            Commands:
              stress <FLEET.yaml>    Stress-test a fleet's governance at growing scale and
                                     write the report
              assess <FLEET.yaml>    Find delegation, attack and boundary paths,
                                     over-permissive rules and single points of failure,
                                     without running anything
              replay <FLEET.yaml>    Run one point of a stress test again, to its end or to
                                     one of its events
              report <RESULTS.json>  Render the report of a run again from its results
              validate <FLEET.yaml>  Check a fleet file and report every problem at once
              init <FILE>            Write a commented starter fleet that runs as it is
                                     [default: fleet.yaml]
              scale <FLEET.yaml>     Scale a fleet file to another number of agents, by its
                                     own rule or another
              policy                 Check, test, compare, explain and roll out bundles of
                                     policies
              calibrate              Measure what each unit of work costs on this machine
                                     (about 20 seconds)
              audit                  Verify, prove, query, export and tier audit logs

            Examples:
              breakwater init
              breakwater stress fleet.yaml --quick
              breakwater stress scenarios/investment-bank.yaml

            Exit codes:
              0    done
              1    a --fail-on expression is true or cannot be judged, a policy check
                   fails, or a log is damaged
              2    bad input or usage: every problem is listed, nothing was written
              3    a fault of ours
              130  interrupted: what was finished is written

            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("stress")]
    [InlineData("audit")]
    [InlineData("audit verify")]
    [InlineData("audit prove")]
    [InlineData("audit query")]
    [InlineData("audit export")]
    [InlineData("audit tier")]
    [InlineData("audit hold")]
    [InlineData("audit hold add")]
    [InlineData("audit hold remove")]
    [InlineData("audit hold list")]
    [InlineData("audit completeness")]
    [InlineData("assess")]
    [InlineData("replay")]
    [InlineData("report")]
    [InlineData("validate")]
    [InlineData("init")]
    [InlineData("scale")]
    [InlineData("calibrate")]
    [InlineData("policy")]
    [InlineData("policy lint")]
    [InlineData("policy test")]
    [InlineData("policy diff")]
    [InlineData("policy explain")]
    [InlineData("policy rollout")]
    [InlineData("policy rollout plan")]
    [InlineData("policy rollout status")]
    [InlineData("policy rollout simulate")]
    public void The_help_of_a_command_has_examples_and_fits_the_terminal(string command)
    {
        _bench.Run([.. command.Split(' '), "--help"]).ShouldBe(ExitCode.Done);
        _bench.Output.ShouldContain($"Usage:\n  breakwater {command} ");
        _bench.Output.ShouldContain($"Examples:\n  breakwater {command}");
        _bench.Output.Split('\n').ShouldAllBe(l => l.Length <= 80);
    }
}
