using System.Text.RegularExpressions;
using Breakwater.Reports.Tests.Samples;

namespace Breakwater.Reports.Tests;

public sealed partial class MarkdownReportTests
{
    [Fact]
    public void It_says_what_the_page_says()
    {
        var rendered = Rendered.Bank;

        var headings = rendered.Markdown.Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]).ToList();
        var page = rendered.Page();
        headings.ShouldBe(["Verdict: " + page.QuerySelector("#verdict-headline")!.TextContent, .. page.QuerySelectorAll("main > section > h2").Select(h => h.TextContent)]);
        rendered.Markdown.Split('\n').Count(l => l.StartsWith("| --- |", StringComparison.Ordinal) || l.StartsWith("| ---: |", StringComparison.Ordinal))
            .ShouldBe(page.QuerySelectorAll("table").Length);
        foreach (var finding in SampleResults.Bank().Findings)
        {
            rendered.Markdown.ShouldContain($"#### {finding.Id}. {finding.Title}\n");
        }
    }

    [Fact]
    public void Charts_are_the_files_beside_it()
    {
        var rendered = Rendered.Bank;

        Image().Matches(rendered.Markdown).Select(m => m.Groups[1].Value).ShouldBe(["charts/trust-mesh-checks.svg", "charts/trust-mesh-p99.svg", "charts/revocation-poisoned.svg"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_row_has_as_many_cells_as_its_table_and_every_link_its_anchor(bool hostile)
    {
        var markdown = (hostile ? Rendered.Hostile : Rendered.Bank).Markdown;
        var columns = 0;
        foreach (var line in markdown.Split('\n'))
        {
            var cells = line.StartsWith('|') ? line.Count(c => c == '|') - 1 : 0;
            if (cells > 0 && columns > 0)
            {
                cells.ShouldBe(columns, line);
            }

            columns = cells;
        }

        var anchors = Anchor().Matches(markdown).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Link().Matches(markdown).Select(m => m.Groups[1].Value).ShouldAllBe(a => anchors.Contains(a));
    }

    [Fact]
    public void No_name_becomes_markup()
    {
        var markdown = Rendered.Hostile.Markdown;

        markdown.ShouldNotContain("<script", Case.Insensitive);
        markdown.ShouldNotContain("<img", Case.Insensitive);
        markdown.ShouldNotContain("<!--");
        Target().Matches(markdown).Select(m => m.Groups[1].Value).ShouldAllBe(t => t.StartsWith('#') || t.StartsWith("charts/", StringComparison.Ordinal));
        markdown.ShouldNotContain("\u202E");
        markdown.Split('\n').ShouldAllBe(l => !l.StartsWith("# head", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"!\[(?:[^\]\\]|\\.)*\]\(([^)]*)\)")]
    private static partial Regex Image();

    [GeneratedRegex("<a id=\"([a-z0-9-]+)\"></a>")]
    private static partial Regex Anchor();

    [GeneratedRegex(@"(?<!\\)\]\(([^)]*)\)")]
    private static partial Regex Target();

    [GeneratedRegex(@"(?<!\\)\]\(#([^)]*)\)")]
    private static partial Regex Link();
}
