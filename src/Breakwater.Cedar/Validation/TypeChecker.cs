using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Validation;

/// <summary>
/// Gives every expression of a policy a type in one request environment, and reports those that have none. Conditions known to be false or true
/// decide which parts are looked at, so that a policy may treat the types of its principal apart.
/// </summary>
/// <remarks>The rules are those of Cedar's validator: Cutler et al., "Cedar: A New Language for Expressive, Fast, Safe, and Analyzable Authorization" (2024), and the Lean model.</remarks>
internal sealed partial class TypeChecker(SchemaHierarchy hierarchy, ExpressionShapes shapes, ValidationMode mode, Findings findings, RequestEnvironment environment)
{
    /// <summary>Whether the types leave the policy's conditions a way to hold; true also if they have errors.</summary>
    public bool MayHold(Policy policy)
    {
        var shown = Capabilities.None;
        foreach (var condition in policy.Conditions)
        {
            var (type, earned) = Infer(condition.Body, shown, Expectation.Boolean);
            if (condition.IsUnless ? StaticTypes.IsTrue(type) : StaticTypes.IsFalse(type)) { return false; }
            if (!condition.IsUnless) { shown = shown.With(earned); }
        }
        return true;
    }

    private Typed Infer(Expression expression, ImmutableHashSet<Capability> shown, Expectation expectation)
    {
        var typed = Infer(expression, shown);
        if (typed.Type is not { } type || expectation.Accepts(type)) { return typed; }
        findings.Add(expression.Span, $"Expected {expectation.Name} here, but this is a {StaticTypes.Describe(type)}", expectation.Remedy?.Invoke(type));
        return Typed.Unknown;
    }

    private Typed Infer(Expression expression, ImmutableHashSet<Capability> shown)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            findings.Add(expression.Span, "The expression is nested too deeply to be checked", "Split the policy, or its condition.");
            return Typed.Unknown;
        }
        return expression switch
        {
            LiteralExpression e => Typed.Of(Literal(e.Value)),
            VariableExpression e => Typed.Of(Variable(e.Variable)),
            IfExpression e => If(e, shown),
            UnaryExpression e => Typed.Of(Unary(e, shown)),
            BinaryExpression { Operator: BinaryOperator.And or BinaryOperator.Or } e => Chain(e, shown),
            BinaryExpression e => Binary(e, shown),
            AttributeExpression e => Typed.Of(Attribute(e, shown)),
            HasExpression e => Has(e, shown),
            LikeExpression e => Typed.Of(Like(e, shown)),
            IsExpression e => Typed.Of(Is(e, shown)),
            SetExpression e => Typed.Of(Set(e, shown)),
            RecordExpression e => Typed.Of(Record(e, shown)),
            CallExpression e => Typed.Of(Call(e, shown)),
            _ => throw new UnreachableException($"There is no rule for {expression.GetType().Name}."),
        };
    }

    private CedarType? Literal(CedarValue value) => value.Kind switch
    {
        CedarKind.Bool => SingletonType.Of(value.AsBool),
        CedarKind.Entity => IsDeclared(value.AsEntity) ? new EntityReferenceType(value.AsEntity.Type) : null,
        var kind => new PrimitiveType(kind),
    };

    // What is not declared has been reported with the names.
    private bool IsDeclared(EntityUid entity) =>
        SchemaHierarchy.IsActionType(entity.Type) ? hierarchy.Schema.Actions.ContainsKey(entity) : hierarchy.Schema.EntityTypes.ContainsKey(entity.Type);

    private CedarType Variable(RequestVariable variable) => variable switch
    {
        RequestVariable.Principal => new EntityReferenceType(environment.Principal),
        RequestVariable.Action => new EntityReferenceType(environment.Action.Uid.Type),
        RequestVariable.Resource => new EntityReferenceType(environment.Resource),
        _ => environment.Action.Context,
    };

    private Typed If(IfExpression e, ImmutableHashSet<Capability> shown)
    {
        var (condition, earned) = Infer(e.Condition, shown, Expectation.Boolean);
        if (StaticTypes.IsFalse(condition)) { return Infer(e.Else, shown); }

        var then = Infer(e.Then, shown.With(earned));
        var thenEarned = then.Earned.With(earned);
        if (StaticTypes.IsTrue(condition)) { return new(then.Type, thenEarned); }

        var otherwise = Infer(e.Else, shown);
        return new(Bound(e, then.Type, otherwise.Type, "The branches of this `if`"), thenEarned.Intersect(otherwise.Earned));
    }

    /// <summary><c>a &amp;&amp; b &amp;&amp; …</c> or <c>a || b || …</c>, which lean to the left, without recursion along the chain.</summary>
    private Typed Chain(BinaryExpression e, ImmutableHashSet<Capability> shown)
    {
        var rights = new Stack<Expression>();
        Expression first = e;
        while (first is BinaryExpression next && next.Operator == e.Operator)
        {
            rights.Push(next.Right);
            first = next.Left;
        }

        var typed = Infer(first, shown, Expectation.Boolean);
        while (rights.TryPop(out var right))
        {
            if (e.Operator == BinaryOperator.And)
            {
                if (StaticTypes.IsFalse(typed.Type)) { return Typed.Of(SingletonType.False); }
                typed = And(typed, Infer(right, shown.With(typed.Earned), Expectation.Boolean));
            }
            else
            {
                if (StaticTypes.IsTrue(typed.Type)) { return typed; }
                typed = Or(typed, Infer(right, shown, Expectation.Boolean));
            }
        }
        return typed;
    }

    private static Typed And(Typed left, Typed right)
    {
        if (StaticTypes.IsFalse(right.Type)) { return right with { Earned = Capabilities.None }; }
        var type = StaticTypes.IsTrue(right.Type) ? left.Type : StaticTypes.IsTrue(left.Type) ? right.Type : StaticTypes.Boolean;
        return new(type, left.Earned.With(right.Earned));
    }

    private static Typed Or(Typed left, Typed right)
    {
        if (StaticTypes.IsTrue(right.Type) || StaticTypes.IsFalse(left.Type)) { return right; }
        return StaticTypes.IsFalse(right.Type) ? left : new(StaticTypes.Boolean, left.Earned.Intersect(right.Earned));
    }

    private CedarType? Set(SetExpression e, ImmutableHashSet<Capability> shown)
    {
        if (e.Elements.Count == 0 && mode == ValidationMode.Strict)
        {
            findings.Add(e.Span, "The type of an empty set cannot be known", "Use `.isEmpty()` to ask whether a set is empty.");
            return null;
        }
        CedarType? bound = new NeverType();
        foreach (var element in e.Elements)
        {
            var type = Infer(element, shown).Type;
            if (bound is not null) { bound = Bound(element, bound, type, "The elements of this set"); }
        }
        return bound is null ? null : new SetType(bound);
    }

    private CedarType? Record(RecordExpression e, ImmutableHashSet<Capability> shown)
    {
        var attributes = new SortedDictionary<string, AttributeType>(StringComparer.Ordinal);
        foreach (var (name, value) in e.Attributes)
        {
            if (Infer(value, shown).Type is { } type) { attributes[name] = new(type, Required: true); }
        }
        return attributes.Count == e.Attributes.Count ? new RecordType { Attributes = attributes } : null;
    }

    /// <summary>The bound of two types; reports that there is none.</summary>
    private CedarType? Bound(Expression place, CedarType? left, CedarType? right, string what)
    {
        if (left is null || right is null) { return null; }
        var bound = LeastUpperBound.Of(left, right, mode);
        if (bound is null) { findings.Add(place.Span, $"{what} are of different types, {StaticTypes.Describe(left)} and {StaticTypes.Describe(right)}", Difference(left, right)); }
        return bound;
    }

    private string? Difference(CedarType left, CedarType right) => (left, right) switch
    {
        (RecordType a, RecordType b) when !a.Attributes.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(b.Attributes.Keys) => "Records must have the same attributes.",
        (RecordType, RecordType) => "Records must have the same attributes, of the same types, optional in both or in neither.",
        _ when mode == ValidationMode.Strict && StaticTypes.IsEntity(left) && StaticTypes.IsEntity(right) => "Entities must be of one type; tell the types apart with `is`.",
        _ => null,
    };
}
