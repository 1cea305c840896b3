using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Oracle;

/// <summary>The answer, policies by id in the order of the set.</summary>
internal sealed record OracleAnswer(CedarDecision Decision, string[] Reasons, string[] Errors, string[] Satisfied);

/// <summary>Cedar's rules for putting a request to a set of policies: tries each policy.</summary>
internal static class OracleAuthorizer
{
    public static OracleAnswer Authorize(IEnumerable<Policy> policies, IReadOnlyCollection<CedarEntity> entities, CedarRequest request)
    {
        var evaluator = new OracleEvaluator(entities, request);
        var outcomes = policies.Where(p => !p.IsTemplate).Select(p => (Policy: p, Outcome: Satisfied(p, evaluator, request))).ToList();
        string[] Ids(PolicyEffect effect) => [.. outcomes.Where(o => o.Outcome == true && o.Policy.Effect == effect).Select(o => o.Policy.Id)];
        var (permits, forbids) = (Ids(PolicyEffect.Permit), Ids(PolicyEffect.Forbid));
        return new(
            permits.Length > 0 && forbids.Length == 0 ? CedarDecision.Allow : CedarDecision.Deny,
            forbids.Length > 0 ? forbids : permits,
            [.. outcomes.Where(o => o.Outcome is null).Select(o => o.Policy.Id)],
            [.. permits, .. forbids]);
    }

    private static bool? Satisfied(Policy policy, OracleEvaluator evaluator, CedarRequest request)
    {
        if (!Holds(policy.Principal, request.Principal, evaluator) || !Holds(policy.Action, request.Action, evaluator) || !Holds(policy.Resource, request.Resource, evaluator)) { return false; }
        foreach (var condition in policy.Conditions)
        {
            if (evaluator.Evaluate(condition.Body) is not { Kind: CedarKind.Bool } value) { return null; }
            if (value.AsBool == condition.IsUnless) { return false; }
        }
        return true;
    }

    private static bool Holds(Scope scope, EntityUid uid, OracleEvaluator evaluator) => scope.Kind switch
    {
        ScopeKind.Any => true,
        ScopeKind.Equal => uid.Equals(scope.Entities[0]),
        ScopeKind.In or ScopeKind.InAny => scope.Entities.Any(e => evaluator.In(uid, e)),
        ScopeKind.Is => uid.Type == scope.EntityType,
        _ => uid.Type == scope.EntityType && evaluator.In(uid, scope.Entities[0]),
    };
}
