using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>Whether two trees are the same, wherever they stand.</summary>
internal static class SyntaxEquality
{
    public static bool Same(Policy left, Policy right) =>
        left.Effect == right.Effect && left.Annotations.SequenceEqual(right.Annotations) && Same(left.Principal, right.Principal) && Same(left.Action, right.Action)
        && Same(left.Resource, right.Resource) && left.Conditions.Count == right.Conditions.Count
        && left.Conditions.Zip(right.Conditions).All(c => c.First.IsUnless == c.Second.IsUnless && Same(c.First.Body, c.Second.Body));

    public static bool Same(Expression? left, Expression? right) => (left, right) switch
    {
        (null, null) => true,
        (LiteralExpression a, LiteralExpression b) => a.Value == b.Value,
        (VariableExpression a, VariableExpression b) => a.Variable == b.Variable,
        (IfExpression a, IfExpression b) => Same(a.Condition, b.Condition) && Same(a.Then, b.Then) && Same(a.Else, b.Else),
        (UnaryExpression a, UnaryExpression b) => a.Operator == b.Operator && Same(a.Operand, b.Operand),
        (BinaryExpression a, BinaryExpression b) => a.Operator == b.Operator && Same(a.Left, b.Left) && Same(a.Right, b.Right),
        (AttributeExpression a, AttributeExpression b) => a.Name == b.Name && Same(a.Target, b.Target),
        (HasExpression a, HasExpression b) => a.Name == b.Name && Same(a.Target, b.Target),
        (LikeExpression a, LikeExpression b) => a.Pattern.Pieces.SequenceEqual(b.Pattern.Pieces) && Same(a.Target, b.Target),
        (IsExpression a, IsExpression b) => a.EntityType == b.EntityType && Same(a.Target, b.Target) && Same(a.In, b.In),
        (SetExpression a, SetExpression b) => Same(a.Elements, b.Elements),
        (RecordExpression a, RecordExpression b) => a.Attributes.Select(x => x.Key).SequenceEqual(b.Attributes.Select(x => x.Key)) && Same([.. a.Attributes.Select(x => x.Value)], [.. b.Attributes.Select(x => x.Value)]),
        (CallExpression a, CallExpression b) => a.Function == b.Function && Same(a.Arguments, b.Arguments),
        _ => false,
    };

    private static bool Same(Scope left, Scope right) =>
        left.Kind == right.Kind && left.EntityType == right.EntityType && left.HasSlot == right.HasSlot && left.Entities.SequenceEqual(right.Entities);

    private static bool Same(IReadOnlyList<Expression> left, IReadOnlyList<Expression> right) => left.Count == right.Count && left.Zip(right).All(p => Same(p.First, p.Second));
}
