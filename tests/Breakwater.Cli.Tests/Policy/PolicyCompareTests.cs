using System.Security.Cryptography;
using System.Text.Json;
using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using Breakwater.TransparencyLog;
using NuGet.Versioning;

namespace Breakwater.Cli.Tests.Policy;

/// <summary><c>policy diff</c>, <c>explain</c>, <c>lint</c> of two versions, and <c>rollout</c>.</summary>
public sealed class PolicyCompareTests : IDisposable
{
    private const string Old = "policies/advisors/1.0.0", Minor = "policies/advisors/1.1.0", Major = "policies/advisors/2.0.0";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_diff_groups_by_policy_and_a_masked_value_is_undecidable()
    {
        using var json = Json(ExitCode.ThresholdCrossed, "diff", Old, Minor, "--requests", "policies/advisors/recorded.jsonl");
        var root = json.RootElement;
        root.GetProperty("recorded").GetInt32().ShouldBe(3);
        (root.GetProperty("generated").GetInt64(), root.GetProperty("outOf").GetInt64(), root.GetProperty("isComplete").GetBoolean()).ShouldBe((96, 96, true));
        root.GetProperty("publishing").GetString()!.ShouldStartWith("Publishing advice-limits@1.1.0 over 1.0.0 is refused");
        root.GetProperty("changes").EnumerateArray().Select(c => (c.GetProperty("kind").GetString(), c.GetProperty("policy").GetString(), c.GetProperty("count").GetInt32()))
            .ShouldBe([("allow-to-deny", "orders-limit", 19), ("undecidable-masked", "orders-limit", 1)]);
    }

    /// <summary>The shipped base with its highest limit lowered: beyond the first values of anything.</summary>
    [Fact]
    public void The_banks_highest_limit_is_not_lowered_quietly()
    {
        CopyBase("v2", "1.1.0", t => t.Replace("50000000.0", "40000000.0", StringComparison.Ordinal));
        using (var json = Json(ExitCode.ThresholdCrossed, "diff", $"{PolicyBench.Policies}/investment-bank/base", _folder["v2"], "--fleet", "scenarios/investment-bank.yaml"))
        {
            var root = json.RootElement;
            root.GetProperty("isComplete").GetBoolean().ShouldBeTrue();
            root.GetProperty("steps").GetInt32().ShouldBeLessThan(100_000);
            root.GetProperty("publishing").GetString()!.ShouldContain("bank-base@1.1.0 over 1.0.0 is refused: it denies");
            root.GetProperty("changes").EnumerateArray().ShouldContain(c => c.GetProperty("kind").GetString() == "allow-to-deny" && c.GetProperty("policy").GetString() == "orders-hard-limit");
        }
        // Raised instead, it permits more and denies nothing.
        CopyBase("v3", "1.1.0", t => t.Replace("50000000.0", "60000000.0", StringComparison.Ordinal));
        using var raised = Json(ExitCode.Done, "diff", $"{PolicyBench.Policies}/investment-bank/base", _folder["v3"], "--fleet", "scenarios/investment-bank.yaml");
        raised.RootElement.GetProperty("publishing").GetString().ShouldBe("allowed");
    }

    [Fact]
    public void A_comparison_that_is_cut_is_said_and_fails()
    {
        CopyBase("v2", "1.1.0", t => t.Replace("50000000.0", "60000000.0", StringComparison.Ordinal));
        var (exitCode, output, error) = PolicyBench.Run(
            "policy", "diff", $"{PolicyBench.Policies}/investment-bank/base", _folder["v2"], "--fleet", "scenarios/investment-bank.yaml", "--max-requests", "500");
        error.ShouldBeEmpty();
        exitCode.ShouldBe(ExitCode.ThresholdCrossed);
        var text = string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        text.ShouldContain("Not everything was compared: what is not listed below may change too.");
        text.ShouldContain("Publishing bank-base@1.1.0 over 1.0.0 is refused: it could be compared with 1.0.0 for only");
        text.ShouldContain("Number it 2.0.0 or add `breaking: true`; or change less at once; or let a person raise the most requests for this comparison to ");
        text.ShouldContain("which is certainly enough");
        PolicyBench.Run("policy", "diff", Old, Minor, "--max-requests", "0").ExitCode.ShouldBe(ExitCode.BadInput);
    }

    private void CopyBase(string name, string version, Func<string, string> change)
    {
        Directory.CreateDirectory(_folder[name]);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(PolicyBench.Policies, "investment-bank", "base")))
        {
            File.WriteAllText(_folder[$"{name}/{Path.GetFileName(file)}"], change(File.ReadAllText(file)).Replace("version: 1.0.0", $"version: {version}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_major_version_that_denies_more_may_be_published_and_going_back_allows_more()
    {
        using (var up = Json(ExitCode.Done, "diff", Old, Major)) { up.RootElement.GetProperty("publishing").GetString().ShouldBe("allowed"); }
        using var back = Json(ExitCode.Done, "diff", Major, Old);
        back.RootElement.GetProperty("changes")[0].GetProperty("kind").GetString().ShouldBe("deny-to-allow");
    }

    [Fact]
    public void Recorded_requests_that_cannot_be_read_are_all_said_with_their_lines()
    {
        File.WriteAllText(_folder["r.jsonl"],
            """
            {"group":"order-desk","region":"new-york","tool":"place-order","arguments":{"amount":"much","client":"c"}}

            {"group":"order-dsk","region":"new-york","tool":"place-ordr","delgated":true}
            [
            {"group":"order-desk","region":"london","tool":"place-order","arguments":{"amount":1,"client":"c"}}
            """);
        var (exitCode, output, error) = PolicyBench.Run("policy", "diff", Old, Major, "--requests", _folder["r.jsonl"]);
        exitCode.ShouldBe(ExitCode.BadInput);
        output.ShouldBeEmpty();
        error.Split('\n').Where(l => l.Contains("r.jsonl:", StringComparison.Ordinal)).Select(l => l.Split("r.jsonl:")[1].Split(':')[0]).ShouldBe(["1", "3", "3", "3", "4", "5"]);
        error.ShouldContain("`amount`");
        error.ShouldContain("did you mean `delegated`?");
        error.ShouldContain("did you mean `order-desk`?");
        error.ShouldContain("did you mean `place-order`?");
    }

    [Fact]
    public void Lint_of_two_versions_says_what_their_agents_disagree_about()
    {
        using var minor = Json(ExitCode.ThresholdCrossed, "lint", Old, Minor);
        var finding = minor.RootElement.GetProperty("findings")[0];
        finding.GetProperty("kind").GetString().ShouldBe("versions-differ");
        finding.GetProperty("severity").GetString().ShouldBe("warning");
        finding.GetProperty("message").GetString()!.ShouldStartWith("an agent on advice-limits@1.0.0 allows what one on advice-limits@1.1.0 blocks: 18 of ");
        using var major = Json(ExitCode.Done, "lint", Old, Major);
        major.RootElement.GetProperty("warnings").GetInt32().ShouldBe(0);
    }

    [Fact]
    public void Lint_of_the_bank_finds_the_action_that_each_city_decides_its_own_way()
    {
        using var json = Json(ExitCode.Done, "lint", "policies/investment-bank");
        var differ = json.RootElement.GetProperty("findings").EnumerateArray().Where(f => f.GetProperty("kind").GetString() == "places-differ").Select(f => f.GetProperty("policy").GetString()).ToHashSet();
        foreach (var policy in new[] { "jp-no-short-sale", "us-locate-first", "sg-short-sale-marked", "us-research-mailing", "uk-dark-cap" }) { differ.ShouldContain(policy); }
    }

    [Fact]
    public void An_explanation_names_the_policies_their_bundles_and_laws_and_what_was_tried()
    {
        using var json = Json(ExitCode.Done, "explain", "policies/investment-bank", "--request", "policies/investment-bank/examples/short-sale.json");
        var answer = json.RootElement.GetProperty("answer");
        answer.GetProperty("decision").GetString().ShouldBe("allow");
        answer.GetProperty("determining").EnumerateArray().Select(d => d.GetString()).ShouldBe(["orders-judged", "uk-short-sale-seen"]);
        answer.GetProperty("obligations").EnumerateArray().Select(d => d.GetString()).ShouldBe(["judge", "person", "record-before"]);
        answer.GetProperty("applied").EnumerateArray().Select(a => a.GetProperty("jurisdiction").GetString()).ShouldBe(["US", "UK", "UK"]);
        answer.GetProperty("tried").GetInt32().ShouldBeInRange(3, 30);
        // Indexed by cluster and law: every one of the 24 places is in exactly one of the sets.
        json.RootElement.GetProperty("places").EnumerateArray().Sum(p => p.GetProperty("at").GetArrayLength()).ShouldBe(24);
    }

    [Fact]
    public void A_policy_outside_the_index_is_named_with_the_reason()
    {
        Directory.CreateDirectory(_folder["wide"]);
        File.WriteAllText(_folder["wide/bundle.yaml"], "name: wide\nversion: 1.0.0\nlayer: fleet\n");
        File.WriteAllText(_folder["wide/wide.cedar"], "@id(\"anything\") forbid (principal, action, resource) when { context.delegated || context.crossJurisdiction };\n");
        var (exitCode, output, _) = PolicyBench.Run("policy", "explain", _folder["wide"], "--fleet", "scenarios/agora-6.yaml");
        exitCode.ShouldBe(ExitCode.Done);
        output.ShouldContain("1 policy: 1 outside the index");
        output.ShouldContain("`anything` is outside the index: its head constrains neither");
    }

    [Fact]
    public void A_plan_keeps_who_is_in_and_a_breaking_change_cannot_skip_shadow()
    {
        using var json = Json(ExitCode.Done, "rollout", "plan", Old, Major);
        var root = json.RootElement;
        root.GetProperty("isBreaking").GetBoolean().ShouldBeTrue();
        root.GetProperty("hours").GetDouble().ShouldBe(120);
        var stages = root.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("agents").EnumerateArray().Select(a => a.GetString()!).ToHashSet()).ToList();
        stages[0].ShouldBeEmpty();
        stages[1].Count.ShouldBeInRange(70, 145);        // 10% of 1,060, as a hash gives it
        for (var i = 1; i < stages.Count; i++) { stages[i].IsProperSupersetOf(stages[i - 1]).ShouldBeTrue(); }

        var (exitCode, _, error) = PolicyBench.Run("policy", "rollout", "plan", Old, Major, "--stages", "10:1h");
        exitCode.ShouldBe(ExitCode.BadInput);
        error.ShouldContain("A breaking change begins in shadow");
        PolicyBench.Run("policy", "rollout", "plan", Old, Minor, "--stages", "none").ExitCode.ShouldBe(ExitCode.Done);
        PolicyBench.Run("policy", "rollout", "plan", Old, Major, "--stages", "0:24").Error.ShouldContain("`0:24` is not a stage");
    }

    [Fact]
    public void The_status_is_read_from_a_log_in_use_and_changes_nothing_of_it()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var log = FileControlLog.Open(_folder["log"], new() { Origin = "example.com/control", Signers = [new EcdsaNoteSigner("example.com/control", key)] }, TimeProvider.System).Log!;
        var control = new RolloutControl(new(), log, _ => default, TimeProvider.System);
        BundleReference one = new("limits", SemanticVersion.Parse("1.0.0")), two = new("limits", SemanticVersion.Parse("1.1.0"));
        control.Start("bank", one, two, "ann").Done.ShouldBeTrue();
        control.Promote("bank", "limits", "ann").Done.ShouldBeTrue();
        var before = Bytes();

        var (exitCode, output, error) = PolicyBench.Run("policy", "rollout", "status", _folder["log"]);
        error.ShouldBeEmpty();
        exitCode.ShouldBe(ExitCode.Done);
        output.ShouldStartWith("bank: limits@1.0.0 → limits@1.1.0, rollout 1; in force: limits@1.0.0\n  stage 2 of 4 (10%), ");
        Bytes().ShouldBe(before);
        control.Abort("bank", "limits", "ann");
        log.TryFlush().Error.ShouldBeNull();
        PolicyBench.Run("policy", "rollout", "status", _folder["log"]).Output.ShouldContain("rolled back by a person, in stage 2 of 4 (10%)");
        PolicyBench.Run("policy", "rollout", "status", _folder["nothing"]).ExitCode.ShouldBe(ExitCode.BadInput);
        Directory.Exists(_folder["nothing"]).ShouldBeFalse();

        string[] Bytes() => [.. Directory.EnumerateFiles(_folder["log"]).Where(f => !f.EndsWith("lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(f => $"{f} {Convert.ToHexString(Read(f))}")];
        static byte[] Read(string path)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
    }

    [Fact]
    public void What_the_page_shows_is_what_the_commands_print()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "policy-commands.md")).ReplaceLineEndings("\n");
        var blocks = page.Split("```text\n").Skip(1).Select(b => b.Split("\n```")[0].Split('\n')).Where(b => b[0].StartsWith("$ breakwater ", StringComparison.Ordinal)).ToList();
        blocks.Count.ShouldBeGreaterThanOrEqualTo(6);
        foreach (var block in blocks)
        {
            var (_, output, error) = PolicyBench.Run(block[0]["$ breakwater ".Length..].Split(' '));
            var real = (output + error).Split('\n').ToHashSet();
            block.Skip(1).Where(l => l != "…" && !real.Contains(l)).ShouldBeEmpty(block[0]);
        }
    }

    private static JsonDocument Json(int exitCode, params string[] args)
    {
        var (code, output, error) = PolicyBench.Run(["policy", .. args, "--json"]);
        error.ShouldBeEmpty();
        code.ShouldBe(exitCode);
        return JsonDocument.Parse(output);
    }
}
