using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary>An attribute of a record or of an entity.</summary>
internal sealed class AttributeNode(Node target, string name) : Node
{
    private int _hint;

    public override CedarValue Evaluate(EvaluationState state)
    {
        var owner = target.Evaluate(state);
        CedarRecord attributes;
        switch (owner.Kind)
        {
            case CedarKind.Record:
                attributes = owner.AsRecord;
                break;
            case CedarKind.Entity:
                if (state.Find(owner.AsEntity) is not { } entity) { return state.Fail(EvaluationErrorKind.MissingEntity, name, owner); }
                attributes = entity.Attributes;
                break;
            case CedarKind.None:
                return default;
            default:
                return state.WrongKind($".{name}", "an entity or a record", owner);
        }
        if (!attributes.TryGet(name, ref _hint, out var value)) { return state.Fail(EvaluationErrorKind.MissingAttribute, name, owner); }
        return value.Kind == CedarKind.Masked ? state.Fail(EvaluationErrorKind.Masked, name, value) : value;
    }
}

/// <summary><c>has</c>: false for an entity that is not among the entities; true for an attribute whose value is masked, and undecided for one that may be missing.</summary>
internal sealed class HasNode(Node target, string name) : BooleanNode
{
    private int _hint;

    public override Truth Test(EvaluationState state)
    {
        var owner = target.Evaluate(state);
        switch (owner.Kind)
        {
            case CedarKind.Record:
                if (!owner.AsRecord.TryGet(name, ref _hint, out var value)) { return Truth.False; }
                if (!value.MayBeMissing) { return Truth.True; }
                state.Fail(EvaluationErrorKind.Masked, name, value);
                return Truth.Failed;
            case CedarKind.Entity:
                return Of(state.Find(owner.AsEntity) is { } entity && entity.Attributes.TryGet(name, ref _hint, out _));
            case CedarKind.None:
                return Truth.Failed;
            default:
                state.WrongKind("has", "an entity or a record", owner);
                return Truth.Failed;
        }
    }
}
