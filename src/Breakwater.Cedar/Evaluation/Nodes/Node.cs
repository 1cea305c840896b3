using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary>The outcome of a condition.</summary>
internal enum Truth : byte
{
    False,
    True,

    /// <summary>No boolean came out; the state says why.</summary>
    Failed,
}

/// <summary>
/// An expression in executable form: one object for each operator, and a virtual call to evaluate it. Immutable but for hints that any thread may
/// overwrite at any time.
/// </summary>
internal abstract class Node
{
    /// <summary>The value; <c>default</c> if there is none, and then the state says why.</summary>
    public abstract CedarValue Evaluate(EvaluationState state);

    /// <summary>The value as a condition, which takes booleans only.</summary>
    public virtual Truth Test(EvaluationState state)
    {
        var value = Evaluate(state);
        if (value.Kind == CedarKind.Bool) { return value.AsBool ? Truth.True : Truth.False; }
        if (value.Kind != CedarKind.None) { state.WrongKind("a condition", "a boolean", value); }
        return Truth.Failed;
    }
}

/// <summary>An expression that yields a boolean or fails.</summary>
internal abstract class BooleanNode : Node
{
    public abstract override Truth Test(EvaluationState state);

    public sealed override CedarValue Evaluate(EvaluationState state) => Test(state) switch
    {
        Truth.True => CedarValue.Of(true),
        Truth.False => CedarValue.Of(false),
        _ => default,
    };

    protected static Truth Of(bool value) => value ? Truth.True : Truth.False;
}

/// <summary>A value known when the policy was compiled.</summary>
internal sealed class ConstantNode(CedarValue value) : Node
{
    public CedarValue Value { get; } = value;

    public override CedarValue Evaluate(EvaluationState state) => Value;
}
