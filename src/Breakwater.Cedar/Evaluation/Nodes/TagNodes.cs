using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary><c>hasTag</c>: false for an entity that is not among the entities.</summary>
internal sealed class HasTagNode(Node target, Node tag) : BooleanNode
{
    public override Truth Test(EvaluationState state) =>
        TagOperands.TryEvaluate("hasTag", target, tag, state, out var entity, out var name) ? Of(state.Find(entity.AsEntity)?.Tags.TryGet(name.AsString, out _) == true) : Truth.Failed;
}

/// <summary><c>getTag</c></summary>
internal sealed class GetTagNode(Node target, Node tag) : Node
{
    public override CedarValue Evaluate(EvaluationState state)
    {
        if (!TagOperands.TryEvaluate("getTag", target, tag, state, out var entity, out var name)) { return default; }
        if (state.Find(entity.AsEntity) is not { } stored) { return state.Fail(EvaluationErrorKind.MissingEntity, name.AsString, entity); }
        if (!stored.Tags.TryGet(name.AsString, out var value)) { return state.Fail(EvaluationErrorKind.MissingTag, name.AsString, entity); }
        return value.Kind == CedarKind.Masked ? state.Fail(EvaluationErrorKind.Masked, name.AsString, value) : value;
    }
}

/// <summary>What both tag methods take: an entity and a string.</summary>
internal static class TagOperands
{
    public static bool TryEvaluate(string method, Node target, Node tag, EvaluationState state, out CedarValue entity, out CedarValue name)
    {
        name = default;
        entity = target.Evaluate(state);
        if (entity.Kind == CedarKind.None) { return false; }
        name = tag.Evaluate(state);
        if (name.Kind == CedarKind.None) { return false; }
        if (entity.Kind == CedarKind.Entity && name.Kind == CedarKind.String) { return true; }
        state.WrongKind(method, "an entity and a string", entity.Kind == CedarKind.Entity ? name : entity);
        return false;
    }
}
