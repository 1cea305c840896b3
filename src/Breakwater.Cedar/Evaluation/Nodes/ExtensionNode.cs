using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary>
/// A call of an extension function with one or two arguments. A constructor whose text is not constant reads it at every evaluation, and <c>ip</c> then
/// allocates.
/// </summary>
internal sealed class ExtensionNode(ExtensionFunction function, Node first, Node? second) : Node
{
    public override CedarValue Evaluate(EvaluationState state)
    {
        var a = first.Evaluate(state);
        if (a.Kind == CedarKind.None) { return default; }
        var b = second is null ? default : second.Evaluate(state);
        if (second is not null && b.Kind == CedarKind.None) { return default; }
        var (takes, also) = ExtensionCall.Signature(function);
        if (a.Kind != takes) { return state.WrongKind(CedarFunctions.Name(function), ExtensionCall.Takes(function), a); }
        if (also != CedarKind.None && b.Kind != also) { return state.WrongKind(CedarFunctions.Name(function), ExtensionCall.Takes(function), b); }
        var result = ExtensionCall.Apply(function, a, b);
        if (result.Kind != CedarKind.None) { return result; }
        return takes == CedarKind.String ? state.Fail(EvaluationErrorKind.BadText, CedarFunctions.Name(function), a) : state.Fail(EvaluationErrorKind.Overflow, CedarFunctions.Name(function));
    }
}

/// <summary>A call with a number of arguments that the function does not take: parsers let it pass, and whenever it is reached it fails.</summary>
internal sealed class WrongCountNode(ExtensionFunction function) : Node
{
    public override CedarValue Evaluate(EvaluationState state) => state.Fail(EvaluationErrorKind.WrongCount, CedarFunctions.Name(function));
}
