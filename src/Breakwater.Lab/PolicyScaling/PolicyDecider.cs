using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Contracts;

namespace Breakwater.Lab.PolicyScaling;

/// <summary>Answers requests by a set of policies: permitted if a permit is satisfied and no forbid is. Counts what it does.</summary>
internal abstract class PolicyDecider
{
    public abstract bool Permits(CedarRequest request, ref Work work);
}

/// <summary>As it ships: the compiled and indexed engine, which tries the policies that can match.</summary>
internal sealed class IndexedPolicies(PolicySet policies, EntityStore store) : PolicyDecider
{
    private readonly CompiledPolicies _compiled = CompiledPolicies.Compile(policies);
    private readonly BoundRequest _request = new();
    private readonly AuthorizationResult _result = new();

    /// <summary>Policies outside the index: tried for every request.</summary>
    public int Outside => _compiled.Explain().Outside.Count;

    public override bool Permits(CedarRequest request, ref Work work)
    {
        _request.Bind(_compiled, store, request);
        _compiled.Authorize(_request, _result);
        work.Add(WorkUnit.PolicyEvaluated);
        work.Add(WorkUnit.PolicyCandidate, _result.Tried);
        return _result.Decision == CedarDecision.Allow;
    }
}
