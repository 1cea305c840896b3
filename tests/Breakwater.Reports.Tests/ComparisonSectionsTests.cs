using Breakwater.Lab.Results;
using Breakwater.Reports.Tests.Samples;

namespace Breakwater.Reports.Tests;

public sealed class ComparisonSectionsTests
{
    private const string Evil = "<script>x|\u202E";

    private static readonly Lazy<Rendered> s_compared = new(() => new(Compared("trust-mesh", "full-mesh", "The seeds differ.")));
    private static readonly Lazy<Rendered> s_hostile = new(() => new(Compared(Evil, Evil, Evil)));

    [Fact]
    public void Neither_section_is_there_where_it_was_not_asked_for()
    {
        Rendered.Bank.Page().GetElementById("what-moved").ShouldBeNull();
        Rendered.Bank.Page().GetElementById("thresholds").ShouldBeNull();
    }

    [Fact]
    public void They_stand_right_after_the_breakpoints() =>
        s_compared.Value.Page().QuerySelectorAll("main > section > h2").Select(h => h.TextContent).Take(3).ShouldBe(["Breakpoints and recommendations", "What moved", "Conditions of failure"]);

    [Theory]
    [InlineData("Moved: 7 things; 1,000 values compared.")]
    [InlineData("The seeds differ.")]
    [InlineData("breakwater stress old.yaml")]
    [InlineData("trust-mesh/new")]
    [InlineData("trust-mesh/gone")]
    [InlineData("9,899 checks")]
    [InlineData("9,900 checks")]
    [InlineData("+0.01%")]
    [InlineData("from zero")]
    [InlineData("2 of 3")]
    [InlineData("80 ms to 120 ms")]
    [InlineData("linear")]
    [InlineData("y = n²")]
    [InlineData("120 agents")]
    [InlineData("extrapolated, 100 to 140")]
    [InlineData("none found")]
    [InlineData("T1 Mesh")]
    [InlineData("IA-2.1 Zero trust")]
    [InlineData("1.1.1 How many?")]
    [InlineData("3 of 3 conditions under which this run was to fail came true or could not be judged.")]
    [InlineData("v5 is worse")]
    [InlineData("and 2 more, in results.json")]
    [InlineData("finding/T9 was not measured")]
    public void Page_and_markdown_say_it(string text)
    {
        s_compared.Value.Page().QuerySelector("main")!.TextContent.ShouldContain(text);
        s_compared.Value.Markdown.Replace("\\", "", StringComparison.Ordinal).ShouldContain(text);
    }

    [Fact]
    public void Nothing_that_moved_is_said_too()
    {
        var bank = Compared("trust-mesh", "full-mesh", "n");
        var still = new Rendered(bank with
        {
            Comparison = bank.Comparison! with { Headline = "Nothing moved; 9 values compared", Moved = false, Series = [], Laws = [], Breakpoints = [], Findings = [], Controls = [], Questions = [], Notes = [] },
            Thresholds = [new("moved", "passed", [new("what moved", "nothing", false)], [])],
        });

        still.Page().QuerySelectorAll("#what-moved table").ShouldBeEmpty();
        still.Page().GetElementById("what-moved")!.TextContent.ShouldContain("Nothing moved; 9 values compared.");
        still.Page().GetElementById("thresholds")!.TextContent.ShouldContain("None of the conditions");
        still.Page().QuerySelector("#thresholds .tone")!.TextContent.ShouldBe("passed");
    }

    [Fact]
    public void Names_stay_names()
    {
        s_hostile.Value.Page().QuerySelectorAll("script").ShouldBeEmpty();
        s_hostile.Value.Html.ShouldNotContain("\u202E");
        s_hostile.Value.Markdown.ShouldNotContain("<script", Case.Insensitive);
        s_hostile.Value.Markdown.ShouldNotContain("\u202E");
        var columns = 0;
        foreach (var line in s_hostile.Value.Markdown.Split('\n'))
        {
            var cells = line.StartsWith('|') ? line.Count(c => c == '|') - 1 : 0;
            if (cells > 0 && columns > 0) { cells.ShouldBe(columns, line); }
            columns = cells;
        }
    }

    private static ResultsDocument Compared(string experiment, string variant, string note) => SampleResults.Bank() with
    {
        Comparison = new()
        {
            Baseline = new("Old bank", "sha256:old", 90, 2, "quick", "sha256:cal", "breakwater stress old.yaml"),
            Moved = true,
            Headline = "Moved: 7 things; 1,000 values compared",
            Notes = [note],
            Compared = 1_000,
            Series =
            [
                new(experiment, variant, "checks", "complete", "work", "checks", 3, "worse", [new(50, 2_449, 2_450, null), new(100, 9_899, 9_900, null)]),
                new(experiment, variant, "p99", "complete", "effect", "ms", 3, "mixed", [new(100, 100, 150, [80, 120])]),
                new(experiment, variant, "late", "complete", "effect", "share", 3, "worse", [new(100, 0, 0.5, null)]),
            ],
            Laws = [new(experiment, variant, "checks", "complete", new("linear", "y = n", 1, null), new("quadratic", "y = n²", 2, [1.9, 2.1]))],
            Breakpoints = [new(experiment, variant, "p99", "complete", "trust check p99", "ms", "agents", "worse", new(50, null, 200, "held", null), new(50, 120, 100, "extrapolated", [100, 140]))],
            Findings = [new("T1", "Mesh", "hold", "break")],
            Controls = [new("IA-2.1", "Zero trust", "implemented", "measured")],
            Questions = [new("1.1.1", "How many?", null, "answered")],
            OnlyHere = ["trust-mesh/new"],
            OnlyInBaseline = ["trust-mesh/gone"],
        },
        Thresholds =
        [
            new("moved", "failed", [new("what moved", "7 things", true)], []),
            new("trust-mesh/*/class>linear", "failed", [.. Enumerable.Range(1, 7).Select(i => new ThresholdValue($"v{i}", "worse", true))], []),
            new("finding/T9==break", "not measured", [], ["finding/T9"]),
        ],
    };
}
