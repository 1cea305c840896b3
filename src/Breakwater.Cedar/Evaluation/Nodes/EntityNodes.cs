using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary><c>in</c>: an entity is in itself and in its ancestors; one that is not among the entities has none.</summary>
internal sealed class InNode(Node left, Node right) : BooleanNode
{
    public override Truth Test(EvaluationState state)
    {
        var a = left.Evaluate(state);
        if (a.Kind == CedarKind.None) { return Truth.Failed; }
        var b = right.Evaluate(state);
        if (b.Kind == CedarKind.None) { return Truth.Failed; }
        if (a.Kind != CedarKind.Entity)
        {
            state.WrongKind("in", "an entity on its left", a);
            return Truth.Failed;
        }
        var uid = a.AsEntity;
        if (b.Kind == CedarKind.Entity) { return Of(IsIn(uid, b.AsEntity, state)); }
        if (b.Kind == CedarKind.Set) { return InAny(uid, b.AsSet, state); }
        state.WrongKind("in", "an entity or a set of entities on its right", b);
        return Truth.Failed;
    }

    internal static bool IsIn(EntityUid uid, EntityUid group, EvaluationState state) => uid.Equals(group) || state.Find(uid)?.Ancestors.Contains(group) == true;

    private static Truth InAny(EntityUid uid, CedarSet groups, EvaluationState state)
    {
        var found = false;
        var ancestors = state.Find(uid)?.Ancestors;
        // Every element is looked at even when one has matched: a set with an element that is no entity fails.
        foreach (var group in groups.Elements)
        {
            if (group.Kind != CedarKind.Entity)
            {
                state.WrongKind("in", "a set of entities on its right", group);
                return Truth.Failed;
            }
            found = found || uid.Equals(group.AsEntity) || ancestors?.Contains(group.AsEntity) == true;
        }
        return Of(found);
    }
}

/// <summary><c>is</c>; the compiler writes <c>is T in e</c> as <c>is T &amp;&amp; in e</c>.</summary>
internal sealed class IsNode(Node target, string type) : BooleanNode
{
    public override Truth Test(EvaluationState state)
    {
        var value = target.Evaluate(state);
        if (value.Kind == CedarKind.Entity) { return Of(string.Equals(value.AsEntity.Type, type, StringComparison.Ordinal)); }
        if (value.Kind != CedarKind.None) { state.WrongKind("is", "an entity", value); }
        return Truth.Failed;
    }
}
