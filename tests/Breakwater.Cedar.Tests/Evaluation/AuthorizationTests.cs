using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Evaluation.Indexing;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;
using Breakwater.Tests;

namespace Breakwater.Cedar.Tests.Evaluation;

public class AuthorizationTests
{
    [Theory]
    [InlineData("permit(principal, action, resource);", CedarDecision.Allow, new[] { 0 }, new int[0])]
    [InlineData("permit(principal, action, resource); forbid(principal, action, resource);", CedarDecision.Deny, new[] { 1 }, new int[0])]
    [InlineData("permit(principal, action, resource); forbid(principal, action, resource) when { context.none };", CedarDecision.Allow, new[] { 0 }, new[] { 1 })]
    [InlineData("permit(principal, action, resource) when { 1 };", CedarDecision.Deny, new int[0], new[] { 0 })]
    [InlineData("permit(principal, action, resource) unless { false };", CedarDecision.Allow, new[] { 0 }, new int[0])]
    [InlineData("permit(principal, action, resource) when { false } when { context.none };", CedarDecision.Deny, new int[0], new int[0])]
    [InlineData("permit(principal, action, resource) when { context.none } when { false };", CedarDecision.Deny, new int[0], new[] { 0 })]
    [InlineData("permit(principal, action in [], resource);", CedarDecision.Deny, new int[0], new int[0])]
    [InlineData("", CedarDecision.Deny, new int[0], new int[0])]
    public void Forbids_win_and_errors_count_for_neither(string policies, CedarDecision decision, int[] reasons, int[] errors)
    {
        var ask = new Ask(policies);
        ask.Result.Decision.ShouldBe(decision);
        ask.Result.Determining.ToArray().ShouldBe(reasons);
        ask.Result.Erring.ToArray().ShouldBe(errors);
    }

    /// <summary>Each was the shrunk counterexample of the comparison with the oracle, or of the integration tests, for a fault.</summary>
    [Theory]
    [InlineData("permit(principal, action, resource) when { resource.tool == \"x\" };", false, true)]
    [InlineData("permit(principal, action, resource) when { 3 && principal.owner == User::\"b\" };", false, true)]
    [InlineData("permit(principal, action, resource) when { context.none == 2 && context.n == 3 };", false, true)]
    [InlineData("permit(principal, action in [Action::\"read\", Action::\"any\"], resource);", true, false)]
    [InlineData("permit(principal, action, resource) when { principal in [User::\"a\", User::\"b\"] };", true, false)]
    [InlineData("permit(principal, action, resource) when { principal in [User::\"a\", 1] };", false, true)]
    [InlineData("permit(principal, action, resource) when { ip(\"10.0.0.0/8\").isInRange(ip(\"10.0.0.0/8\")) };", true, false)]
    [InlineData("permit(principal, action, resource) when { ip(\"::/0\").isInRange(ip(\"::/0\")) };", true, false)]
    [InlineData("permit(principal, action, resource) when { decimal(\"1.0\").lessThan(decimal(\"2.0\"), decimal(\"3.0\")) };", false, true)]
    [InlineData("permit(principal, action, resource) when { false && decimal(\"1.0\").lessThan(1) };", false, false)]
    [InlineData("permit(principal, action, resource) when { -9223372036854775808 - 1 == 0 };", false, true)]
    [InlineData("permit(principal, action, resource) when { 3037000500 * 3037000500 > 0 };", false, true)]
    [InlineData("permit(principal, action, resource) when { User::\"nobody\" has x || User::\"nobody\".hasTag(\"x\") };", false, false)]
    [InlineData("permit(principal, action, resource) when { User::\"nobody\".x };", false, true)]
    [InlineData("permit(principal, action, resource) when { User::\"nobody\" in User::\"nobody\" };", true, false)]
    [InlineData("permit(principal, action, resource) when { \"aab\" like \"*ab\" && \"abab\" like \"ab*ab\" && !(\"ab\" like \"ab*ab\") };", true, false)]
    [InlineData("permit(principal, action, resource) when { context is User };", false, true)]
    [InlineData("permit(principal, action, resource) when { principal is Doc in 1 };", false, false)]
    public void Cases_that_once_went_wrong(string policy, bool satisfied, bool errs)
    {
        var group = new EntityUid("Action", "any");
        var ask = new Ask(policy, [new(Ask.Action, CedarRecord.Empty, CedarRecord.Empty, [group])], Ask.Record(("n", CedarValue.Of(1))));
        ask.Result.Determining.ToArray().ShouldBe(satisfied ? [0] : []);
        ask.Result.Erring.ToArray().ShouldBe(errs ? [0] : []);
    }

    [Theory]
    [InlineData("principal.age > 1", EvaluationErrorKind.MissingEntity, "The entity `User::\"a\"` is not among the entities, so it has no `age`.")]
    [InlineData("resource.age > 1", EvaluationErrorKind.MissingAttribute, "The entity `Doc::\"x\"` has no attribute `age`.")]
    [InlineData("resource.getTag(\"t\") == 1", EvaluationErrorKind.MissingTag, "The entity `Doc::\"x\"` has no tag `t`.")]
    [InlineData("context < 1", EvaluationErrorKind.WrongKind, "`<` takes two integers, two datetimes or two durations, not a record.")]
    [InlineData("9223372036854775807 + 1 > 0", EvaluationErrorKind.Overflow, "The result of `+` does not fit in 64 bits.")]
    [InlineData("ip(\"10\").isIpv4()", EvaluationErrorKind.BadText, "`ip` cannot read the text `10`.")]
    [InlineData("ip(\"::\", \"::\").isIpv4()", EvaluationErrorKind.WrongCount, "`ip` does not take that number of arguments.")]
    [InlineData("resource.secret > 1", EvaluationErrorKind.Masked, "The value of `the salary` is masked.")]
    public void An_error_is_put_into_words_on_demand(string condition, EvaluationErrorKind kind, string message)
    {
        var ask = new Ask($"permit(principal, action, resource) when {{ {condition} }};", [new(Ask.Document, Ask.Record(("secret", CedarValue.Masked("the salary"))), CedarRecord.Empty, [])]);
        ask.Policies.Describe(ask.Bound, 0).ShouldBe(new EvaluationError("policy0", kind, message));
    }

    [Fact]
    public void What_has_an_outcome_has_no_error()
    {
        var ask = new Ask("permit(principal, action, resource);");
        Should.Throw<ArgumentException>(() => ask.Policies.Describe(ask.Bound, 0));
        Should.Throw<ArgumentException>(() => new Ask("").Policies.Authorize(ask.Bound, ask.Result)).Message.ShouldContain("other policies");
    }

    [Fact]
    public void Templates_decide_nothing_until_they_are_linked()
    {
        var template = PolicyParser.Parse("permit(principal == ?principal, action, resource);", "t").Policies!.Policies[0];
        var compiled = CompiledPolicies.Compile(new([template, PolicySet.Link(template, "linked", Ask.User, null)]));
        var bound = new BoundRequest();
        var result = new AuthorizationResult();
        bound.Bind(compiled, EntityStore.Empty, new(Ask.User, Ask.Action, Ask.Document, CedarRecord.Empty));
        compiled.Authorize(bound, result);
        (result.Decision, compiled.Policies.Single().Id, compiled.Explain().Templates).ShouldBe((CedarDecision.Allow, "linked", 1));
    }

    [Fact]
    public void The_summary_counts_and_names_what_is_outside_the_index()
    {
        var many = string.Join(", ", Enumerable.Range(0, PolicyIndexBuilder.MaxActions + 1).Select(i => $"Action::\"{i}\""));
        var summary = new Ask($$"""
            permit(principal == User::"a", action, resource);
            permit(principal, action, resource in Folder::"f");
            permit(principal, action, resource) when { context has tool && context.tool == "x" };
            permit(principal is User, action, resource);
            permit(principal, action == Action::"read", resource);
            permit(principal, action, resource) when { 1 < 0 };
            permit(principal, action, resource) when { context.n > 3 };
            permit(principal, action in [{{many}}], resource);
            """).Policies.Explain();

        summary.Filed.ShouldBe(Enum.GetValues<PolicyFiling>().ToDictionary(f => f, f => f == PolicyFiling.None ? 2 : 1), ignoreOrder: true);
        summary.Attributes.ShouldBe(["context.tool"]);
        summary.Outside.Select(o => o.PolicyId).ShouldBe(["policy6", "policy7"]);
        summary.Outside[0].Reason.ShouldContain("neither principal, action nor resource");
        summary.Outside[1].Reason.ShouldContain($"names {PolicyIndexBuilder.MaxActions + 1} actions");
    }

    [Fact]
    public void Candidates_are_those_that_can_match()
    {
        var policies = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"permit(principal == User::\"{(i % 100 == 0 ? "a" : $"u{i}")}\", action, resource);"));
        var ask = new Ask(policies);
        (ask.Result.Tried, ask.Result.Determining.Length).ShouldBe((10, 10));
        ask.Policies.Candidates(ask.Bound).ShouldBe(Enumerable.Range(0, 10).Select(i => i * 100));
    }

    [Fact]
    public void Sets_of_the_same_parts_share_what_does_not_hang_on_the_set()
    {
        var policies = PolicyParser.Parse(string.Concat(Enumerable.Range(0, 3).Select(i => $"permit(principal, action == Action::\"a{i}\", resource) when {{ context.n == {i} }};")), "shared.cedar").Policies!.Policies;
        var parts = new SharedParts();
        CompiledPolicies.TryCompile(new(policies.Take(2)), parts, out var first, out _).ShouldBeTrue();
        CompiledPolicies.TryCompile(new(policies.Skip(1)), parts, out var second, out _).ShouldBeTrue();
        second.Policies[0].ShouldBeSameAs(first.Policies[1]);
        second.Policies.Select(p => p.Id).ShouldBe(policies.Skip(1).Select(p => p.Id));
        CompiledPolicies.Compile(new(policies)).Policies[1].ShouldNotBeSameAs(first.Policies[1], "what is compiled alone shares nothing");
    }

    [Fact]
    public void Chains_may_be_long_and_nesting_only_so_deep()
    {
        new Ask($"permit(principal, action, resource) when {{ {string.Join(" && ", Enumerable.Repeat("context has x", 50_000))} }};").Result.Decision.ShouldBe(CedarDecision.Deny);

        Expression deep = new LiteralExpression(default, CedarValue.Of(true));
        for (var i = 0; i < 200_000; i++) { deep = new UnaryExpression(default, UnaryOperator.Not, deep); }
        var policy = PolicyParser.Parse("permit(principal, action, resource);", "deep.cedar").Policies!.Policies[0] with { Conditions = [new(false, deep)] };
        CompiledPolicies.TryCompile(new([policy]), CompilationOptions.Default, out _, out var problems).ShouldBeFalse();
        problems.Single().ToString().ShouldContain("more than 1100 levels");
        Should.Throw<ArgumentException>(() => CompiledPolicies.Compile(new([policy])));
    }

    [Fact]
    public void Whatever_the_parser_accepts_compiles_and_runs_on_a_small_stack()
    {
        var deep = string.Concat(Enumerable.Repeat("!(context.n == 1 || ", 120)) + "true" + new string(')', 120);
        var result = default(CedarDecision?);
        var failure = default(Exception);
        var thread = new Thread(() => failure = Record.Exception(() => result = new Ask($"permit(principal, action, resource) when {{ {deep} }};", context: Ask.Record(("n", CedarValue.Of(0)))).Result.Decision), 512 * 1024);
        thread.Start();
        thread.Join();
        failure.ShouldBeNull();
        result.ShouldBe(CedarDecision.Allow);
    }

    [Fact]
    public void Deciding_and_binding_again_allocate_nothing()
    {
        var ask = new Ask(
            """
            permit(principal, action, resource) when { context.n < 5 && context has m && ["a", "b"].contains(context.s) && principal in User::"a" && context.s like "a*" };
            forbid(principal, action, resource) when { context.missing };
            """,
            context: Ask.Record(("n", CedarValue.Of(1)), ("m", CedarValue.Of(1)), ("s", CedarValue.Of("a"))));
        var request = new CedarRequest(Ask.User, Ask.Action, Ask.Document, ask.Bound.Context.AsRecord);
        Allocation.InSteadyState(() =>
        {
            ask.Bound.Bind(ask.Policies, EntityStore.Empty, request);
            ask.Policies.Authorize(ask.Bound, ask.Result);
        }).ShouldBe(0);
        (ask.Result.Decision, ask.Result.Erring.Length).ShouldBe((CedarDecision.Allow, 1));
    }
}
