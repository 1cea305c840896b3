using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Contracts;
using Breakwater.Lab.PolicyScaling;

namespace Breakwater.Lab.Baselines;

/// <summary>
/// Every policy is put to every request, one after the other: how an engine without an index decides, and how a list of rules is read. The answers are right; each policy is
/// compiled by the shipped engine. Must not ship.
/// </summary>
internal sealed class PolicyScan : PolicyDecider
{
    private readonly (CompiledPolicies Alone, bool Forbids)[] _policies;
    private readonly EntityStore _store;
    private readonly BoundRequest _request = new();
    private readonly AuthorizationResult _result = new();

    public PolicyScan(PolicySet policies, EntityStore store)
    {
        _policies = [.. policies.Policies.Select(p => (CompiledPolicies.Compile(new([p])), p.Effect == PolicyEffect.Forbid))];
        _store = store;
    }

    public override bool Permits(CedarRequest request, ref Work work)
    {
        var (permitted, forbidden) = (false, false);
        foreach (var (alone, forbids) in _policies)
        {
            _request.Bind(alone, _store, request);
            alone.Authorize(_request, _result);
            if (_result.Determining.IsEmpty) { continue; }
            if (forbids) { forbidden = true; } else { permitted = true; }
        }
        work.Add(WorkUnit.PolicyEvaluated);
        work.Add(WorkUnit.PolicyCandidate, _policies.Length);
        return permitted && !forbidden;
    }
}
