using System.Collections.Immutable;
using System.Diagnostics;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Validation;

internal sealed partial class TypeChecker
{
    private CedarType? Unary(UnaryExpression e, ImmutableHashSet<Capability> shown)
    {
        switch (e.Operator)
        {
            case UnaryOperator.Not:
                return Infer(e.Operand, shown, Expectation.Boolean).Type is { } type ? StaticTypes.Negate(type) : StaticTypes.Boolean;
            case UnaryOperator.Negate:
                return Infer(e.Operand, shown, Expectation.Long).Type;
            case UnaryOperator.IsEmpty:
                Infer(e.Operand, shown, Expectation.Container);
                return StaticTypes.Boolean;
            default: throw new UnreachableException();
        }
    }

    private Typed Binary(BinaryExpression e, ImmutableHashSet<Capability> shown) => e.Operator switch
    {
        BinaryOperator.Equal => Typed.Of(Equality(e, shown)),
        BinaryOperator.NotEqual => Typed.Of(StaticTypes.Negate(Equality(e, shown))),
        BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => Typed.Of(Order(e, shown)),
        BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply => Typed.Of(Arithmetic(e, shown)),
        BinaryOperator.In => Typed.Of(In(e.Left, e.Right, shown)),
        BinaryOperator.Contains or BinaryOperator.ContainsAll or BinaryOperator.ContainsAny => Typed.Of(Containment(e, shown)),
        BinaryOperator.HasTag => HasTag(e, shown),
        BinaryOperator.GetTag => Typed.Of(GetTag(e, shown)),
        _ => throw new UnreachableException(),
    };

    private CedarType Equality(BinaryExpression e, ImmutableHashSet<Capability> shown)
    {
        var left = Infer(e.Left, shown).Type;
        var right = Infer(e.Right, shown).Type;
        if (left is null || right is null) { return StaticTypes.Boolean; }
        if (StaticTypes.IsEntity(left) && StaticTypes.IsEntity(right) && !StaticTypes.EntityNames(left).Intersect(StaticTypes.EntityNames(right), StringComparer.Ordinal).Any()) { return SingletonType.False; }
        if (Known(e.Left) is { } a && Known(e.Right) is { } b) { return SingletonType.Of(a == b); }
        if (mode == ValidationMode.Strict) { Bound(e, left, right, "The values compared"); }
        return StaticTypes.Boolean;
    }

    /// <summary>The value of a literal, or of the action, which an environment fixes.</summary>
    private CedarValue? Known(Expression expression) => expression switch
    {
        LiteralExpression literal => literal.Value,
        VariableExpression { Variable: RequestVariable.Action } => CedarValue.Of(environment.Action.Uid),
        _ => null,
    };

    private PrimitiveType Order(BinaryExpression e, ImmutableHashSet<Capability> shown)
    {
        var left = Infer(e.Left, shown).Type;
        var right = Infer(e.Right, shown).Type;
        if (left is null || right is null || (IsOrdered(left) && left.Equals(right))) { return StaticTypes.Boolean; }

        var remedy = left is PrimitiveType { Kind: CedarKind.Decimal } || right is PrimitiveType { Kind: CedarKind.Decimal } ? "Compare decimals with `.lessThan(…)` and its like." : null;
        if (left.Equals(right))
        {
            findings.Add(e.Span, $"Values of the type {StaticTypes.Describe(left)} have no order", remedy ?? "Compare values of the types Long, datetime or duration.");
        }
        else
        {
            findings.Add(e.Span, $"A {StaticTypes.Describe(left)} cannot be compared with a {StaticTypes.Describe(right)}", remedy ?? "Both must be of one type: Long, datetime or duration.");
        }
        return StaticTypes.Boolean;
    }

    private static bool IsOrdered(CedarType type) => type is PrimitiveType { Kind: CedarKind.Long or CedarKind.DateTime or CedarKind.Duration };

    private PrimitiveType? Arithmetic(BinaryExpression e, ImmutableHashSet<Capability> shown)
    {
        var operand = e.Operator == BinaryOperator.Add ? Expectation.Summand : Expectation.Long;
        var left = Infer(e.Left, shown, operand).Type;
        var right = Infer(e.Right, shown, operand).Type;
        return left is null || right is null ? null : StaticTypes.Long;
    }

    private CedarType In(Expression below, Expression above, ImmutableHashSet<Capability> shown)
    {
        var left = Infer(below, shown, Expectation.LeftOfIn).Type;
        var right = Infer(above, shown, Expectation.RightOfIn).Type;
        if (left is null || right is null) { return StaticTypes.Boolean; }

        if (Known(below) is { Kind: CedarKind.Entity } known && SchemaHierarchy.IsActionType(known.AsEntity.Type) && KnownEntities(above) is { } groups)
        {
            return SingletonType.Of(groups.Any(hierarchy.ActionsAbove(known.AsEntity).Contains));
        }
        var types = StaticTypes.EntityNames(right is SetType set ? set.Element : right);
        var possible = StaticTypes.EntityNames(left).Any(a => types.Any(b => hierarchy.MayBeIn(a, b)));
        return possible ? StaticTypes.Boolean : SingletonType.False;
    }

    private EntityUid[]? KnownEntities(Expression expression)
    {
        var elements = expression is SetExpression set ? set.Elements : [expression];
        var entities = elements.Select(Known).OfType<CedarValue>().Where(v => v.Kind == CedarKind.Entity).Select(v => v.AsEntity).ToArray();
        return entities.Length == elements.Count ? entities : null;
    }

    private PrimitiveType Containment(BinaryExpression e, ImmutableHashSet<Capability> shown)
    {
        var left = Infer(e.Left, shown, Expectation.Container).Type;
        var single = e.Operator == BinaryOperator.Contains;
        var right = single ? Infer(e.Right, shown).Type : Infer(e.Right, shown, Expectation.OtherSet).Type;
        if (mode == ValidationMode.Strict && left is SetType set) { Bound(e, single ? set.Element : left, right, single ? "The set's elements and the value" : "The two sets"); }
        return StaticTypes.Boolean;
    }

    private PrimitiveType Like(LikeExpression e, ImmutableHashSet<Capability> shown)
    {
        Infer(e.Target, shown, Expectation.LeftOfLike);
        return StaticTypes.Boolean;
    }

    private CedarType Is(IsExpression e, ImmutableHashSet<Capability> shown)
    {
        var target = Infer(e.Target, shown, Expectation.Entity).Type;
        CedarType test = target is null ? StaticTypes.Boolean : StaticTypes.EntityNames(target) switch
        {
            var names when !names.Contains(e.EntityType, StringComparer.Ordinal) => SingletonType.False,
            { Count: 1 } => SingletonType.True,
            _ => StaticTypes.Boolean,
        };
        if (e.In is null || StaticTypes.IsFalse(test)) { return test; }
        return And(Typed.Of(test), Typed.Of(In(e.Target, e.In, shown))).Type!;
    }
}
