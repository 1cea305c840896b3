using Breakwater.Cedar.Analysis;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Tests.Generators;
using Breakwater.Cedar.Tests.Validation;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Analysis;

public sealed class HeadAnalyzerTests
{
    [Fact]
    public void Overlap_and_cover_are_what_trying_everything_says()
    {
        var heads = new HeadAnalyzer(SmallUniverse.Schema);
        var dice = new Dice(20260731);
        var (overlaps, apart, covered, uncovered, impossible) = (0, 0, 0, 0, 0);
        for (var i = 0; i < 250; i++)
        {
            var (first, second) = (SmallUniverse.Policy(dice), SmallUniverse.Policy(dice));
            if (dice.Chance(50)) { second = second with { Principal = first.Principal }; }
            if (dice.Chance(50)) { second = second with { Action = new(ScopeKind.Any, default), Resource = dice.Chance(50) ? first.Resource : new(ScopeKind.Any, default) }; }
            var text = $"{SourceText.Of(first)}\n{SourceText.Of(second)}";

            var (ofFirst, ofSecond) = (SmallUniverse.Verdicts(first), SmallUniverse.Verdicts(second));
            var overlap = ofFirst.Zip(ofSecond).Any(v => v.First && v.Second);
            (heads.FindOverlap(first, second) is not null).ShouldBe(overlap, text);
            (heads.FindOverlap(second, first) is not null).ShouldBe(overlap, text);
            var escapes = ofFirst.Zip(ofSecond).Any(v => v.First && !v.Second);
            heads.Covers(second, first).ShouldBe(!escapes, text);
            var possible = ofFirst.Contains(true);
            heads.CanMatch(first).ShouldBe(possible, text);

            if (overlap) { overlaps++; } else { apart++; }
            if (escapes) { uncovered++; } else { covered++; }
            if (!possible) { impossible++; }
        }
        overlaps.ShouldBeGreaterThan(30);
        apart.ShouldBeGreaterThan(30);
        (covered - impossible).ShouldBeGreaterThan(20);
        uncovered.ShouldBeGreaterThan(30);
    }

    [Theory]
    [InlineData("principal == User::\"a\", action, resource", "principal == User::\"b\", action, resource", null)]
    [InlineData("principal == User::\"a\", action, resource", "principal in Group::\"g\", action == Action::\"list\", resource", "`User::\"a\"` asks for `Action::\"list\"` on a `Folder`")]
    [InlineData("principal is Robot, action, resource", "principal, action == Action::\"list\", resource", null)]
    [InlineData("principal in Group::\"g\", action, resource in Folder::\"f\"", "principal in Group::\"h\", action in Action::\"any\", resource is Photo", "a `User` asks for `Action::\"view\"` on a `Photo`")]
    [InlineData("principal in Group::\"g\", action in [], resource", "principal, action, resource", null)]
    [InlineData("principal == ?principal, action == Action::\"list\", resource in ?resource", "principal, action, resource == Folder::\"f\"", "a `User` asks for `Action::\"list\"` on `Folder::\"f\"`")]
    public void An_overlap_is_shown_by_an_example(string first, string second, string? example)
    {
        var heads = new HeadAnalyzer(PhotoSchema.Schema);
        heads.FindOverlap(Parse(first), Parse(second))?.ToString().ShouldBe(example);
        if (example is null) { heads.FindOverlap(Parse(first), Parse(second)).ShouldBeNull(); } else { heads.FindOverlap(Parse(second), Parse(first)).ShouldNotBeNull(); }
    }

    [Fact]
    public void Heads_that_would_need_a_circle_do_not_overlap()
    {
        var folder = PhotoSchema.Type("Folder", ["Folder"]);
        var schema = new CedarSchema([folder], [new() { Uid = new("Action", "move"), MemberOf = [], PrincipalTypes = ["Folder"], ResourceTypes = ["Folder"], Context = RecordType.Empty }]);
        var heads = new HeadAnalyzer(schema);
        var first = Parse("principal == Folder::\"a\", action, resource == Folder::\"b\"");

        heads.FindOverlap(first, Parse("principal in Folder::\"b\", action, resource")).ShouldNotBeNull();
        heads.FindOverlap(first, Parse("principal in Folder::\"b\", action, resource in Folder::\"a\"")).ShouldBeNull();
        heads.FindOverlap(first, Parse("principal in Folder::\"c\", action, resource in Folder::\"c\"")).ShouldNotBeNull();
    }

    private static Policy Parse(string head) => PolicyParser.Parse($"permit ({head});", "test").Policies!.Policies[0];
}
