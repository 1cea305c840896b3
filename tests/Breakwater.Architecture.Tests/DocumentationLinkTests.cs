using System.Text.RegularExpressions;

namespace Breakwater.Architecture.Tests;

/// <summary>Every relative link of the documentation leads to a file of the repository, and every anchor to a heading of it.</summary>
public sealed class DocumentationLinkTests
{
    public static TheoryData<string> Pages { get; } = [.. new[] { "README.md" }.Concat(Repository.Files("docs", ".md")).Concat(Repository.Files("catalog", ".md"))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_somewhere(string page) => Broken(page, Repository.Read(page)).ShouldBeEmpty();

    [Fact]
    public void Broken_links_are_found()
    {
        const string text = "[a](docs/none.md) [b](README.md#no-such-heading) ![c](docs/none.svg) [d](../outside.md) [e](https://example.org) [f](docs/architecture.md#the-map)\n"
            + "```text\n[g](docs/none.txt)\n```\n";
        Broken("README.md", text).ShouldBe(["docs/none.md", "README.md#no-such-heading", "docs/none.svg", "../outside.md"]);
    }

    private static List<string> Broken(string page, string text) =>
        [.. Regex.Matches(WithoutCode(text), @"\]\(([^()\s]+)\)").Select(m => m.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal) && !Leads(page, link))];

    private static bool Leads(string page, string link)
    {
        var parts = link.Split('#', 2);
        var from = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var target = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(from, parts[0]));
        if (!target.StartsWith(Repository.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) { return false; }
        return parts.Length == 1 ? File.Exists(target) || Directory.Exists(target) : File.Exists(target) && Headings(File.ReadAllText(target)).Contains(parts[1]);
    }

    // As GitHub makes anchors of headings: lower case, spaces to hyphens, everything else but letters, digits, hyphens and underscores dropped.
    private static IEnumerable<string> Headings(string text) => Regex.Matches(WithoutCode(text), "^#{1,6} +(.+?) *$", RegexOptions.Multiline)
        .Select(m => Regex.Replace(m.Groups[1].Value.ToLowerInvariant(), @"[^\p{L}\p{Nd}_ -]", "").Replace(' ', '-'));

    private static string WithoutCode(string text) => Regex.Replace(text, "^ *```.*?^ *```$", "", RegexOptions.Multiline | RegexOptions.Singleline);
}
