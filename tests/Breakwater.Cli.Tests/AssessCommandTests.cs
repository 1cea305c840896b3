using System.Text.Json;
using Breakwater.Fleet;
using Breakwater.Lab.Results;

namespace Breakwater.Cli.Tests;

public sealed class AssessCommandTests : IDisposable
{
    private static readonly string _bank = Path.Combine(Repository.Root, "scenarios", "investment-bank.yaml");

    private readonly Bench _bench = new();

    public AssessCommandTests()
    {
        var services = _bench.Services;
        _bench.Services = services with { LoadFleet = path => path == _bank ? new(FleetFile.Load(path).Fleet, []) : services.LoadFleet(path) };
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_text_counts_first_and_fits_the_terminal()
    {
        _bench.Run("assess", _bank).ShouldBe(ExitCode.Done);
        _bench.Error.ShouldBeEmpty();
        var lines = _bench.Output.Split('\n');
        lines[0].ShouldBe("investment-bank: 100 agents in 6 clusters and 28 groups");
        lines.ShouldAllBe(l => l.Length <= 80);
        _bench.Output.ShouldContain("9,900 possible (ordered pairs of agents)");
        _bench.Output.ShouldContain("observed: no run given");
        _bench.Output.ShouldContain("more; --json has all.");
    }

    [Fact]
    public void The_same_fleet_gives_the_same_bytes()
    {
        _bench.Run("assess", _bank, "--json").ShouldBe(ExitCode.Done);
        using var other = new Bench();
        other.Services = _bench.Services;
        other.Run("assess", _bank, "--json").ShouldBe(ExitCode.Done);
        other.Output.ShouldBe(_bench.Output);
    }

    [Fact]
    public void For_programs_it_is_one_object_and_the_page_names_every_member_of_it()
    {
        _bench.Run("assess", _bank, "--json").ShouldBe(ExitCode.Done);
        using var json = JsonDocument.Parse(_bench.Output);
        var assessment = json.RootElement.GetProperty("assessment");
        assessment.GetProperty("schema").GetString().ShouldBe("breakwater.assessment/1.0");
        assessment.GetProperty("attackPaths").GetProperty("threeSteps").GetInt64().ShouldBe(29_600);
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "assess.md"));
        var members = new SortedSet<string>(StringComparer.Ordinal);
        Collect(json.RootElement, members);
        members.Count.ShouldBeGreaterThan(80);
        members.Where(m => !page.Contains($"`{m}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void What_the_page_shows_is_what_the_bank_gives()
    {
        _bench.Run("assess", _bank).ShouldBe(ExitCode.Done);
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "assess.md"));
        var shown = page.Split("```text\n")[1].Split("\n```")[0].Split('\n').Where(l => l != "…").ToList();
        shown.Count.ShouldBeGreaterThan(20);
        var real = _bench.Output.Split('\n').ToHashSet();
        shown.Where(l => !real.Contains(l)).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_is_no_fleet_and_results_that_are_none_are_reported_together()
    {
        _bench.Run("assess", "bad.yaml", "--observed", "nothing.json", "--json").ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldEndWith("3 problems.\n");
        using var json = JsonDocument.Parse(_bench.Output);
        json.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(ExitCode.BadInput);
        json.RootElement.GetProperty("problems").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public void A_run_of_another_fleet_is_refused()
    {
        _bench.Run("assess", _bank, "--observed", "results.json").ShouldBe(ExitCode.BadInput);
        _bench.Output.ShouldBeEmpty();
        _bench.Error.ShouldStartWith("results.json: The run is of another fleet file: `harbour` with digest ab");
    }

    [Fact]
    public void A_run_without_delegations_says_so()
    {
        Observe(null);
        _bench.Run("assess", _bank, "--observed", "results.json").ShouldBe(ExitCode.Done);
        Words(_bench.Output).ShouldContain("not observed: the run measured none.");
    }

    [Fact]
    public void What_a_run_saw_stands_beside_what_is_declared()
    {
        Observe(137);
        _bench.Run("assess", _bank, "--observed", "results.json").ShouldBe(ExitCode.Done);
        Words(_bench.Output).ShouldContain("137 observed (delegation/chain-local/delegation-paths-used, seed 7).");
        Words(_bench.Output).ShouldContain("137 in use (delegation/chain-local/delegation-paths-used, seed 7); 200 pairs of agents are declared");
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private void Observe(double? paths)
    {
        var results = Samples.Results();
        var point = new PointResult
        {
            Axis = "agents", At = 100, N = 100, Seed = 7, Scaling = "constant-degree", Work = new Dictionary<string, double>(),
            Effect = paths is { } seen ? new Dictionary<string, double> { ["delegation-paths-used"] = seen } : new Dictionary<string, double>(), Money = 0,
        };
        var experiment = new ExperimentResult
        {
            Id = "delegation", Title = "", Summary = "", Dimension = 2, Controls = [], Metrics = [], Tables = [], Charts = [], Assumptions = [],
            Variants = [new() { Id = "chain-local", Title = "", Summary = "", Kind = "adapted", MaxAgents = 100, Points = [point, point with { N = 50, Effect = new Dictionary<string, double> { ["delegation-paths-used"] = 999 } }], Fits = [] }],
        };
        var run = results with { Scenario = results.Scenario with { Digest = FleetFile.Load(_bank).Fleet!.Digest }, Experiments = [experiment] };
        _bench.Services = _bench.Services with { ReadResults = _ => new(run, []) };
    }

    private static void Collect(JsonElement element, SortedSet<string> members)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) { Collect(item, members); }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                members.Add(member.Name);
                Collect(member.Value, members);
            }
        }
    }
}
