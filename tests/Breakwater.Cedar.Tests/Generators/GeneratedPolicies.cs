using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>Policies with every kind of scope; some begin with a comparison that the index can use, some are links of a template.</summary>
internal sealed class GeneratedPolicies(Dice dice, GeneratedWorld world)
{
    private readonly GeneratedExpressions _expressions = new(dice, world);

    public Policy Next(string id)
    {
        var policy = new Policy
        {
            Id = id,
            Effect = dice.Chance(65) ? PolicyEffect.Permit : PolicyEffect.Forbid,
            Annotations = [],
            Principal = Scope(GeneratedWorld.Users, "User"),
            Action = Action(),
            Resource = Scope(GeneratedWorld.Documents, "Doc"),
            Conditions = [.. dice.Many(1, Guard), .. dice.Many(2, () => new Condition(dice.Chance(25), _expressions.Of(CedarKind.Bool, 1 + dice.Roll(4))))],
            Source = "generated",
            Span = default,
        };
        return dice.Chance(10) ? Linked(policy, id) : policy;
    }

    private Scope Scope(EntityUid[] likely, string type)
    {
        var uid = dice.Chance(60) ? dice.Of(likely) : dice.Of(GeneratedWorld.All);
        return dice.Roll(8) switch
        {
            0 or 1 => new(ScopeKind.Equal, default) { Entities = [uid] },
            2 => new(ScopeKind.In, default) { Entities = [dice.Chance(70) ? dice.Of(GeneratedWorld.Groups) : uid] },
            3 => new(ScopeKind.Is, default) { EntityType = dice.Chance(80) ? type : "Org::Group" },
            4 => new(ScopeKind.IsIn, default) { EntityType = type, Entities = [dice.Of(GeneratedWorld.Groups)] },
            _ => new(ScopeKind.Any, default),
        };
    }

    private Scope Action() => dice.Roll(6) switch
    {
        0 => new(ScopeKind.Equal, default) { Entities = [dice.Of(GeneratedWorld.Actions)] },
        1 => new(ScopeKind.In, default) { Entities = [dice.Of(GeneratedWorld.Actions)] },
        2 => new(ScopeKind.InAny, default) { Entities = dice.Many(4, () => dice.Of(GeneratedWorld.Actions)) },
        _ => new(ScopeKind.Any, default),
    };

    /// <summary><c>when { context.tool == "x" &amp;&amp; … }</c>, often behind a <c>has</c>, now and then behind something that can fail.</summary>
    private Condition Guard()
    {
        var test = Comparison();
        if (dice.Chance(40)) { test = And(test, Comparison()); }
        if (dice.Chance(20)) { test = And(new IsExpression(default, new VariableExpression(default, RequestVariable.Principal), "User", null), test); }
        if (dice.Chance(15)) { test = And(_expressions.Of(CedarKind.Bool, 2), test); }
        return new(dice.Chance(10), dice.Chance(40) ? And(test, _expressions.Of(CedarKind.Bool, 2)) : test);
    }

    private Expression Comparison()
    {
        var kind = dice.Of(CedarKind.String, CedarKind.Long, CedarKind.Bool, CedarKind.Entity);
        var variable = new VariableExpression(default, dice.Of(RequestVariable.Principal, RequestVariable.Resource, RequestVariable.Context));
        var name = world.Name(kind);
        var read = new AttributeExpression(default, variable, name);
        var literal = new LiteralExpression(default, world.Value(kind, 0));
        Expression test = new BinaryExpression(default, BinaryOperator.Equal, dice.Chance(80) ? read : literal, dice.Chance(80) ? literal : read);
        return dice.Chance(50) ? And(new HasExpression(default, variable, name), test) : test;
    }

    private static BinaryExpression And(Expression left, Expression right) => new(default, BinaryOperator.And, left, right);

    private Policy Linked(Policy policy, string id)
    {
        var template = policy with
        {
            Principal = new(dice.Of(ScopeKind.Equal, ScopeKind.In), default) { HasSlot = true },
            Resource = new(ScopeKind.IsIn, default) { HasSlot = true, EntityType = "Doc" },
        };
        return PolicySet.Link(template, id, dice.Of(GeneratedWorld.All), dice.Of(GeneratedWorld.All));
    }
}
