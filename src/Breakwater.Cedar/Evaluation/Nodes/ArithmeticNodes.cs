using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary><c>+</c>, <c>-</c> and <c>*</c> on integers of 64 bits; overflow fails.</summary>
internal sealed class ArithmeticNode(BinaryOperator operation, Node left, Node right) : Node
{
    public override CedarValue Evaluate(EvaluationState state)
    {
        var a = left.Evaluate(state);
        if (a.Kind == CedarKind.None) { return default; }
        var b = right.Evaluate(state);
        if (b.Kind == CedarKind.None) { return default; }
        if (a.Kind != CedarKind.Long) { return state.WrongKind(Symbol, "integers", a); }
        if (b.Kind != CedarKind.Long) { return state.WrongKind(Symbol, "integers", b); }
        return TryApply(a.Number, b.Number, out var result) ? CedarValue.Of(result) : state.Fail(EvaluationErrorKind.Overflow, Symbol);
    }

    private string Symbol => operation switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        _ => "*",
    };

    private bool TryApply(long a, long b, out long result)
    {
        if (operation == BinaryOperator.Multiply) { return Math.BigMul(a, b, out result) == result >> 63; }
        result = operation == BinaryOperator.Add ? a + b : a - b;
        // The sign of an overflowing result differs from that of the left operand in a way that the right one does not explain.
        return operation == BinaryOperator.Add ? ((a ^ result) & (b ^ result)) >= 0 : ((a ^ b) & (a ^ result)) >= 0;
    }
}

/// <summary><c>-e</c>; the smallest integer has no negation.</summary>
internal sealed class NegateNode(Node operand) : Node
{
    public override CedarValue Evaluate(EvaluationState state)
    {
        var value = operand.Evaluate(state);
        return value.Kind switch
        {
            CedarKind.None => default,
            CedarKind.Long when value.Number == long.MinValue => state.Fail(EvaluationErrorKind.Overflow, "-"),
            CedarKind.Long => CedarValue.Of(-value.Number),
            _ => state.WrongKind("-", "an integer", value),
        };
    }
}
