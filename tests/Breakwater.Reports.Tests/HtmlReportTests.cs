using AngleSharp.Dom;
using Breakwater.Reports.Tests.Samples;

namespace Breakwater.Reports.Tests;

public sealed class HtmlReportTests
{
    [Fact]
    public void The_verdict_comes_before_everything_else()
    {
        var page = Rendered.Bank.Page();

        var first = page.QuerySelector("main")!.FirstElementChild!;
        first.Id.ShouldBe("verdict");
        first.QuerySelector("h2")!.TextContent.ShouldBe("As shipped, what is measured so far holds on this fleet of 100 agents; its description leaves 1 point open");
        first.QuerySelectorAll(".judgement h3").Select(h => Spaced(h.TextContent)).ShouldBe(
            ["As shipped 1 holds", "As stated for five agents 1 breaks", "This fleet's description 1 bends, 1 holds"]);
        first.QuerySelectorAll(".judgement li").Select(l => l.QuerySelector(".tone")!.TextContent).ShouldBe(["holds", "breaks", "bends", "holds"]);
        first.QuerySelectorAll(".verdict > p").Skip(1).Select(p => p.TextContent).ShouldBe(
        [
            "The controls as they ship: 1 holds; the first budget to break is checks per deadline, at 2,760 agents (measured, 27.6× this fleet's size), with “Hierarchy without cache”.",
            "This fleet's own description: 1 bends, 1 holds.",
            "The framework's controls as stated for five agents: 1 breaks; the first budget to break is trust check p99, at 71 agents (measured), with “Full mesh”.",
            "What was tried and dropped: the first budget to break is checks per deadline, at 11,400 agents (extrapolated, 114× this fleet's size), with “Central registry”.",
            "Still to come. Of 245 controls, 170 are not built, 35 are built but not measured, 37 are for people and contracts, 3 are measured. 36 of 42 assessment questions are not answered. Of 6 deliverables, B, C, D, E and F are not yet measured.",
        ]);
    }

    [Fact]
    public void What_ships_comes_first_then_what_breaks_and_what_held_is_folded()
    {
        var breakpoints = Rendered.Bank.Page().GetElementById("breakpoints")!;
        var tables = breakpoints.QuerySelectorAll("table").ToList();

        tables.Select(t => t.Closest("details") is not null).ShouldBe([false, false, true]);
        tables.Select(t => t.QuerySelectorAll("tbody tr").Select(r => Said(r.Children[0]) + " / " + Said(r.Children[1])).ToArray()).ShouldBe(
        [
            [
                "Hierarchy without cache Credential checks / holds breaks at 27.6×", "Hierarchy with cache Credential checks / holds breaks at 207×",
                "Hierarchy with cache Time to an answer, p99 / holds tested to 100×", "Trust epoch Time until the last refusal / holds",
            ],
            [
                "Full mesh Time to an answer, p99 / breaks", "Cache time to live only Decisions poisoned before / holds breaks at 1.4×", "Full mesh Credential checks / holds breaks at 1.52×",
                "Cached mesh Time to an answer, p99 / holds breaks at 2.5×", "Cached mesh Credential checks / holds breaks at 4.78×", "Central registry Credential checks / holds breaks at 114×",
            ],
            ["No verification Time to an answer, p99 / holds tested to 10×"],
        ]);
        breakpoints.QuerySelector("summary")!.TextContent.ShouldBe("Held as far as tested (1 of 7)");
        Said(tables[2].QuerySelectorAll("tbody tr td")[2]).ShouldBe("trust check p99, 250 ms budgets.trustCheckP99");
    }

    [Fact]
    public void A_long_list_of_agents_is_folded_and_whole()
    {
        var bank = SampleResults.Bank();
        var agents = bank.Roster.Agents.Select(a => a.Name).Take(9).ToList();
        var finding = bank.Findings[0];
        var card = new Rendered(bank with { Findings = [finding with { Affected = finding.Affected with { Agents = agents } }] }).Page().QuerySelector(".finding")!;

        var fold = card.QuerySelectorAll("dd details").ShouldHaveSingleItem();
        fold.QuerySelector("summary")!.TextContent.ShouldBe("9 agents");
        fold.QuerySelectorAll("code").Select(c => c.TextContent).ShouldBe(agents);
    }

    [Fact]
    public void Controls_that_are_off_and_a_run_cut_short_come_even_before_the_verdict()
    {
        var lead = new Rendered(SampleResults.Troubled()).Page().QuerySelector("#verdict")!.Children;

        lead.Select(e => e.ClassName).ShouldBe(["banner", "banner", "verdict bend"]);
        lead[0].TextContent.ShouldContain("trust: off");
        lead[0].TextContent.ShouldContain("rate-limiting: observe");
        lead[1].TextContent.ShouldContain("cut short");
    }

    [Fact]
    public void Sections_stand_in_their_order_and_the_contents_lead_to_each()
    {
        var page = Rendered.Bank.Page();

        page.QuerySelectorAll("main > section > h2").Select(h => h.TextContent).ShouldBe(
        [
            "Breakpoints and recommendations", "Who verifies whom", "A compromised agent is revoked", "Findings", "Hypotheses", "Deliverable A: Agent roster and trust architecture",
            "Deliverables still to come", "Assessment questions", "Controls of the framework", "What the run's own telemetry counted", "How to reproduce", "Sign-off",
        ]);
        page.QuerySelectorAll(".contents a").Select(a => a.GetAttribute("href")![1..]).ShouldBe(["verdict", .. page.QuerySelectorAll("main > section").Select(s => s.Id!)]);
    }

    [Fact]
    public void Every_finding_says_all_it_has_to_say()
    {
        var page = Rendered.Bank.Page();

        foreach (var finding in SampleResults.Bank().Findings)
        {
            var card = page.GetElementById("finding-" + finding.Id.ToLowerInvariant()).ShouldNotBeNull();
            string?[] said = [finding.Id, finding.Title, finding.Specification, finding.Expected, finding.Actual, finding.Class, finding.Breakpoint, finding.Adaptation, finding.Bought, finding.Recommendation, finding.Assumed, .. finding.Evidence, .. finding.Affected.Agents, .. finding.Affected.Clusters, .. finding.Affected.Paths, .. finding.ControlMapping.SelectMany(c => new[] { c.Id, c.CitedAs, c.Name, c.Tier, c.Configuration })];
            foreach (var text in said.OfType<string>())
            {
                card.TextContent.ShouldContain(text);
            }
        }

        page.QuerySelectorAll("#findings > section").Select(s => s.QuerySelector("h3")!.TextContent + ": " + string.Join(", ", s.QuerySelectorAll(".finding > .kicker .tone").Select(t => t.TextContent)))
            .ShouldBe(["As shipped: holds", "As stated for five agents: breaks", "This fleet's description: bends, holds"]);
    }

    [Fact]
    public void Every_control_question_agent_orchestrator_and_hypothesis_is_there()
    {
        var bank = SampleResults.Bank();
        var heads = new Rendered(bank).Page().QuerySelectorAll("tbody th").Select(h => h.TextContent).ToList();

        foreach (var name in bank.Controls.Select(c => c.Id).Concat(bank.Roster.Agents.Select(a => a.Name)).Concat(bank.Roster.Orchestrators.Select(o => o.Id)).Concat(bank.Roster.Authorities.Select(a => a.Name)))
        {
            heads.ShouldContain(h => h.Contains(name, StringComparison.Ordinal), name);
        }

        heads.Count(h => h.Contains("Stress Testing MASO at Scale", StringComparison.Ordinal)).ShouldBe(34);
        heads.Count(h => h.Contains("100-Agent Stress Test", StringComparison.Ordinal)).ShouldBe(8);
        heads.Count(h => h.StartsWith('H') && h.Contains(". ", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public void The_permission_matrix_grants_exactly_what_the_roster_grants()
    {
        var bank = SampleResults.Bank();
        var matrix = new Rendered(bank).Page().QuerySelector(".matrix table")!;
        var rows = matrix.QuerySelectorAll("tbody tr");

        for (var g = 0; g < bank.Roster.Groups.Count; g++)
        {
            var cells = rows[g].QuerySelectorAll("td").Skip(1).Select(c => c.TextContent.Trim()).ToList();
            cells.ShouldBe(bank.Roster.Tools.Select(t => !bank.Roster.Groups[g].Tools.Contains(t.Id) ? "" : t.Access == "write" ? "W" : "R"));
        }
    }

    [Fact]
    public void Tables_have_captions_and_headings_that_say_what_they_head()
    {
        var page = Rendered.Bank.Page();

        foreach (var table in page.QuerySelectorAll("table"))
        {
            table.QuerySelector("caption")!.TextContent.ShouldNotBeNullOrWhiteSpace();
            table.QuerySelectorAll("thead th").ShouldAllBe(h => h.GetAttribute("scope") == "col");
            var columns = table.QuerySelectorAll("thead th").Length;
            table.QuerySelectorAll("tbody tr").ShouldAllBe(r => r.Children.Length == columns && r.FirstElementChild!.GetAttribute("scope") == "row");
            table.ParentElement!.GetAttribute("role").ShouldBe("region");
            table.ParentElement.GetAttribute("tabindex").ShouldBe("0");
        }
    }

    [Theory]
    [InlineData("bank")]
    [InlineData("troubled")]
    [InlineData("empty")]
    [InlineData("hostile")]
    public void Headings_go_down_one_step_at_a_time_ids_are_unique_and_links_lead_somewhere(string run)
    {
        var page = new Rendered(Run(run)).Page();

        var levels = page.QuerySelectorAll("h1,h2,h3,h4,h5").Select(h => h.TagName[1] - '0').ToList();
        levels[0].ShouldBe(1);
        levels.Count(l => l == 1).ShouldBe(1);
        levels.Zip(levels.Skip(1)).ShouldAllBe(pair => pair.Second <= pair.First + 1);

        var ids = page.QuerySelectorAll("[id]").Select(e => e.Id!).ToList();
        ids.ShouldBeUnique();
        page.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).ShouldAllBe(href => href.StartsWith("#", StringComparison.Ordinal) && ids.Contains(href.Substring(1)));
        page.QuerySelectorAll("svg").SelectMany(s => s.GetAttribute("aria-labelledby")!.Split(' ')).ShouldAllBe(id => ids.Contains(id));
    }

    [Theory]
    [InlineData("bank")]
    [InlineData("hostile")]
    public void Nothing_comes_from_outside_and_nothing_runs(string run)
    {
        var page = new Rendered(Run(run)).Page();

        page.QuerySelectorAll("script,link,img,iframe,object,embed,base,form,video,audio,image,use,foreignObject").ShouldBeEmpty();
        page.All.SelectMany(e => e.Attributes).ShouldAllBe(a => !a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) && a.Name != "src" && a.Name != "style");
        page.QuerySelectorAll("style").ShouldAllBe(s => !s.TextContent.Contains("url(", StringComparison.Ordinal) && !s.TextContent.Contains("@import", StringComparison.Ordinal));
    }

    [Fact]
    public void A_hostile_name_stays_the_text_that_it_is_without_what_would_reorder_the_page()
    {
        var rendered = Rendered.Hostile;
        var page = rendered.Page();

        page.QuerySelector("h1")!.TextContent.ShouldContain("<script>alert(1)</script>|\"'`**_x_**](javascript:alert(1))");
        page.QuerySelector("h1")!.TextContent.ShouldContain("שלום");
        page.QuerySelector("h1")!.TextContent.ShouldContain("\U0001F600");
        page.DocumentElement.TextContent.ShouldNotContain("\u202E");
        page.DocumentElement.TextContent.ShouldNotContain("\u0007");
        page.QuerySelectorAll(".finding").Length.ShouldBe(4);
        new Rendered(Hostile.WithLoneSurrogate()).Page().QuerySelector("h1")!.TextContent.ShouldBe("Stress test of lone \uFFFD surrogate");
    }

    [Fact]
    public void Above_five_hundred_agents_groups_are_shown_and_the_agents_are_in_the_file()
    {
        var bank = SampleResults.Bank();
        var large = new Rendered(bank with { Roster = SampleRoster.Bank(times: 6) });

        var caption = large.Page().QuerySelectorAll("caption").Select(c => c.TextContent).Single(c => c.StartsWith("Agents by group", StringComparison.Ordinal));
        caption.ShouldBe("Agents by group: 600 agents, one line each in roster.csv");
        large.Html.ShouldNotContain("spiffe://bank/execution/settlement-7");
        large.Csv.ShouldContain("spiffe://bank/execution/settlement-7");
    }

    [Fact]
    public void Figures_in_time_stand_beside_the_profile_and_the_machine()
    {
        var page = Rendered.Bank.Page();

        foreach (var id in new[] { "breakpoints", "experiment-trust-mesh", "experiment-revocation-reach" })
        {
            page.GetElementById(id)!.TextContent.ShouldContain("calibration profile reference-2026-02, measured on 2 cores, x64, 2.4 GHz (2026-02-11)");
        }
    }

    [Fact]
    public void A_run_that_measured_nothing_says_so()
    {
        var text = Spaced(new Rendered(SampleResults.Empty()).Page().QuerySelector("main")!.TextContent);

        text.ShouldContain("Nothing was judged in this run");
        text.ShouldContain("No budget was tried in this run.");
        text.ShouldContain("This run has no findings.");
    }

    private static Breakwater.Lab.Results.ResultsDocument Run(string name) => name switch
    {
        "troubled" => SampleResults.Troubled(),
        "empty" => SampleResults.Empty(),
        "hostile" => Hostile.Bank(),
        _ => SampleResults.Bank(),
    };

    /// <summary>What an element says, a remark apart from what it remarks on.</summary>
    private static string Said(IElement element) => Spaced(string.Join(' ', element.Descendants<IText>().Select(t => t.Data)));

    private static string Spaced(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
