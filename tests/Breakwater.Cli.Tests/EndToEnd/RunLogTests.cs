using System.Text.Json;
using System.Text.RegularExpressions;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>What the commands show of the fleet's own agents at work, in the log that a run leaves.</summary>
public sealed partial class RunLogTests(RunLogTests.Run run) : IClassFixture<RunLogTests.Run>
{
    [Fact]
    public void The_run_ends_with_a_command_that_shows_a_whole_chain()
    {
        var next = NextLine().Match(run.Output);
        next.Success.ShouldBeTrue(run.Output);
        var chain = next.Groups[1].Value;
        RealCommand.Run("audit", "query", "--help").Output.ShouldContain(chain, Case.Sensitive, "the example of the help is this run's");
        var lines = Lines("--chain", chain);
        var records = Records("--chain", chain);
        records.Select(Text("kind")).ShouldContain("delegation-presented");
        records.Select(Text("agent")).Distinct().Count().ShouldBeGreaterThan(1);
        records.Select(Text("outcome")).ShouldContain("succeeded");
        records.ShouldAllBe(r => Text("chain")(r) == chain);
        lines.Count(l => l.Contains(" hands ", StringComparison.Ordinal)).ShouldBe(records.Count(r => Text("kind")(r) == "delegation-presented"));
        Lines("--kind", "reviewed").ShouldAllBe(l => l.Contains("  by ", StringComparison.Ordinal));
    }

    [Fact]
    public void Queries_find_denials_and_agents()
    {
        var denied = Records("--decision", "deny");
        denied.Count.ShouldBeGreaterThan(5);
        denied.Select(Text("reason")).Distinct().Count().ShouldBeGreaterThan(2);
        var agent = Text("agent")(denied[0])!;
        Records("--agent", agent, "--decision", "deny").Count.ShouldBeGreaterThanOrEqualTo(denied.Count(r => Text("agent")(r) == agent));
        Records("--kind", "alert-shown").ShouldNotBeEmpty();
    }

    [Fact]
    public void A_query_shows_the_phase_that_a_cluster_was_put_into_and_what_it_refused_there()
    {
        var changes = Lines("--kind", "control-changed").Where(l => l.Contains("  pace.change cluster ", StringComparison.Ordinal)).ToList();
        changes.Count.ShouldBe(2, "one gate");
        changes[0].ShouldContain(" from primary to alternate by ");
        changes[1].ShouldContain(" from alternate to primary by ");
        Lines("--control", "EC-2.1").ShouldAllBe(l => l.EndsWith("  deny  pace.reads-only  EC-2.1  in alternate", StringComparison.Ordinal));
        var degraded = Records().Where(r => Text("pace")(r) is not null).ToList();
        degraded.ShouldAllBe(r => Text("pace")(r) == "alternate");
        degraded.ShouldContain(r => Text("reason")(r) == "pace.reads-only");
        Lines().Count(l => l.Contains("  in alternate", StringComparison.Ordinal)).ShouldBe(degraded.Count);
    }

    [Fact]
    public void Everything_is_accounted_for_and_sampling_left_something_out()
    {
        var (exitCode, output, error) = RealCommand.Run("audit", "completeness", run.Audit);
        exitCode.ShouldBe(0, output + error);
        output.ShouldEndWith("Everything that was seen was kept or is counted as left out.\n");
        var json = JsonDocument.Parse(RealCommand.Run("audit", "completeness", run.Audit, "--json").Output).RootElement;
        var logs = json.GetProperty("logs").EnumerateArray().ToList();
        logs.Sum(l => l.GetProperty("omitted").GetInt64()).ShouldBeGreaterThan(100);
        var counted = logs.Sum(l => l.GetProperty("seen").GetInt64() + l.GetProperty("unsampled").GetInt64());
        counted.ShouldBeGreaterThan(500);
        // What was left out is estimated from what was kept: the interval holds what was counted.
        ((double)counted).ShouldBeInRange(json.GetProperty("lower").GetDouble(), json.GetProperty("upper").GetDouble());
    }

    [Fact]
    public void An_estimate_says_how_much_sampling_left_out()
    {
        var estimate = JsonDocument.Parse(RealCommand.Run("audit", "query", run.Audit, "--kind", "completed", "--estimate", "--json").Output).RootElement;
        estimate.GetProperty("estimated").GetDouble().ShouldBeGreaterThan(1.2 * estimate.GetProperty("found").GetInt64());
        RealCommand.Run("audit", "query", run.Audit, "--tool", "no-such-tool", "--estimate").Output.ShouldBe("0 events recorded, of an estimated 0 (95%: 0 to 35)\n");
        RealCommand.Run("audit", "query", run.Audit, "--decision", "deny", "--tool", "no-such-tool", "--estimate").Output.ShouldBe("0 events recorded, of an estimated 0 (95%: 0 to 0)\n");
    }

    [Fact]
    public void Records_are_due_for_tiering_by_the_machines_clock_and_segments_have_their_index()
    {
        var (exitCode, output, error) = RealCommand.Run("audit", "tier", run.Audit, "--dry-run");
        exitCode.ShouldBe(0, error);
        output.ShouldContain("default/90d: ");
        output.ShouldContain(" to be expired");
        output.ShouldNotContain("indexed", Case.Sensitive, "the run has done that as it ended");
        var (_, found, effort) = RealCommand.Run("audit", "query", run.Audit, "--chain", new string('0', 31) + "1");
        found.ShouldBeEmpty();
        effort.ShouldNotContain("no index");
    }

    [Fact]
    public void It_verifies_and_any_record_is_proved()
    {
        using var folder = new TemporaryFolder();
        RealCommand.Run("audit", "verify", run.Audit).ExitCode.ShouldBe(0);
        var log = Directory.GetDirectories(Path.Combine(run.Audit, "default")).First(d => Path.GetFileName(d) == "90d");
        RealCommand.Run("audit", "prove", log, "17", "--out", folder["p"]).ExitCode.ShouldBe(0);
    }

    private static Func<JsonElement, string?> Text(string name) => record => record.TryGetProperty(name, out var value) ? value.GetString() : null;

    private List<JsonElement> Records(params string[] conditions) =>
        [.. RealCommand.Run(["audit", "query", run.Audit, "--json", .. conditions]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("record"))];

    private List<string> Lines(params string[] conditions) => [.. RealCommand.Run(["audit", "query", run.Audit, .. conditions]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    [GeneratedRegex(@"Next: breakwater audit query \S+ --chain ([0-9a-f]{32})\n")]
    private static partial Regex NextLine();

    public sealed class Run : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Run()
        {
            var agora = Path.Combine(Repository.Root, "scenarios", "agora-6.yaml");
            var (exitCode, output, error) = RealCommand.Run("stress", agora, "--quick", "--dimension", "2,4", "--scale", "6,20", "--out", _folder["out"]);
            exitCode.ShouldBe(0, error);
            Output = output;
        }

        public string Output { get; }

        public string Audit => Path.Combine(_folder["out"], "audit");

        public void Dispose() => _folder.Dispose();
    }
}
