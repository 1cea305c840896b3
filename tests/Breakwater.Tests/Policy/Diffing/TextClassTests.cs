using Breakwater.Cedar.Syntax;
using Breakwater.Policy.Diffing;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Policy.Diffing;

public sealed class TextClassTests
{
    [Fact]
    public void Every_way_to_match_patterns_has_a_text()
    {
        var pattern = from pieces in Gen.ListOf(Gen.Elements("", "a", "b", "ab", "ba", "aa"), 3) from count in Gen.Choose(1, 3) select new LikePattern([.. pieces.Take(count)]);
        var cases = from a in pattern from b in pattern from c in pattern select (LikePattern[])[a, b, c];
        var every = All(5).ToList();
        Check.One(Trials.Of(200), Prop.ForAll(cases.ToArbitrary(), patterns =>
        {
            var (texts, complete) = TextClasses.Of(patterns, 5);
            complete.ShouldBeTrue();
            string Way(string text) => string.Join(' ', patterns.Select(p => Matches(p, text)));
            texts.Select(Way).ShouldBeUnique();
            texts.Select(Way).Order(StringComparer.Ordinal).ShouldBe(every.Select(Way).Distinct().Order(StringComparer.Ordinal));
        }));
    }

    [Fact]
    public void Too_many_ways_are_not_called_all()
    {
        LikePattern[] patterns = [.. Enumerable.Range(0, 14).Select(i => new LikePattern(["", $"{(char)('a' + i)}", ""]))];
        TextClasses.Of(patterns, 64).IsComplete.ShouldBeFalse();
        TextClasses.Of(patterns[..8], 64).Texts.Count.ShouldBe(256);
    }

    private static IEnumerable<string> All(int longest) => longest == 0 ? [""] : All(longest - 1).SelectMany(t => t.Length == longest - 1 ? [t, t + "a", t + "b", t + "x"] : new[] { t });

    private static bool Matches(LikePattern pattern, string text)
    {
        var regex = string.Join("[\\s\\S]*", pattern.Pieces.Select(System.Text.RegularExpressions.Regex.Escape));
        return System.Text.RegularExpressions.Regex.IsMatch(text, $"\\A{regex}\\z");
    }
}
