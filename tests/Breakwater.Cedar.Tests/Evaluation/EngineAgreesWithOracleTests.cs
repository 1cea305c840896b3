using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Tests.Generators;
using Breakwater.Cedar.Tests.Oracle;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Cedar.Tests.Evaluation;

public class EngineAgreesWithOracleTests
{
    private const int PoliciesEach = 12;
    private const int RequestsEach = 5;
    private const int Cases = 2_000;

    [Fact]
    public void A_hundred_thousand_pairs_have_the_same_decision_reasons_and_errors()
    {
        var tally = new Dictionary<string, int>();
        var pairs = 0;
        Check.One(
            Trials.Of(Cases),
            Prop.ForAll(Arbitrary(), generated =>
            {
                pairs += generated.Policies.Count * generated.Requests.Count;
                return Disagreement(generated, tally) is not { } found ? true : throw new ShouldAssertException($"{found}\n{generated}");
            }));

        pairs.ShouldBeGreaterThanOrEqualTo(100_000);
        // A generator whose policies all fail, or never apply, would prove nothing.
        tally.GetValueOrDefault("satisfied").ShouldBeGreaterThan(pairs / 30);
        tally.GetValueOrDefault("erring").ShouldBeGreaterThan(pairs / 50);
        tally.GetValueOrDefault("erring").ShouldBeLessThan(pairs / 3);
        tally.GetValueOrDefault("allowed").ShouldBeGreaterThan(Cases / 5);
        tally.GetValueOrDefault("skipped by the index").ShouldBeGreaterThan(pairs / 10);
    }

    private static Arbitrary<GeneratedCase> Arbitrary() => Arb.From(
        ArbMap.Default.GeneratorFor<int>().Resize(int.MaxValue).Select(seed => GeneratedCase.From((ulong)(uint)seed, PoliciesEach, RequestsEach)),
        generated => generated.Smaller());

    /// <summary>What engine and oracle do not agree on; null if they do.</summary>
    internal static string? Disagreement(GeneratedCase generated, Dictionary<string, int> tally)
    {
        // A set that shares parts with another, which has some of the policies in other places and under other keys, answers as one compiled alone.
        var parts = new SharedParts();
        CompiledPolicies.TryCompile(new PolicySet(generated.Policies.Where((_, i) => i % 2 == 0).Reverse()), parts, out var other, out _).ShouldBeTrue();
        CompiledPolicies.TryCompile(new PolicySet(generated.Policies), parts, out var compiled, out _).ShouldBeTrue();
        EntityStore.TryCreate(generated.Entities, null, out var store, out var problems).ShouldBeTrue(string.Join(' ', problems));
        var bound = new BoundRequest();
        var result = new AuthorizationResult();
        foreach (var request in generated.Requests)
        {
            bound.Bind(other, store!, request);
            other.Authorize(bound, result);
            var expected = OracleAuthorizer.Authorize(generated.Policies, generated.Entities, request);
            bound.Bind(compiled, store!, request);
            compiled.Authorize(bound, result);
            var actual = Show(result.Decision, Ids(compiled, result.Determining), Ids(compiled, result.Erring));
            var wanted = Show(expected.Decision, expected.Reasons, expected.Errors);
            if (actual != wanted) { return $"The engine says {actual}, the oracle {wanted}."; }

            var candidates = compiled.Candidates(bound);
            if (candidates.Distinct().Count() != candidates.Count) { return "A policy is tried twice."; }
            var missed = expected.Satisfied.Concat(expected.Errors).Except(candidates.Select(c => compiled.Policies[c].Id)).ToList();
            if (missed.Count > 0) { return $"The index leaves out {string.Join(", ", missed)}."; }
            if (result.Undecided.Length > 0) { return "Something is undecided although nothing is masked."; }
            foreach (var erring in result.Erring)
            {
                var error = compiled.Describe(bound, erring);
                if (error.Kind is EvaluationErrorKind.None or EvaluationErrorKind.Masked || error.Message.Length == 0) { return $"An error is not described: {error}."; }
            }

            Add(tally, "satisfied", expected.Satisfied.Length);
            Add(tally, "erring", expected.Errors.Length);
            Add(tally, "allowed", expected.Decision == CedarDecision.Allow ? 1 : 0);
            Add(tally, "skipped by the index", compiled.Policies.Count - candidates.Count);
        }
        return null;
    }

    private static void Add(Dictionary<string, int> tally, string what, int count) => tally[what] = tally.GetValueOrDefault(what) + count;

    private static string[] Ids(CompiledPolicies compiled, ReadOnlySpan<int> policies)
    {
        var ids = new string[policies.Length];
        for (var i = 0; i < ids.Length; i++) { ids[i] = compiled.Policies[policies[i]].Id; }
        return ids;
    }

    private static string Show(CedarDecision decision, string[] reasons, string[] errors) =>
        $"{decision} by [{string.Join(' ', reasons.Order(StringComparer.Ordinal))}], erring [{string.Join(' ', errors.Order(StringComparer.Ordinal))}]";
}
