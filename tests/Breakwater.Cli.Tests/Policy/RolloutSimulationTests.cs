using System.Text.Json;

namespace Breakwater.Cli.Tests.Policy;

/// <summary><c>policy rollout simulate</c>: the real rollout in virtual time.</summary>
public sealed class RolloutSimulationTests
{
    private const string Old = "policies/advisors/1.0.0", Minor = "policies/advisors/1.1.0", Major = "policies/advisors/2.0.0", Recorded = "policies/advisors/recorded.jsonl";

    [Fact]
    public void A_breaking_version_goes_through_its_stages_and_only_the_layer_lets_nothing_through_while_mixed()
    {
        using var json = Json(ExitCode.Done, Old, Major);
        var modes = json.RootElement.GetProperty("modes").EnumerateArray().ToDictionary(m => m.GetProperty("mode").GetString()!);
        var stages = modes["compatibility"].GetProperty("stages").EnumerateArray().ToList();
        stages.Select(s => (s.GetProperty("percent").GetInt32(), s.GetProperty("fromHours").GetDouble(), s.GetProperty("end").GetString())).ShouldBe([(0, 0, "promoted"), (10, 24, "promoted"), (50, 48, "promoted"), (90, 96, "promoted")]);
        modes["compatibility"].GetProperty("hours").GetDouble().ShouldBe(120);
        // The same agents as in the plan that is shown beforehand.
        using var plan = JsonDocument.Parse(PolicyBench.Run("policy", "rollout", "plan", Old, Major, "--json").Output);
        stages.Select(s => s.GetProperty("agents").GetInt32()).ShouldBe(plan.RootElement.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("agents").GetArrayLength()));
        foreach (var stage in stages)
        {
            var (requests, counts) = (stage.GetProperty("requests").GetInt64(), stage.GetProperty("counts"));
            counts.GetProperty("compared").GetInt64().ShouldBe(requests, "both versions answer every request");
            // In shadow the old version decides; from then on nothing is decided as the looser version says.
            var toDeny = counts.GetProperty("allowToDeny").GetInt64();
            toDeny.ShouldBeGreaterThan(0);
            stage.GetProperty("exposed").GetInt64().ShouldBe(stage.GetProperty("percent").GetInt32() == 0 ? toDeny : 0);
            stage.GetProperty("changed").GetInt64().ShouldBe(stage.GetProperty("percent").GetInt32() == 0 ? 0 : toDeny);
        }
        modes["compatibility"].GetProperty("exposedWhileMixed").GetInt64().ShouldBe(0);
        modes["none"].GetProperty("exposedWhileMixed").GetInt64().ShouldBeGreaterThan(50);
        modes["routing"].GetProperty("askedPerRequest").GetDouble().ShouldBeGreaterThan(1.5);
        modes.Values.Select(m => m.GetProperty("exposedInShadow").GetInt64()).Distinct().Count().ShouldBe(1, "protection begins when the fleet is mixed");
    }

    [Fact]
    public void Requests_that_drift_roll_it_back_and_a_gate_told_to_expect_them_does_not()
    {
        using (var json = Json(ExitCode.ThresholdCrossed, Old, Major, "--requests", Recorded))
        {
            json.RootElement.GetProperty("requests").GetProperty("leftOut").GetInt32().ShouldBe(1, "the masked one");
            var stage = json.RootElement.GetProperty("modes")[0].GetProperty("stages").EnumerateArray().Single();
            (stage.GetProperty("end").GetString(), stage.GetProperty("by").GetString()).ShouldBe(("rolled-back", "drift"));
            stage.GetProperty("counts").GetProperty("compared").GetInt64().ShouldBeInRange(1_000, 1_010, "a gate decides nothing on less");
        }
        using var expected = Json(ExitCode.Done, Old, Major, "--requests", Recorded, "--drift", "60", "--denials", "60", "--mode", "none");
        expected.RootElement.GetProperty("modes")[2].GetProperty("end").GetString().ShouldBe("promoted");
    }

    [Fact]
    public void Too_few_requests_hold_it_until_the_simulation_ends()
    {
        var (exitCode, output, _) = PolicyBench.Run("policy", "rollout", "simulate", Old, Major, "--stages", "0:1h", "--per-hour", "10", "--hours", "3");
        exitCode.ShouldBe(ExitCode.ThresholdCrossed);
        output.ShouldContain("1 h: shadow is held after its time, by the drift gate, until 3 h");
        output.ShouldContain("3 h: the simulation ends; 0% of ");
    }

    [Fact]
    public void A_version_that_publishing_refuses_is_not_rolled_out()
    {
        using var json = Json(ExitCode.ThresholdCrossed, Old, Minor);
        json.RootElement.GetProperty("modes").GetArrayLength().ShouldBe(0);
        json.RootElement.GetProperty("publishingRefused")[0].GetProperty("message").GetString()!.ShouldContain("denies 18 of 96 requests compared that 1.0.0 allows");
    }

    [Fact]
    public void The_same_seed_gives_the_same_and_another_one_other_requests()
    {
        string[] line = ["policy", "rollout", "simulate", Old, Major, "--stages", "0:12h,50:12h"];
        var once = PolicyBench.Run(line).Output;
        PolicyBench.Run(line).Output.ShouldBe(once);
        PolicyBench.Run([.. line, "--seed", "2"]).Output.ShouldNotBe(once);
    }

    [Fact]
    public void An_overlay_is_simulated_on_what_it_extends()
    {
        using var folder = new TemporaryFolder();
        var next = folder["london"];
        Directory.CreateDirectory(next);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(PolicyBench.Policies, "investment-bank", "london"))) { File.Copy(file, Path.Combine(next, Path.GetFileName(file))); }
        var bundle = Path.Combine(next, "bundle.yaml");
        File.WriteAllText(bundle, File.ReadAllText(bundle).Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal));
        using var json = Json(
            ExitCode.Done, "policies/investment-bank/london", next, "--with", "policies/investment-bank/base", "--fleet", "scenarios/investment-bank.yaml", "--stages", "0:12h,50:12h");
        // Nothing changed but the number: no drift in any stage.
        json.RootElement.GetProperty("modes")[0].GetProperty("stages").EnumerateArray().ShouldAllBe(s => s.GetProperty("driftRate").GetDouble() == 0 && s.GetProperty("requests").GetInt64() > 2_000);
    }

    [Theory]
    [InlineData("--stages", "none", "A breaking change begins in shadow")]
    [InlineData("--stages", "10:1h", "A breaking change begins in shadow")]
    [InlineData("--stages", "0:24", "`0:24` is not a stage")]
    [InlineData("--requests", "policies/advisors/nothing.jsonl", "there is no such file")]
    [InlineData("--drift", "0", "must be a whole number from 1 to 99")]
    public void Bad_input_is_said_and_nothing_is_simulated(string option, string value, string expected)
    {
        var (exitCode, output, error) = PolicyBench.Run("policy", "rollout", "simulate", Old, Major, option, value);
        (exitCode, output).ShouldBe((ExitCode.BadInput, ""));
        error.ShouldContain(expected);
    }

    [Fact]
    public void A_plan_of_no_stages_has_nothing_to_be_watched() =>
        PolicyBench.Run("policy", "rollout", "simulate", Old, Minor, "--stages", "none").ShouldBe((ExitCode.BadInput, "", "a plan of no stages has nothing to be watched\n    name at least one stage, such as `--stages 0:24h`\n"));

    private static JsonDocument Json(int exitCode, params string[] args)
    {
        var (code, output, error) = PolicyBench.Run(["policy", "rollout", "simulate", .. args, "--json"]);
        error.Split('\n').ShouldAllBe(l => l.Length == 0 || l.EndsWith("simulated hours", StringComparison.Ordinal));
        code.ShouldBe(exitCode);
        return JsonDocument.Parse(output);
    }
}
