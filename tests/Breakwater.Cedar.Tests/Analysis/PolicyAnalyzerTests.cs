using Breakwater.Cedar.Analysis;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Tests.Generators;
using Breakwater.Cedar.Tests.Oracle;
using Breakwater.Cedar.Tests.Validation;

namespace Breakwater.Cedar.Tests.Analysis;

public sealed class PolicyAnalyzerTests
{
    [Fact]
    public void Nothing_is_said_of_policies_that_keep_apart() => Analyze("""
        permit (principal, action == Action::"view", resource) when { context.ip.isLoopback() };
        forbid (principal, action == Action::"list", resource);
        permit (principal is User in Group::"g", action == Action::"view", resource) unless { principal.vip };
        permit (principal in ?principal, action, resource);
        """).ShouldBeEmpty();

    [Theory]
    [InlineData("permit (principal, action, resource) when { principal is Photo };", "policy0 NeverApplies: The policy never applies: no request that the schema allows can satisfy it.")]
    [InlineData("permit (principal, action == Action::\"view\", resource) when { true }; forbid (principal, action, resource);",
        "policy0 Shadowed: The permit has no effect: the policy `policy1` (test:1) forbids everything that it could permit.")]
    [InlineData("permit (principal == User::\"a\", action, resource); forbid (principal is User, action in Action::\"any\", resource) when { true } unless { false };",
        "policy0 Shadowed: The permit has no effect: the policy `policy1` (test:1) forbids everything that it could permit.")]
    [InlineData("permit (principal is User, action, resource) when { principal.age > 3 }; @a(\"b\") permit (principal is User, action, resource) when { (principal[\"age\"]) > 3 };",
        "policy1 Duplicate: The policy decides the same as the policy `policy0` (test:1); only their annotations differ.")]
    [InlineData("permit (principal, action, resource); permit (principal is User, action, resource) when { principal.vip };",
        "policy1 Redundant: The policy adds nothing to the decision: the policy `policy0` (test:1) permits all of it without conditions.")]
    [InlineData("permit (principal, action == Action::\"list\", resource); permit (principal is User, action == Action::\"list\", resource);",
        "policy1 Redundant: The policy adds nothing to the decision: the policy `policy0` (test:1) permits all of it without conditions.")]
    [InlineData("permit (principal in Group::\"g\", action, resource); forbid (principal == User::\"a\", action == Action::\"list\", resource);",
        "policy0 Overlap: The permit meets the policy `policy1` (test:1), which forbids part of what it permits: when `User::\"a\"` asks for `Action::\"list\"` on a `Folder`.")]
    [InlineData("permit (principal, action, resource); forbid (principal, action, resource) when { principal is Robot };",
        "policy0 Overlap: The permit may meet the policy `policy1` (test:1): when a `Robot` asks for `Action::\"view\"` on a `Photo`, both heads match; whether their conditions can hold together is not decided.")]
    public void Each_kind_of_issue(string policies, string expected) => Analyze(policies).Select(i => $"{i.Policy.Id} {i.Kind}: {i.Diagnostic.Message}").ShouldBe([expected]);

    [Fact]
    public void Issues_beyond_the_limit_are_left_out_and_that_is_said()
    {
        var policies = Parse(string.Concat(Enumerable.Repeat("permit (principal, action, resource) when { false };", 5)));
        var all = PolicyAnalyzer.Analyze(policies, PhotoSchema.Schema, 5);
        (all.Issues.Count, all.IsComplete).ShouldBe((5, true));
        var some = PolicyAnalyzer.Analyze(policies, PhotoSchema.Schema, 4);
        (some.Issues.Count, some.IsComplete).ShouldBe((4, false));
    }

    /// <summary>On generated policies and worlds, what is said is so; and where a permit and a forbid are satisfied together, something was said.</summary>
    [Fact]
    public void What_is_said_is_so()
    {
        var (issues, meetings) = (new Dictionary<PolicyIssueKind, int>(), 0);
        for (var seed = 1UL; seed <= 250; seed++)
        {
            var dice = new Dice(seed);
            var world = new TypedWorld(dice);
            var environments = RequestEnvironment.Of(world.Schema).ToArray();
            if (environments.Length == 0) { continue; }

            var policies = Enumerable.Range(0, 8).Select(i => Policy(dice, world, dice.Of(environments), $"p{i}")).ToList();
            if (dice.Chance(20)) { policies.Add(policies[0] with { Id = "twin" }); }
            var found = PolicyAnalyzer.Analyze(new(policies), world.Schema).Issues;
            foreach (var issue in found) { issues[issue.Kind] = issues.GetValueOrDefault(issue.Kind) + 1; }

            var entities = world.Entities();
            for (var i = 0; i < 20; i++)
            {
                var satisfied = OracleAuthorizer.Authorize(policies, entities, world.Request(dice.Of(environments))).Satisfied;
                foreach (var issue in found) { Holds(issue, satisfied).ShouldBeTrue($"seed {seed}: {issue.Diagnostic}"); }
                meetings += Meet(policies, satisfied, found, seed);
            }
        }
        foreach (var kind in Enum.GetValues<PolicyIssueKind>()) { issues.GetValueOrDefault(kind).ShouldBeGreaterThan(10, kind.ToString()); }
        meetings.ShouldBeGreaterThan(50);
    }

    private static bool Holds(PolicyIssue issue, string[] satisfied) => issue.Kind switch
    {
        PolicyIssueKind.NeverApplies => !satisfied.Contains(issue.Policy.Id),
        PolicyIssueKind.Duplicate => satisfied.Contains(issue.Policy.Id) == satisfied.Contains(issue.Other!.Id),
        PolicyIssueKind.Overlap => true,
        _ => !satisfied.Contains(issue.Policy.Id) || satisfied.Contains(issue.Other!.Id),
    };

    private static int Meet(List<Policy> policies, string[] satisfied, IReadOnlyList<PolicyIssue> found, ulong seed)
    {
        var meetings = 0;
        foreach (var permit in policies.Where(p => p.Effect == PolicyEffect.Permit && satisfied.Contains(p.Id)))
        {
            foreach (var forbid in policies.Where(p => p.Effect == PolicyEffect.Forbid && satisfied.Contains(p.Id)))
            {
                meetings++;
                found.Any(i => i.Policy == permit && (i.Kind is PolicyIssueKind.Shadowed or PolicyIssueKind.Duplicate || i.Other == forbid)).ShouldBeTrue($"seed {seed}: {SourceText.Of(permit)} and {SourceText.Of(forbid)} meet");
            }
        }
        return meetings;
    }

    private static Policy Policy(Dice dice, TypedWorld world, RequestEnvironment environment, string id) => new()
    {
        Id = id,
        Effect = dice.Chance(50) ? PolicyEffect.Permit : PolicyEffect.Forbid,
        Annotations = [],
        Principal = Scope(dice, environment.Principal),
        Action = dice.Roll(3) switch
        {
            0 => new(ScopeKind.Any, default),
            1 => new(ScopeKind.In, default) { Entities = [new("Action", "all")] },
            _ => new(ScopeKind.Equal, default) { Entities = [environment.Action.Uid] },
        },
        Resource = Scope(dice, environment.Resource),
        Conditions = dice.Chance(50) ? [] : [new(dice.Chance(20), new TypedExpressions(dice, world, environment).Of(PhotoSchema.Bool, 2))],
        Source = "generated",
        Span = default,
    };

    private static Scope Scope(Dice dice, string type) => dice.Roll(5) switch
    {
        0 => new(ScopeKind.In, default) { Entities = [dice.Of(TypedWorld.Uids("Org::Group"))] },
        1 => new(ScopeKind.Equal, default) { Entities = [dice.Of(TypedWorld.Uids(type))] },
        2 => new(ScopeKind.Is, default) { EntityType = type },
        _ => new(ScopeKind.Any, default),
    };

    private static IReadOnlyList<PolicyIssue> Analyze(string text) => PolicyAnalyzer.Analyze(Parse(text), PhotoSchema.Schema).Issues;

    private static PolicySet Parse(string text)
    {
        var parsed = PolicyParser.Parse(text, "test");
        parsed.Errors.ShouldBeEmpty();
        return parsed.Policies!;
    }
}
