using Breakwater.Cedar.Evaluation.Nodes;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Evaluation;

/// <summary>What is needed to try a policy, and nothing else: these lie side by side in memory, so that trying the policies of one file costs few cache misses.</summary>
/// <param name="Principal">Constraint on the principal.</param>
/// <param name="Resource">Constraint on the resource.</param>
/// <param name="Action">Constraint on the action, unless it is a list.</param>
/// <param name="Actions">Keys of the actions, if it is a list; equal lists are one array.</param>
/// <param name="Condition">What must hold besides; null if nothing.</param>
/// <param name="Effect">Permit or forbid.</param>
internal readonly record struct PolicyBody(CompiledScope Principal, CompiledScope Resource, CompiledScope Action, int[]? Actions, Node? Condition, PolicyEffect Effect)
{
    public Truth Test(EvaluationState state)
    {
        var request = state.Request;
        if (!Principal.Matches(request.PrincipalScope) || !Resource.Matches(request.ResourceScope) || !MatchesAction(request.ActionScope)) { return Truth.False; }
        return Condition is null ? Truth.True : Condition.Test(state);
    }

    private bool MatchesAction(in BoundVariable action)
    {
        if (Actions is null) { return Action.Matches(action); }
        foreach (var key in Actions) { if (action.IsIn(key)) { return true; } }
        return false;
    }
}
