using System.Text.RegularExpressions;
using Breakwater.Fleet;

namespace Breakwater.Tests.Fleet;

/// <summary>docs/fleet-file.md shows what really happens and leaves no key out.</summary>
public sealed class DocumentationTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(TestFiles.Bank)!, "..", "docs", "fleet-file.md"));

    [Fact]
    public void The_smallest_file_is_good() => FleetFile.Parse(Fences("yaml")[0], "helpdesk.yaml").Problems.ShouldBeEmpty();

    [Fact]
    public void The_errors_are_those_of_the_broken_file()
    {
        var problems = FleetFile.Parse(Fences("yaml broken").Single(), "shop.yaml").Problems;
        string.Join('\n', problems).ShouldBe(Fences("text").Single());
    }

    [Fact]
    public void Every_key_of_a_written_fleet_is_explained()
    {
        var keys = Regex.Matches(FleetWriter.Write(FleetFile.Load(TestFiles.Bank).Fleet!), @"^[ -]*([a-zA-Z]+):", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Distinct().ToList();
        keys.Count.ShouldBeGreaterThan(80);
        keys.Where(k => !_page.Contains($"`{k}`") && !_page.Contains($"### {k}") && !_page.Contains($", {k}")).ShouldBeEmpty();
    }

    private static List<string> Fences(string kind) =>
        [.. Regex.Matches(_page, $@"^```{kind}\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(m => m.Groups[1].Value)];
}
