using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

internal sealed class PrincipalNode : Node
{
    public override CedarValue Evaluate(EvaluationState state) => state.Request.Principal;
}

internal sealed class ActionNode : Node
{
    public override CedarValue Evaluate(EvaluationState state) => state.Request.Action;
}

internal sealed class ResourceNode : Node
{
    public override CedarValue Evaluate(EvaluationState state) => state.Request.Resource;
}

internal sealed class ContextNode : Node
{
    public override CedarValue Evaluate(EvaluationState state) => state.Request.Context;
}
