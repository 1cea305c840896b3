using Breakwater.Lab.Results;
using Breakwater.Reports.Judging;
using Breakwater.Reports.Model;
using Breakwater.Reports.Tests.Samples;

namespace Breakwater.Reports.Tests.Judging;

public sealed class RunVerdictTests
{
    /// <summary>What ships, the fleet's description and where a shipped budget breaks decide; baselines and dropped attempts never do.</summary>
    [Theory]
    [InlineData("hold", "hold", null, "hold", "As shipped, what is measured so far holds on this fleet of 100 agents")]
    [InlineData("bend", "hold", null, "bend", "As shipped, governance bends in 1 place on this fleet of 100 agents")]
    [InlineData("hold", "bend", null, "bend", "As shipped, what is measured so far holds on this fleet of 100 agents; its description leaves 1 point open")]
    [InlineData("bend", "bend", null, "bend", "As shipped, governance bends in 1 place on this fleet of 100 agents; its description leaves 1 point open")]
    [InlineData("break", "bend", null, "break", "As shipped, governance breaks in 1 place on this fleet of 100 agents; its description leaves 1 point open")]
    [InlineData("break", "break", null, "break", "As shipped, governance breaks in 2 places on this fleet of 100 agents")]
    [InlineData("hold", "hold", 100.0, "break", "As shipped, governance breaks in 1 place on this fleet of 100 agents")]
    [InlineData("break", "hold", 40.0, "break", "As shipped, governance breaks in 2 places on this fleet of 100 agents")]
    [InlineData("hold", "hold", 101.0, "hold", "As shipped, what is measured so far holds on this fleet of 100 agents")]
    public void The_headline_is_about_what_ships(string adapted, string fleet, double? breaksAt, string judgement, string headline)
    {
        foreach (var other in new[] { "hold", "bend", "break" })
        {
            var verdict = RunVerdict.Of(Run([Of("adapted", adapted), Of("fleet", fleet), Of("baseline", other), Of("failed-attempt", other)], [Shipped(breaksAt), Baseline(3)]));

            (verdict.Judgement, verdict.Headline).ShouldBe((judgement, headline));
            verdict.Sentences.ShouldContain(s => s.StartsWith("The framework's controls as stated for five agents: 1 " + other, StringComparison.Ordinal) && s.Contains("at 3 agents (measured), with “Full mesh”"));
        }
    }

    [Fact]
    public void A_shipped_budget_that_a_finding_states_is_counted_once()
    {
        var finding = Of("adapted", "break") with { Evidence = ["trust-mesh/hierarchy-cache/verify-p99"] };

        var verdict = RunVerdict.Of(Run([finding], [Shipped(40), Shipped(60) with { Scaling = "constant-degree" }]));

        verdict.Headline.ShouldContain("breaks in 1 place");
        verdict.Groups.Single().CountOf("break").ShouldBe(1);
    }

    [Fact]
    public void A_shipped_budget_that_a_finding_has_weighed_counts_as_the_finding_says()
    {
        var finding = Of("adapted", "bend") with { Evidence = ["trust-mesh/hierarchy-cache/verify-p99"] };

        var verdict = RunVerdict.Of(Run([finding], [Shipped(40)]));

        verdict.Judgement.ShouldBe("bend");
        verdict.Headline.ShouldContain("bends in 1 place");
    }

    [Fact]
    public void A_budget_that_no_finding_states_is_listed_under_what_ships() =>
        RunVerdict.Of(Run([Of("adapted", "hold")], [Shipped(40), Shipped(60) with { Scaling = "constant-degree" }])).Groups.Single().Tally().ShouldBe("1 breaks, 1 holds");

    [Fact]
    public void What_was_not_run_at_the_fleets_size_does_not_hold_there()
    {
        var verdict = RunVerdict.Of(Run([Of("adapted", "hold")], [Shipped(null) with { TestedTo = 50 }]));

        verdict.Judgement.ShouldBe("untested");
        verdict.Headline.ShouldBe("As shipped, what is measured so far holds as far as tested, 50 of this fleet's 100 agents");
    }

    [Fact]
    public void Governance_as_a_whole_holds_only_once_everything_is_measured()
    {
        var run = Run([Of("adapted", "hold")], [Shipped(null)]);
        var measured = run with
        {
            Controls = [.. run.Controls.Select(c => c with { Status = "measured" })],
            Questions = [.. run.Questions.Select(q => q with { Status = "answered" })],
            Deliverables = [.. run.Deliverables.Select(d => d with { Status = "complete" })],
        };

        RunVerdict.Of(measured).Headline.ShouldBe("As shipped, governance holds on this fleet of 100 agents");
    }

    [Fact]
    public void A_run_without_what_ships_does_not_judge_it()
    {
        RunVerdict.Of(Run([Of("baseline", "break")], [Baseline(3)])).Headline.ShouldBe("Nothing that ships was judged in this run");
        RunVerdict.Of(SampleResults.Empty()).Headline.ShouldBe("Nothing was judged in this run");
    }

    [Fact]
    public void The_first_break_of_each_variant_comes_after_what_ships() =>
        FirstBreak.Of(SampleResults.Bank()).Select(f => $"{f.Title}: {f.Variant} in {f.Experiment}, {f.Budget} {f.Limit}, {f.Place}").ShouldBe(
        [
            "As shipped: Hierarchy without cache in trust-mesh, checks per deadline 22,800 checks, 2,760 agents",
            "As shipped: Hierarchy with cache in trust-mesh, checks per deadline 22,800 checks, ≈ 20,700 agents",
            "As stated for five agents: Full mesh in trust-mesh, trust check p99 250 ms, 71 agents",
            "As stated for five agents: Cache time to live only in revocation-reach, poisoned decisions 47 decisions, 140 agents",
            "As stated for five agents: Cached mesh in trust-mesh, trust check p99 250 ms, 250 agents",
            "Tried and dropped: Central registry in trust-mesh, checks per deadline 22,800 checks, ≈ 11,400 agents",
        ]);

    [Theory]
    [InlineData("budgets.trustCheckP99", "trust check p99")]
    [InlineData("trust.verificationDeadline", "verification deadline")]
    [InlineData("budgets.governancePerMonth", "governance per month")]
    [InlineData("budgets.revocationReach", "revocation reach")]
    [InlineData("poisoned decisions", "poisoned decisions")]
    [InlineData("checks per 1.5 s", "checks per 1.5 s")]
    [InlineData("a..b", "a..b")]
    [InlineData("", "")]
    public void Budgets_are_named_in_words(string name, string words) => Wording.Budget(name).ShouldBe(words);

    private static ResultsDocument Run(IReadOnlyList<Finding> findings, IReadOnlyList<BreakpointResult> breakpoints) => SampleResults.Bank() with { Findings = findings, Breakpoints = breakpoints };

    private static Finding Of(string subject, string judgement) => SampleFindings.All()[0] with { Id = subject, Subject = subject, Judgement = judgement, Evidence = ["roster"] };

    private static BreakpointResult Shipped(double? at) =>
        SampleExperiments.Breakpoints().First(b => b is { Variant: "hierarchy-cache", Metric: "verify-p99" }) with { At = at, How = at is null ? "held" : "measured" };

    private static BreakpointResult Baseline(double at) => SampleExperiments.Breakpoints().First(b => b is { Variant: "full-mesh", Metric: "verify-p99" }) with { At = at };
}
