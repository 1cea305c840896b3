using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Tests.Generators;
using Breakwater.Cedar.Tests.Oracle;
using Breakwater.Cedar.Validation;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Cedar.Tests.Validation;

/// <summary>
/// Cedar's theorem on its validator, tried on generated schemas, policies and worlds: on requests and entities that conform to the schema, a policy that passes does
/// not err but for overflow, for entities that do not exist and, if only permissive mode lets it pass, for texts that no constructor can read; and one said never to apply never does.
/// </summary>
public sealed class SoundnessTests
{
    private const int Cases = 800;
    private const int PoliciesEach = 8;
    private const int RequestsEach = 6;

    [Fact]
    public void What_passes_does_not_err()
    {
        var tally = new Tally();
        Check.One(
            Trials.Of(Cases),
            Prop.ForAll(Arbitrary(), world => Problem(world, tally) is not { } problem ? true : throw new ShouldAssertException($"{problem}\n{world.Case}")));

        // Both sides must have had something to say.
        tally.Strict.ShouldBeGreaterThan(tally.Policies / 4);
        tally.Refused.ShouldBeGreaterThan(tally.Policies / 4);
        tally.OnlyPermissive.ShouldBeGreaterThan(tally.Policies / 200);
        tally.NeverApplies.ShouldBeGreaterThan(tally.Policies / 200);
        tally.Satisfied.ShouldBeGreaterThan(tally.Evaluations / 40);
        tally.RefusedAndErred.ShouldBeGreaterThan(tally.Policies / 50);
    }

    private static Arbitrary<TypedCase> Arbitrary() => Arb.From(
        ArbMap.Default.GeneratorFor<int>().Resize(int.MaxValue).Select(seed => TypedCase.From((ulong)(uint)seed)),
        world => world.Case.Smaller().Select(c => world with { Case = c }));

    private static string? Problem(TypedCase world, Tally tally)
    {
        var store = Store(world);
        foreach (var policy in world.Case.Policies)
        {
            tally.Policies++;
            var strict = PolicyValidator.Validate(new([policy]), world.Schema);
            var permissive = PolicyValidator.Validate(new([policy]), world.Schema, ValidationMode.Permissive);
            if (strict.Passed && !permissive.Passed) { return $"Strict accepts what permissive refuses: {permissive.Errors[0]}"; }

            tally.Strict += strict.Passed ? 1 : 0;
            tally.OnlyPermissive += permissive.Passed && !strict.Passed ? 1 : 0;
            tally.Refused += permissive.Passed ? 0 : 1;
            var never = permissive.Warnings.Any(w => w.Message.StartsWith("The policy never applies", StringComparison.Ordinal));
            tally.NeverApplies += never ? 1 : 0;
            if (Run(world, policy, store, strict.Passed ? ValidationMode.Strict : permissive.Passed ? ValidationMode.Permissive : null, never, tally) is { } problem) { return $"{problem} Policy {policy.Id}, {(strict.Passed ? "strict" : "permissive")}."; }
        }
        return null;
    }

    private static string? Run(TypedCase world, Policy policy, EntityStore store, ValidationMode? passed, bool never, Tally tally)
    {
        var compiled = CompiledPolicies.Compile(new([policy]));
        var (bound, answer, erred) = (new BoundRequest(), new AuthorizationResult(), false);
        foreach (var request in world.Case.Requests)
        {
            tally.Evaluations++;
            var outcome = OracleAuthorizer.Authorize([policy], world.Case.Entities, request);
            tally.Satisfied += passed is not null ? outcome.Satisfied.Length : 0;
            if (never && outcome.Satisfied.Length > 0) { return "It is said never to apply, and does."; }
            if (outcome.Errors.Length == 0) { continue; }

            // The engine says why, and agrees that it errs.
            bound.Bind(compiled, store, request);
            compiled.Authorize(bound, answer);
            if (answer.Erring.Length == 0) { return "The oracle errs, the engine does not."; }
            var error = compiled.Describe(bound, 0);
            var excused = error.Kind is EvaluationErrorKind.Overflow or EvaluationErrorKind.MissingEntity || (error.Kind == EvaluationErrorKind.BadText && passed == ValidationMode.Permissive);
            if (passed is not null && !excused) { return $"It passed, and errs: {error.Message}"; }
            erred |= !excused;
        }
        tally.RefusedAndErred += erred ? 1 : 0;
        return null;
    }

    private static EntityStore Store(TypedCase world)
    {
        EntityStore.TryCreate(world.Case.Entities, world.Schema, out var store, out var problems).ShouldBeTrue(string.Join(' ', problems));
        return store!;
    }

    private sealed record TypedCase(CedarSchema Schema, GeneratedCase Case)
    {
        public static TypedCase From(ulong seed)
        {
            var dice = new Dice(seed);
            var world = new TypedWorld(dice);
            var environments = RequestEnvironment.Of(world.Schema).ToArray();
            if (environments.Length == 0) { return new(world.Schema, new([], world.Entities(), [])); }

            var chosen = dice.Of(environments);
            var policies = Enumerable.Range(0, PoliciesEach).Select(i => Policy(dice, world, dice.Chance(70) ? chosen : dice.Of(environments), $"p{i}")).ToArray();
            var requests = Enumerable.Range(0, RequestsEach).Select(_ => world.Request(dice.Chance(70) ? chosen : dice.Of(environments))).ToArray();
            return new(world.Schema, new(policies, world.Entities(), requests));
        }

        private static Policy Policy(Dice dice, TypedWorld world, RequestEnvironment environment, string id)
        {
            var expressions = new TypedExpressions(dice, world, environment);
            return new()
            {
                Id = id,
                Effect = PolicyEffect.Permit,
                Annotations = [],
                Principal = Scope(dice, environment.Principal),
                Action = dice.Chance(80) ? new(ScopeKind.Equal, default) { Entities = [environment.Action.Uid] } : new(ScopeKind.Any, default),
                Resource = Scope(dice, environment.Resource),
                Conditions = [.. Enumerable.Range(0, 1 + dice.Roll(2)).Select(_ => new Condition(dice.Chance(25), expressions.Of(PhotoSchema.Bool, 3)))],
                Source = "generated",
                Span = default,
            };
        }

        private static Scope Scope(Dice dice, string type) => dice.Roll(5) switch
        {
            0 => new(ScopeKind.Any, default),
            1 => new(ScopeKind.In, default) { Entities = [dice.Of(TypedWorld.Uids("Org::Group"))] },
            2 => new(ScopeKind.Equal, default) { Entities = [dice.Of(TypedWorld.Uids(type))] },
            _ => new(ScopeKind.Is, default) { EntityType = type },
        };
    }

    private sealed class Tally
    {
        public int Policies, Strict, OnlyPermissive, Refused, NeverApplies, Evaluations, Satisfied, RefusedAndErred;
    }
}
