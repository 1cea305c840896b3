using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary>A chain of <c>&amp;&amp;</c>: the first that is false or fails decides.</summary>
internal sealed class AllNode(Node[] operands) : BooleanNode
{
    public override Truth Test(EvaluationState state)
    {
        foreach (var operand in operands)
        {
            var truth = operand.Test(state);
            if (truth != Truth.True) { return truth; }
        }
        return Truth.True;
    }
}

/// <summary>A chain of <c>||</c>: the first that is true or fails decides.</summary>
internal sealed class AnyNode(Node[] operands) : BooleanNode
{
    public override Truth Test(EvaluationState state)
    {
        foreach (var operand in operands)
        {
            var truth = operand.Test(state);
            if (truth != Truth.False) { return truth; }
        }
        return Truth.False;
    }
}

internal sealed class NotNode(Node operand) : BooleanNode
{
    public override Truth Test(EvaluationState state) => operand.Test(state) switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        _ => Truth.Failed,
    };
}

internal sealed class IfNode(Node condition, Node then, Node otherwise) : Node
{
    public override CedarValue Evaluate(EvaluationState state) => condition.Test(state) switch
    {
        Truth.True => then.Evaluate(state),
        Truth.False => otherwise.Evaluate(state),
        _ => default,
    };

    public override Truth Test(EvaluationState state) => condition.Test(state) switch
    {
        Truth.True => then.Test(state),
        Truth.False => otherwise.Test(state),
        _ => Truth.Failed,
    };
}
