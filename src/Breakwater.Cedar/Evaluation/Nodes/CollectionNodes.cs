using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary><c>contains</c>, <c>containsAll</c>, <c>containsAny</c>.</summary>
internal sealed class ContainsNode(BinaryOperator method, Node left, Node right) : BooleanNode
{
    public override Truth Test(EvaluationState state)
    {
        var a = left.Evaluate(state);
        if (a.Kind == CedarKind.None) { return Truth.Failed; }
        var b = right.Evaluate(state);
        if (b.Kind == CedarKind.None) { return Truth.Failed; }
        if (a.Kind != CedarKind.Set) { return Wrong(a, state); }
        if (method != BinaryOperator.Contains && b.Kind != CedarKind.Set) { return Wrong(b, state); }
        if (a.FirstMasked is { Kind: CedarKind.Masked } hidden || (hidden = b.FirstMasked).Kind == CedarKind.Masked)
        {
            state.Fail(EvaluationErrorKind.Masked, Name, hidden);
            return Truth.Failed;
        }
        return Of(method switch
        {
            BinaryOperator.Contains => a.AsSet.Contains(b),
            BinaryOperator.ContainsAll => a.AsSet.ContainsAll(b.AsSet),
            _ => a.AsSet.ContainsAny(b.AsSet),
        });
    }

    private string Name => method switch
    {
        BinaryOperator.Contains => "contains",
        BinaryOperator.ContainsAll => "containsAll",
        _ => "containsAny",
    };

    private Truth Wrong(CedarValue actual, EvaluationState state)
    {
        state.WrongKind(Name, method == BinaryOperator.Contains ? "a set" : "two sets", actual);
        return Truth.Failed;
    }
}

internal sealed class IsEmptyNode(Node operand) : BooleanNode
{
    public override Truth Test(EvaluationState state)
    {
        var value = operand.Evaluate(state);
        if (value.Kind == CedarKind.Set) { return Of(value.AsSet.Count == 0); }
        if (value.Kind != CedarKind.None) { state.WrongKind("isEmpty", "a set", value); }
        return Truth.Failed;
    }
}

/// <summary>A set with an element that is not constant; allocates at every evaluation.</summary>
internal sealed class SetNode(Node[] elements) : Node
{
    public override CedarValue Evaluate(EvaluationState state)
    {
        var values = new CedarValue[elements.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = elements[i].Evaluate(state);
            if (values[i].Kind == CedarKind.None) { return default; }
        }
        return CedarValue.Of(new CedarSet(values));
    }
}

/// <summary>A record with an attribute that is not constant; allocates at every evaluation.</summary>
internal sealed class RecordNode(KeyValuePair<string, Node>[] attributes) : Node
{
    public override CedarValue Evaluate(EvaluationState state)
    {
        var values = new KeyValuePair<string, CedarValue>[attributes.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var value = attributes[i].Value.Evaluate(state);
            if (value.Kind == CedarKind.None) { return default; }
            values[i] = new(attributes[i].Key, value);
        }
        return CedarValue.Of(new CedarRecord(values));
    }
}
