using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Tests.Generators;
using Breakwater.Cedar.Tests.Vectors;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Cedar.Tests.Syntax;

public sealed class PolicyTextTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_parses_to_the_same_tree(bool wellTyped) =>
        Check.One(Trials.Of(5_000), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var policy = PolicyGenerator.Policy(new Draws(seed), "policy0", wellTyped, mayBeTemplate: true);
            SurvivesWriting(policy, $"seed {seed}");
        }));

    [Fact]
    public void Policies_of_the_vectors_survive_writing()
    {
        foreach (var (name, text) in CedarVectors.All(".cedar"))
        {
            foreach (var policy in PolicyParser.Parse(text, name).Policies.ShouldNotBeNull().Policies) { SurvivesWriting(policy, name); }
        }
    }

    [Theory]
    [InlineData("1 - (2 - 3)")]
    [InlineData("(1 - 2) - 3", "1 - 2 - 3")]
    [InlineData("-(5)")]
    [InlineData("- 5", "-5")]
    [InlineData("!!true", "!(!true)")]
    [InlineData("(-5).x")]
    [InlineData("(a)", null)]
    [InlineData("""{"a b": 1, "if": 2, c: 3}["a b"]""", """{"a b": 1, "if": 2, c: 3}["a b"]""")]
    [InlineData("(true && false) || true", "true && false || true")]
    [InlineData("true && (false || true)")]
    [InlineData("(if true then 1 else 2) + 1")]
    [InlineData("""principal is A::B in resource && "x" like "a\*b*" """, """principal is A::B in resource && "x" like "a\*b*" """)]
    [InlineData("""ip("::1").isInRange(ip("::/0"))""")]
    [InlineData("[principal.contains(1), context.isEmpty()]")]
    [InlineData("principal has a.b", "principal has a && principal.a has b")]
    public void The_canonical_form(string source, string? written = "")
    {
        var parsed = PolicyParser.ParseExpression(source, "test");
        if (written is null) { parsed.Errors.ShouldNotBeEmpty(); return; }
        PolicyText.Write(parsed.Expression.ShouldNotBeNull()).ShouldBe((written.Length == 0 ? source : written).Trim());
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    [InlineData(5_000)]
    public void Long_chains_survive_writing(int operands)
    {
        var source = string.Join(" && ", Enumerable.Range(0, operands).Select(i => $"context.x == {i}"));
        var chain = PolicyParser.ParseExpression(source, "test").Expression.ShouldNotBeNull();
        SyntaxEquality.Same(chain, PolicyParser.ParseExpression(PolicyText.Write(chain), "again").Expression).ShouldBeTrue();
        Operands(chain).ShouldBe([.. Enumerable.Range(0, operands)]);
    }

    private static IEnumerable<int> Operands(Expression chain) => chain switch
    {
        BinaryExpression { Operator: BinaryOperator.And } and => Operands(and.Left).Concat(Operands(and.Right)),
        BinaryExpression { Right: LiteralExpression number } => [(int)number.Value.Number],
        _ => [],
    };

    private static void SurvivesWriting(Policy policy, string name)
    {
        var written = PolicyText.Write(policy);
        var parsed = PolicyParser.Parse(written, name);
        parsed.Errors.ShouldBeEmpty(written);
        var again = parsed.Policies.ShouldNotBeNull().Policies.ShouldHaveSingleItem();
        SyntaxEquality.Same(policy, again).ShouldBeTrue($"{name}\n{written}\n{PolicyText.Write(again)}");
        PolicyText.Write(again).ShouldBe(written);
    }
}
