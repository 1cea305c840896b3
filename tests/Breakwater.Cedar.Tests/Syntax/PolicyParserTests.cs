using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Syntax;

public sealed class PolicyParserTests
{
    [Fact]
    public void A_whole_policy()
    {
        var text = """
            // what the desk may do
            @id("fx-1") @if @note("a\"b")
            permit (
              principal is Bank::Agent in Bank::Desk::"fx",
              action in [Action::"buy", Bank::Action::"sell"],
              resource == Book::"😀",
            ) when { context.amount < 10 } unless { principal.halted };
            """.ReplaceLineEndings("\n");
        var policy = One(text);
        policy.Id.ShouldBe("policy0");
        policy.Effect.ShouldBe(PolicyEffect.Permit);
        policy.Annotations.ShouldBe([new("id", "fx-1"), new("if", ""), new("note", "a\"b")]);
        policy.Principal.ShouldSatisfyAllConditions(s => s.Kind.ShouldBe(ScopeKind.IsIn), s => s.EntityType.ShouldBe("Bank::Agent"), s => s.Entities.ShouldBe([new("Bank::Desk", "fx")]));
        policy.Action.ShouldSatisfyAllConditions(s => s.Kind.ShouldBe(ScopeKind.InAny), s => s.Entities.ShouldBe([new("Action", "buy"), new("Bank::Action", "sell")]));
        policy.Resource.ShouldSatisfyAllConditions(s => s.Kind.ShouldBe(ScopeKind.Equal), s => s.Entities.ShouldBe([new("Book", "😀")]));
        policy.Conditions.Select(c => c.IsUnless).ShouldBe([false, true]);
        policy.IsTemplate.ShouldBeFalse();
        string Slice(SourceSpan span) => $"{span.Line}:{span.Column} {text.Substring(span.Offset, span.Length)}";
        Slice(policy.Span).ShouldBe("2:1 " + text[text.IndexOf('@', StringComparison.Ordinal)..]);
        Slice(policy.Principal.Span).ShouldBe("4:3 principal is Bank::Agent in Bank::Desk::\"fx\"");
        Slice(policy.Conditions[0].Body.Span).ShouldBe("7:10 context.amount < 10");
        Slice(((BinaryExpression)policy.Conditions[0].Body).Right.Span).ShouldBe("7:27 10");
    }

    [Theory]
    [InlineData("principal == ?principal, action, resource in ?resource")]
    [InlineData("principal is User in ?principal, action, resource")]
    [InlineData("principal, action, resource is Doc in (?resource)")]
    public void Templates(string scope) => One($"permit ({scope});").IsTemplate.ShouldBeTrue();

    [Theory]
    [InlineData("principal, action == Action::\"a\", resource", ScopeKind.Equal)]
    [InlineData("principal, action in A::Action::\"a\", resource", ScopeKind.In)]
    [InlineData("principal, action in ((Action::\"a\")), resource", ScopeKind.In)]
    [InlineData("principal, action in [], resource", ScopeKind.InAny)]
    [InlineData("principal, action, resource", ScopeKind.Any)]
    public void Actions(string scope, ScopeKind kind) => One($"forbid ({scope});").Action.Kind.ShouldBe(kind);

    [Theory]
    [InlineData("1 + 2 * 3 - 4", "1 + 2 * 3 - 4")]
    [InlineData("true || false && true", "true || false && true")]
    [InlineData("9223372036854775807 == -9223372036854775808", "9223372036854775807 == -9223372036854775808")]
    [InlineData("---5", "-(-(-5))")]
    [InlineData("-5.x", "-5.x")]
    [InlineData("!!!!true", "!(!(!(!true)))")]
    [InlineData("if true then 1 else if false then 2 else 3", "if true then 1 else if false then 2 else 3")]
    [InlineData("principal.a[\"b\"].c.contains(1)", "principal.a.b.c.contains(1)")]
    [InlineData("A :: /* no */ B", null)]
    [InlineData("A :: // a comment\n B :: \"x\"", "A::B::\"x\"")]
    [InlineData("principal::\"x\"", "principal::\"x\"")]
    [InlineData("[1, 2,]", "[1, 2]")]
    [InlineData("[,]", null)]
    [InlineData("{a: 1, \"b c\": [],}", "{a: 1, \"b c\": []}")]
    [InlineData("ip(\"1.2.3.4\",).isIpv4()", "ip(\"1.2.3.4\").isIpv4()")]
    [InlineData("context has \"a b\"", "context has \"a b\"")]
    [InlineData("resource.hasTag(\"a\") && resource.getTag(\"a\").isEmpty()", "resource.hasTag(\"a\") && resource.getTag(\"a\").isEmpty()")]
    [InlineData("principal is A in [B::\"c\"]", "principal is A in [B::\"c\"]")]
    [InlineData("decimal(\"1.0\").lessThan(decimal(\"2.0\"))", "decimal(\"1.0\").lessThan(decimal(\"2.0\"))")]
    [InlineData("ip()", "ip()")]
    public void Expressions(string source, string? canonical)
    {
        var parsed = PolicyParser.ParseExpression(source, "test");
        if (canonical is null) { parsed.Errors.ShouldNotBeEmpty(); return; }
        parsed.Errors.ShouldBeEmpty();
        PolicyText.Write(parsed.Expression.ShouldNotBeNull()).ShouldBe(canonical);
    }

    [Fact]
    public void Escapes_of_strings()
    {
        Literal("""
            "\n\r\t\\\0\'\"\x41\x7f\u{e9}\u{1F600}\u{10_FFFF}é😀"
            """).ShouldBe("\n\r\t\\\0'\"A\u007fé😀\U0010FFFFé😀");
        Literal("\"two\nlines // no comment\"").ShouldBe("two\nlines // no comment");
    }

    [Theory]
    [InlineData("\"*\"", "", "")]
    [InlineData("\"a\\*b\"", "a*b")]
    [InlineData("\"a**b*\"", "a", "", "b", "")]
    [InlineData("\"\"", "")]
    [InlineData("\"a\\x2ab\"", "a", "b")]
    [InlineData("\"\\\\*\"", "\\", "")]
    public void Patterns(string pattern, params string[] pieces) =>
        PolicyParser.ParseExpression($"context.x like {pattern}", "test").Expression.ShouldBeOfType<LikeExpression>().Pattern.Pieces.ShouldBe(pieces);

    [Fact]
    public void Ids_from_annotations_only_when_asked_for()
    {
        const string Text = """@id("a") permit (principal, action, resource); forbid (principal, action, resource);""";
        Parse(Text).Policies!.Policies.Select(p => p.Id).ShouldBe(["policy0", "policy1"]);
        PolicyParser.Parse(Text, "f", new() { IdFromAnnotation = true }).Policies!.Policies.Select(p => p.Id).ShouldBe(["a", "policy1"]);
    }

    [Theory]
    [InlineData("""@id("a") permit (principal, action, resource); @id("a") permit (principal, action, resource);""", "a")]
    [InlineData("""permit (principal, action, resource); @id("policy0") permit (principal, action, resource);""", "policy0")]
    [InlineData("""@id("policy1") permit (principal, action, resource); permit (principal, action, resource);""", "policy1")]
    public void Ids_must_be_distinct(string text, string id)
    {
        var result = PolicyParser.Parse(text, "f", new() { IdFromAnnotation = true });
        result.Policies.ShouldBeNull();
        result.Errors.ShouldHaveSingleItem().Message.ShouldBe($"The policy id `{id}` is taken.");
    }

    [Fact]
    public void Ids_go_on_over_several_sources()
    {
        const string Text = "permit (principal, action, resource);";
        var policies = PolicyParser.Parse([new PolicySource("one", Text), new PolicySource("two", Text)]).Policies!.Policies;
        policies.Select(p => $"{p.Source}/{p.Id}").ShouldBe(["one/policy0", "two/policy1"]);
        ReferenceEquals(policies[0].Source, policies[1].Source).ShouldBeFalse();
    }

    [Fact]
    public void Equal_names_strings_and_entities_are_one_object()
    {
        var policies = Parse("""
            permit (principal == A::"x", action, resource) when { context.note == "some text" };
            permit (principal == A::"x", action, resource) when { context.note == "some text" };
            """).Policies!.Policies;
        ReferenceEquals(policies[0].Principal.Entities[0], policies[1].Principal.Entities[0]).ShouldBeTrue();
        var (left, right) = ((BinaryExpression)policies[0].Conditions[0].Body, (BinaryExpression)policies[1].Conditions[0].Body);
        ReferenceEquals(((LiteralExpression)left.Right).Value.AsString, ((LiteralExpression)right.Right).Value.AsString).ShouldBeTrue();
        ReferenceEquals(((AttributeExpression)left.Left).Name, ((AttributeExpression)right.Left).Name).ShouldBeTrue();
    }

    [Fact]
    public void Nothing_and_comments_are_an_empty_set()
    {
        Parse("").Policies.ShouldNotBeNull().Policies.ShouldBeEmpty();
        Parse(" // nothing").Policies.ShouldNotBeNull().Policies.ShouldBeEmpty();
    }

    private static string Literal(string source)
    {
        var parsed = PolicyParser.ParseExpression(source, "test");
        parsed.Errors.ShouldBeEmpty();
        return parsed.Expression.ShouldBeOfType<LiteralExpression>().Value.AsString;
    }

    private static Policy One(string text)
    {
        var result = Parse(text);
        result.Errors.ShouldBeEmpty();
        return result.Policies.ShouldNotBeNull().Policies.ShouldHaveSingleItem();
    }

    private static PolicyParseResult Parse(string text) => PolicyParser.Parse(text.ReplaceLineEndings("\n"), "f");
}
