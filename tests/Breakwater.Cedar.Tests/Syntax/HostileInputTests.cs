using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Tests.Generators;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Cedar.Tests.Syntax;

/// <summary>Whatever a text is, reading it ends in a value or in errors, never in an exception and never in an exhausted stack.</summary>
public sealed class HostileInputTests
{
    private const int Deep = 100_000;

    private const string SmallPolicies = """
        @id("a") permit (principal is A::B in ?principal, action in [Action::"x"], resource == R::"y")
        when { if context.a has b.c then -1 + 2 * 3 <= [1, 2].contains("x\n") else {"k": ip("::1").isIpv6()} } unless { "a" like "b\**" };
        """;

    private const string SmallEntities = """[{"uid": {"type": "User", "id": "a"}, "attrs": {"x": [1, {"__extn": {"fn": "ip", "arg": "::1"}}]}, "parents": [{"type": "Group", "id": "g"}], "tags": {"t": null}}]""";

    private const string JsonSchema = """{"N": {"entityTypes": {"A": {"memberOfTypes": ["A"], "shape": {"type": "Record", "attributes": {"x": {"type": "Set", "element": {"type": "Long"}, "required": false}}}}}, "actions": {"v": {"memberOf": [{"id": "g"}], "appliesTo": {"principalTypes": ["A"], "resourceTypes": []}}, "g": {}}}}""";

    private static readonly string[] Pieces =
    [
        "permit", "forbid", "(", ")", "{", "}", "[", "]", "principal", "action", "resource", "context", "when", "unless", ",", ";", ".", "::", "==", "=", "<", "in", "is", "has", "like", "if", "then",
        "else", "true", "\"a\"", "\"", "\\", "1", "-", "!", "&&", "||", "?principal", "?x", "@id", "ip", ":", "// ", "\n", "\r", "\0", "\ud800", "😀", "__cedar", "9999999999999999999", "entity",
        "namespace A ", "type", "enum", "tags", "appliesTo", "Set<", ">", "null", "{\"__entity\":", "\"type\":", "__extn",
    ];

    [Fact]
    public void Deep_nesting_is_an_error()
    {
        foreach (var (open, close) in new[] { ("(", ")"), ("[", "]"), ("{a: ", "}"), ("ip(", ")"), ("if ", ""), ("[1].contains(", ")"), ("if true then true else ", "") })
        {
            var text = string.Concat(Enumerable.Repeat(open, Deep)) + "1" + string.Concat(Enumerable.Repeat(close, Deep));
            var errors = PolicyParser.ParseExpression(text, "f").Errors;
            errors.ShouldHaveSingleItem().Message.ShouldBe("This is nested more than 256 levels deep.");
        }
        PolicyParser.ParseExpression(new string('(', 256) + "1" + new string(')', 256), "f").Errors.ShouldBeEmpty();
        SchemaParser.Parse($"type A = {string.Concat(Enumerable.Repeat("Set<", Deep))}Long", "f").Errors.ShouldHaveSingleItem().Message.ShouldBe("This is nested more than 256 levels deep.");
        EntityJson.Parse(new string('[', Deep), "f").Errors.ShouldHaveSingleItem();
    }

    [Fact]
    public void Deep_trees_without_brackets_are_an_error_unless_they_are_chains()
    {
        foreach (var (start, more) in new[] { ("principal", ".a"), ("1", " + 1"), ("1", " * 1"), ("principal", ".contains(1)"), ("principal has a", ".a") })
        {
            PolicyParser.ParseExpression(start + string.Concat(Enumerable.Repeat(more, Deep)), "f").Errors.ShouldHaveSingleItem().Message.ShouldBe("The expression is more than 1024 levels deep.");
        }
        foreach (var chain in new[] { " && true", " || true" }) { PolicyParser.ParseExpression("true" + string.Concat(Enumerable.Repeat(chain, Deep)), "f").Expression.ShouldNotBeNull(); }
    }

    [Fact]
    public void What_would_explode_when_written_out_is_an_error()
    {
        var expression = "principal";
        for (var i = 0; i < 100; i++) { expression = $"{{x: {expression}}} has x.y"; }
        PolicyParser.ParseExpression(expression, "f").Errors.ShouldHaveSingleItem().Message.ShouldStartWith("The expression has more than 1000000 parts");

        var types = string.Concat(Enumerable.Range(1, 60).Select(i => $"type T{i} = {{a: T{i - 1}, b: T{i - 1}}};\n"));
        SchemaParser.Parse($"type T0 = Long;\n{types}entity E {{ t: T60 }};", "f").Errors.ShouldContain(e => e.Message.StartsWith("The type has more than 100000 parts", StringComparison.Ordinal));
    }

    [Fact]
    public void Long_and_senseless_texts()
    {
        PolicyParser.Parse(string.Concat(Enumerable.Repeat("&&", 500_000)), "f").Errors.ShouldNotBeEmpty();
        PolicyParser.ParseExpression(new string('9', 1_000_000), "f").Errors.ShouldHaveSingleItem();
        PolicyParser.ParseExpression(new string('-', 1_000_000) + "1", "f").Errors.ShouldHaveSingleItem();
        PolicyParser.Parse(string.Concat(Enumerable.Repeat("\\\"\n", 300_000)), "f").Errors.ShouldHaveSingleItem();
        PolicyParser.Parse(string.Concat(Enumerable.Repeat("@a", 10_000)), "f").Errors.ShouldNotBeEmpty();
        PolicyParser.ParseExpression("\"" + string.Concat(Enumerable.Repeat("\\u{0}", 100_000)) + "\"", "f").Expression.ShouldNotBeNull();
        PolicyParser.ParseExpression("\"a\ud800b\"", "f").Errors.ShouldHaveSingleItem().Message.ShouldStartWith("The text is not valid Unicode");
        SchemaParser.Parse(string.Concat(Enumerable.Repeat("entity A;", 100_000)), "f").Errors.Count.ShouldBe(SourceReader.MaxErrors);
    }

    [Fact]
    public void A_long_cycle_of_common_types_and_a_long_chain_of_them()
    {
        var cycle = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"type T{i} = Set<T{(i + 1) % 1_000}>;\n"));
        SchemaParser.Parse(cycle, "f").Errors.ShouldNotBeEmpty();
        var chain = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"type T{i} = Set<T{i + 1}>;\n")) + "type T20000 = Long;";
        SchemaParser.Parse(chain, "f").Errors.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("entity A { x: { ; } } entity B in Nope;")]
    [InlineData("namespace N { entity A { x: { ; } } } } } entity B in Nope;")]
    [InlineData("} } entity B in Nope;")]
    public void Braces_that_do_not_match_end_in_errors_and_reading_goes_on(string schema) =>
        SchemaParser.Parse(schema, "f").Errors.ShouldContain(e => e.Message == "There is no entity type `Nope`.");

    [Fact]
    public void Mutations_never_throw()
    {
        var edits = ArbMap.Default.GeneratorFor<(int At, int Length, int Piece)[]>();
        Check.One(Trials.Of(2_000), Prop.ForAll(Arb.From(edits), e =>
        {
            IsAnswer(PolicyParser.Parse(Mutate(SmallPolicies, e), "f").Errors);
            IsAnswer(SchemaParser.Parse(Mutate(SmallWorld.SchemaText, e), "f").Errors);
            IsAnswer(SchemaParser.ParseJson(Mutate(JsonSchema, e), "f").Errors);
            IsAnswer(EntityJson.Parse(Mutate(SmallEntities, e), "f", SmallWorld.Schema).Errors);
        }));
    }

    [Fact]
    public void Random_pieces_never_throw()
    {
        var text = Gen.ListOf(Gen.Elements(Pieces)).Select(p => string.Join(' ', p));
        Check.One(Trials.Of(3_000), Prop.ForAll(Arb.From(text), t =>
        {
            IsAnswer(PolicyParser.Parse(t, "f").Errors);
            IsAnswer(PolicyParser.Parse($"permit (principal, action, resource) when {{ {t} }};", "f").Errors);
            IsAnswer(SchemaParser.Parse(t, "f").Errors);
            IsAnswer(EntityJson.Parse(t, "f").Errors);
        }));
    }

    private static void IsAnswer(IReadOnlyList<CedarDiagnostic> errors)
    {
        errors.All(e => e.Message.Length > 0 && e.Span.Offset >= 0 && e.Span.Length >= 0).ShouldBeTrue();
        errors.Count.ShouldBeLessThanOrEqualTo(501);
    }

    private static string Mutate(string text, (int At, int Length, int Piece)[] edits)
    {
        foreach (var (at, length, piece) in edits)
        {
            var start = (int)((uint)(at * 7919) % (uint)(text.Length + 1));
            text = text[..start] + Pieces[(uint)piece % (uint)Pieces.Length] + text[Math.Min(text.Length, start + (int)((uint)length % 12))..];
        }
        return text;
    }
}
