using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary><c>==</c> and <c>!=</c>, which never fail on values that are there.</summary>
internal sealed class EqualNode(Node left, Node right, bool negated) : BooleanNode
{
    public override Truth Test(EvaluationState state)
    {
        var a = left.Evaluate(state);
        if (a.Kind == CedarKind.None) { return Truth.Failed; }
        var b = right.Evaluate(state);
        if (b.Kind == CedarKind.None) { return Truth.Failed; }
        if (a.Kind == b.Kind && a.Kind is CedarKind.Set or CedarKind.Record && Hidden(a, b) is { Kind: CedarKind.Masked } hidden)
        {
            state.Fail(EvaluationErrorKind.Masked, "==", hidden);
            return Truth.Failed;
        }
        return Of(a.Equals(b) != negated);
    }

    private static CedarValue Hidden(CedarValue a, CedarValue b) => a.FirstMasked is { Kind: CedarKind.Masked } hidden ? hidden : b.FirstMasked;
}

/// <summary>The four order relations: on two integers, two datetimes or two durations.</summary>
internal sealed class OrderNode(BinaryOperator relation, Node left, Node right) : BooleanNode
{
    private const string Kinds = "two integers, two datetimes or two durations";

    public override Truth Test(EvaluationState state)
    {
        var a = left.Evaluate(state);
        if (a.Kind == CedarKind.None) { return Truth.Failed; }
        var b = right.Evaluate(state);
        if (b.Kind == CedarKind.None) { return Truth.Failed; }
        if (a.Kind is not (CedarKind.Long or CedarKind.DateTime or CedarKind.Duration))
        {
            state.WrongKind(Symbol, Kinds, a);
            return Truth.Failed;
        }
        if (b.Kind != a.Kind)
        {
            state.WrongKind(Symbol, Kinds, b);
            return Truth.Failed;
        }
        return Of(relation switch
        {
            BinaryOperator.Less => a.Number < b.Number,
            BinaryOperator.LessOrEqual => a.Number <= b.Number,
            BinaryOperator.Greater => a.Number > b.Number,
            _ => a.Number >= b.Number,
        });
    }

    private string Symbol => relation switch
    {
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        _ => ">=",
    };
}
