using System.Text.Json;

namespace Breakwater.Cli.Tests.Policy;

public sealed class PolicyTestCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_case_that_fails_says_what_was_expected_and_what_came()
    {
        var file = Cases(
            """
              - name: the writer publishes
                request: { group: writer, region: virginia, tool: publish-answer, arguments: { reviewedBy: reviewer, sources: 1 } }
                expect: { decision: allow }
              - name: without a judge
                request: { group: publisher, region: virginia, tool: publish-answer, arguments: { reviewedBy: reviewer, sources: 1 } }
                expect: { decision: allow, obligations: [person], policies: [publish-sensitive] }
              - name: for another reason
                request: { group: publisher, region: virginia, tool: publish-answer, arguments: { reviewedBy: reviewer, sources: 0 } }
                expect: { decision: deny, reason: policy.forbidden }
            """);
        var (exitCode, output, error) = PolicyBench.Run("policy", "test", file);
        error.ShouldBeEmpty();
        exitCode.ShouldBe(ExitCode.ThresholdCrossed);
        output.Replace(file, "FILE", StringComparison.Ordinal).ShouldBe(
            """
            FILE: 3 cases, 3 failed
              FILE:4: the writer publishes
                  expected allow, got deny: the policy `duty-writers-never-publish` of `agora-publishing@1.0.0` forbids it
              FILE:7: without a judge
                  expected the obligations person, got judge
                  expected to be determined by `publish-sensitive`, was by `publish-reviewed`
              FILE:10: for another reason
                  expected the reason `policy.forbidden`, got `policy.not-permitted`: no policy permits it
            3 cases: 0 passed, 3 failed.

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_misspelt_name_is_bad_input_and_not_a_denial()
    {
        var file = Cases(
            """
              - name: misspelt
                request: { group: publishr, region: virginia, tool: publish-anser }
                expect: { decision: deny, policies: [publish-reviewd] }
            """);
        var (exitCode, output, error) = PolicyBench.Run("policy", "test", file);
        exitCode.ShouldBe(ExitCode.BadInput);
        output.ShouldBeEmpty();
        error.Replace(file, "FILE", StringComparison.Ordinal).ShouldBe(
            """
            FILE:4: case `misspelt`: `publishr` is no group of tenant `default`
                did you mean `publisher`?
            FILE:4: case `misspelt`: `publish-anser` is no tool of the fleet
                did you mean `publish-answer`?
            FILE:4: case `misspelt`: no bundle has a policy `publish-reviewd`
                did you mean `publish-reviewed`?
            3 problems.

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_file_of_cases_is_read_strictly_and_all_problems_are_said_at_once()
    {
        var file = Cases(
            """
              - name: wrong
                request: { group: writer, region: virginia, tool: write-draft, time: "2026-01-01 09:00" }
                expect: { decision: maybe, obligations: [jugde] }
              - name: empty
                expct: { decision: deny }
            """);
        var (exitCode, _, error) = PolicyBench.Run("policy", "test", file);
        exitCode.ShouldBe(ExitCode.BadInput);
        foreach (var said in new[] { "2026-01-01 09:00", "`maybe`", "`jugde`", "has no `request`", "has no `expect`", "`expct`" }) { error.ShouldContain(said); }
    }

    [Fact]
    public void A_corpus_is_counted_and_a_disagreement_is_exit_code_1()
    {
        Corpus("agrees", "allow", """["policy0"]""");
        Corpus("differs", "deny", "[]");
        Corpus("lost", "allow", "[]", policies: "nowhere.cedar");
        var (exitCode, output, error) = PolicyBench.Run("policy", "test", "--cedar", _folder[""], "--json");
        error.ShouldBeEmpty();
        exitCode.ShouldBe(ExitCode.ThresholdCrossed);
        using var json = JsonDocument.Parse(output);
        json.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.GetInt32())).ShouldBe([("sets", 3), ("requests", 3), ("agreed", 1), ("disagreed", 1), ("unsupported", 1)]);
    }

    [Fact]
    public void A_corpus_of_which_nothing_could_be_decided_is_bad_input()
    {
        Corpus("lost", "allow", "[]", policies: "nowhere.cedar");
        var (exitCode, output, error) = PolicyBench.Run("policy", "test", "--cedar", _folder[""]);
        exitCode.ShouldBe(ExitCode.BadInput);
        output.ShouldContain("unsupported          1\nunsupported: corpus-tests/lost.json: The file `corpus-tests/nowhere.cedar` is neither");
        error.ShouldContain("not one request in it could be decided");
        var json = PolicyBench.Run("policy", "test", "--cedar", _folder[""], "--json");
        json.ExitCode.ShouldBe(ExitCode.BadInput);
        JsonDocument.Parse(json.Output).RootElement.EnumerateObject().Select(p => (p.Name, p.Value.GetInt32())).ShouldBe([("sets", 1), ("requests", 1), ("agreed", 0), ("disagreed", 0), ("unsupported", 1)]);
    }

    [Fact]
    public void A_file_that_does_not_parse_is_in_the_counts_and_named_in_words()
    {
        Corpus("agrees", "allow", """["policy0"]""");
        File.WriteAllText(_folder["corpus-tests/cut.JSON"], "{\n \"policies\": ");
        var (exitCode, output, _) = PolicyBench.Run("policy", "test", "--cedar", _folder[""]);
        exitCode.ShouldBe(ExitCode.Done);
        output.ShouldStartWith("sets                 2\nrequests             2\nagreed               1\ndisagreed            0\nunsupported          1\nunsupported: corpus-tests/cut.JSON: This is not JSON, at 2:14.\n");
    }

    [Fact]
    public void A_link_to_a_folder_above_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        Corpus("agrees", "allow", """["policy0"]""");
        Directory.CreateSymbolicLink(_folder["corpus-tests/again"], _folder["corpus-tests"]);
        PolicyBench.Run("policy", "test", "--cedar", _folder[""]).Output.ShouldStartWith("sets                 1\nrequests             1\n");
    }

    [Fact]
    public void Every_finding_is_named_if_asked_for()
    {
        for (var i = 0; i < 23; i++) { Corpus($"differs-{i:00}", "deny", "[]"); }
        PolicyBench.Run("policy", "test", "--cedar", _folder[""]).Output.ShouldSatisfyAllConditions(o => o.ShouldNotContain("differs-20"), o => o.ShouldEndWith("… and 3 more findings: --all names them.\n"));
        PolicyBench.Run("policy", "test", "--cedar", _folder[""], "--all").Output.ShouldSatisfyAllConditions(o => o.ShouldContain("disagreed: corpus-tests/differs-22.json, request 0: "), o => o.ShouldNotContain("more finding"));
    }

    [Fact]
    public void A_request_that_is_no_JSON_is_said_with_its_place()
    {
        File.WriteAllText(_folder["request.json"], "{\n  oops }");
        var (exitCode, _, error) = PolicyBench.Run("policy", "explain", "policies/agora-6", "--request", _folder["request.json"]);
        exitCode.ShouldBe(ExitCode.BadInput);
        error.ShouldBe($"{_folder["request.json"]}:2:3: this is not JSON\n    write one request as a JSON object\n");
    }

    [Theory]
    [InlineData("policy test --all policies", "--all names the findings of --cedar, and goes with neither CASES nor --json.")]
    [InlineData("policy test --cedar x --all --json", "--all names the findings of --cedar, and goes with neither CASES nor --json.")]
    [InlineData("policy test", "Name either CASES or --cedar DIR.")]
    [InlineData("policy test policies --cedar x", "Name either CASES or --cedar DIR.")]
    [InlineData("policy tset", "There is no command `tset`. Did you mean `test`?")]
    [InlineData("policy lint", "Required argument 'BUNDLE' missing for command: 'lint'.")]
    [InlineData("policy diff policies/advisors/1.0.0 policies/advisors/2.0.0 --reqests x", "There is no option `--reqests`. Did you mean `--requests`?")]
    public void Wrong_usage_is_said_in_words(string line, string message)
    {
        var (exitCode, _, error) = PolicyBench.Run(line.Split(' '));
        exitCode.ShouldBe(ExitCode.BadInput);
        error.ShouldStartWith($"breakwater: {message}\nSee `breakwater policy");
    }

    private string Cases(string cases)
    {
        var file = _folder["cases.yaml"];
        File.WriteAllText(file, $"fleet: {Path.Combine(Repository.Root, "scenarios", "agora-6.yaml")}\nbundles: [{Path.Combine(PolicyBench.Policies, "agora-6")}]\ncases:\n{cases}\n");
        return file;
    }

    private void Corpus(string name, string decision, string reasons, string policies = "p.cedar")
    {
        Directory.CreateDirectory(_folder["corpus-tests"]);
        File.WriteAllText(_folder["corpus-tests/p.cedar"], "permit (principal, action, resource);");
        File.WriteAllText(_folder["corpus-tests/e.entities"], "[]");
        var uid = """{"type": "A", "id": "a"}""";
        File.WriteAllText(_folder[$"corpus-tests/{name}.json"],
            $$"""{"policies": "corpus-tests/{{policies}}", "entities": "corpus-tests/e.entities", "requests": [{"principal": {{uid}}, "action": {{uid}}, "resource": {{uid}}, "context": {}, "decision": "{{decision}}", "reason": {{reasons}}, "errors": []}]}""");
    }
}
