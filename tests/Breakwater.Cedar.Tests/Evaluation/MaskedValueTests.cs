using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Tests.Generators;
using Breakwater.Cedar.Tests.Oracle;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Evaluation;

public class MaskedValueTests
{
    [Theory]
    [InlineData("permit(principal, action, resource) when { context.secret > 1 };", CedarDecision.Undecidable)]
    [InlineData("permit(principal, action, resource) when { context has secret };", CedarDecision.Allow)]
    [InlineData("permit(principal, action, resource) when { false && context.secret > 1 };", CedarDecision.Deny)]
    [InlineData("permit(principal, action, resource) when { context.open == 2 && context.secret == 1 };", CedarDecision.Deny)]
    [InlineData("permit(principal, action, resource); permit(principal, action, resource) when { context.secret == 1 };", CedarDecision.Allow)]
    [InlineData("permit(principal, action, resource); forbid(principal, action, resource) when { context.secret == 1 };", CedarDecision.Undecidable)]
    [InlineData("forbid(principal, action, resource); permit(principal, action, resource) when { context.secret == 1 };", CedarDecision.Deny)]
    [InlineData("forbid(principal, action, resource) when { context.secret == 1 };", CedarDecision.Deny)]
    [InlineData("permit(principal, action, resource) when { context == {open: 1} };", CedarDecision.Undecidable)]
    [InlineData("permit(principal, action, resource) when { [context].contains(1) };", CedarDecision.Undecidable)]
    [InlineData("permit(principal, action, resource) when { context.parts.containsAll([]) };", CedarDecision.Undecidable)]
    [InlineData("permit(principal, action, resource) when { principal in context.parts };", CedarDecision.Undecidable)]
    [InlineData("permit(principal, action, resource) when { context.parts.isEmpty() };", CedarDecision.Deny)]
    public void It_is_undecidable_only_if_it_hangs_on_the_masked_value(string policies, CedarDecision decision)
    {
        var masked = CedarValue.Masked("context.secret");
        var ask = new Ask(policies, context: Ask.Record(("open", CedarValue.Of(1)), ("secret", masked), ("parts", CedarValue.Of(new CedarSet([masked])))));
        ask.Result.Decision.ShouldBe(decision);
        if (decision == CedarDecision.Undecidable)
        {
            ask.Policies.Describe(ask.Bound, ask.Result.Undecided[0]).Message.ShouldContain("`context.secret` is masked");
        }
    }

    /// <summary>Whatever value stands in the place of the masked one: a decision that was made holds, and so does the outcome of every policy not undecided.</summary>
    [Fact]
    public void What_is_decided_holds_for_every_value_of_the_masked_attribute()
    {
        var undecidable = 0;
        var decided = 0;
        for (var seed = 1UL; seed <= 400; seed++)
        {
            var generated = GeneratedCase.From(seed, 8, 2);
            var dice = new Dice(seed);
            var world = new GeneratedWorld(dice);
            EntityStore.TryCreate(generated.Entities, null, out var store, out _).ShouldBeTrue();
            foreach (var request in generated.Requests.Where(r => r.Context.Count > 0))
            {
                var name = request.Context.Names[dice.Roll(request.Context.Count)];
                var compiled = CompiledPolicies.Compile(new PolicySet(generated.Policies));
                var result = new AuthorizationResult();
                var bound = new BoundRequest();
                bound.Bind(compiled, store!, With(request, name, CedarValue.Masked(name)));
                compiled.Authorize(bound, result);
                var undecided = result.Undecided.ToArray().Select(p => compiled.Policies[p].Id).ToHashSet();
                var erring = result.Erring.ToArray().Select(p => compiled.Policies[p].Id).ToArray();
                if (result.Decision == CedarDecision.Undecidable) { undecidable++; } else if (undecided.Count > 0) { decided++; }
                if (result.Decision == CedarDecision.Undecidable) { undecided.ShouldNotBeEmpty(); }
                foreach (var value in Enumerable.Range(0, 6).Select(i => i == 0 ? request.Context.Values[request.Context.Names.IndexOf(name)] : world.Value(world.Kind(), 1)))
                {
                    var answer = OracleAuthorizer.Authorize(generated.Policies, generated.Entities, With(request, name, value));
                    if (result.Decision != CedarDecision.Undecidable) { answer.Decision.ShouldBe(result.Decision, $"seed {seed}, {name}"); }
                    answer.Errors.Where(e => !undecided.Contains(e)).ShouldBe(erring, $"seed {seed}, {name}");
                }
            }
        }
        undecidable.ShouldBeGreaterThan(5);
        decided.ShouldBeGreaterThan(5);
    }

    private static CedarRequest With(CedarRequest request, string name, CedarValue value) =>
        request with { Context = new(request.Context.Select(a => a.Key == name ? KeyValuePair.Create(name, value) : a)) };
}
