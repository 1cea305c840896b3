using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>Expressions that mostly have the kind asked for, and at times another.</summary>
internal sealed class GeneratedExpressions(Dice dice, GeneratedWorld world)
{
    private static readonly SourceSpan Nowhere = default;

    public Expression Of(CedarKind kind, int depth)
    {
        if (dice.Chance(3)) { kind = world.Kind(); }
        if (depth <= 0) { return Leaf(kind); }
        return dice.Roll(10) switch
        {
            0 => new IfExpression(Nowhere, Of(CedarKind.Bool, depth - 1), Of(kind, depth - 1), Of(kind, depth - 1)),
            1 or 2 => Read(kind, depth),
            3 => Leaf(kind),
            _ => Operation(kind, depth),
        };
    }

    private Expression Leaf(CedarKind kind) => kind switch
    {
        CedarKind.Entity => dice.Chance(60) ? new VariableExpression(Nowhere, dice.Of(RequestVariable.Principal, RequestVariable.Action, RequestVariable.Resource)) : Literal(world.Value(kind, 0)),
        CedarKind.Bool or CedarKind.Long or CedarKind.String => dice.Chance(40) ? Read(kind, 0) : Literal(world.Value(kind, 0)),
        CedarKind.Record => dice.Chance(70) ? new VariableExpression(Nowhere, RequestVariable.Context) : new RecordExpression(Nowhere, []),
        CedarKind.Set => dice.Chance(60) ? Read(kind, 0) : new SetExpression(Nowhere, dice.Many(3, () => Literal(world.Value(dice.Of(CedarKind.Entity, CedarKind.String), 0)))),
        _ => dice.Chance(50) ? Read(kind, 0) : Constructor(kind, Literal(CedarValue.Of(ConstructorText(kind)))),
    };

    /// <summary>An attribute or a tag, at times with a <c>has</c> before it.</summary>
    private Expression Read(CedarKind kind, int depth)
    {
        var owner = Owner(depth);
        if (kind is CedarKind.String or CedarKind.Long && dice.Chance(15)) { return new BinaryExpression(Nowhere, BinaryOperator.GetTag, Of(CedarKind.Entity, depth - 1), Literal(CedarValue.Of(dice.Of("a", "b", "level")))); }
        var name = dice.Chance(95) ? world.Name(kind) : world.Name(world.Kind());
        var read = new AttributeExpression(Nowhere, owner, name);
        return kind == CedarKind.Bool && dice.Chance(50) ? new BinaryExpression(Nowhere, BinaryOperator.And, new HasExpression(Nowhere, owner, name), read) : read;
    }

    private Expression Owner(int depth) => dice.Roll(6) switch
    {
        0 when depth > 0 => Of(CedarKind.Entity, depth - 1),
        1 when depth > 0 => Of(CedarKind.Record, depth - 1),
        2 => new VariableExpression(Nowhere, RequestVariable.Principal),
        3 => new VariableExpression(Nowhere, RequestVariable.Resource),
        _ => new VariableExpression(Nowhere, RequestVariable.Context),
    };

    private Expression Operation(CedarKind kind, int depth) => kind switch
    {
        CedarKind.Bool => Condition(depth - 1),
        CedarKind.Long => Number(depth - 1),
        CedarKind.Set => new SetExpression(Nowhere, dice.Many(3, () => Of(dice.Chance(80) ? CedarKind.Entity : world.Kind(), depth - 1))),
        CedarKind.Record => new RecordExpression(Nowhere, [.. GeneratedWorld.Names.Where(_ => dice.Chance(20)).Select(n => KeyValuePair.Create(n.Value[0], Of(n.Key, depth - 1)))]),
        CedarKind.DateTime => dice.Of<Func<Expression>>(() => Call(ExtensionFunction.Offset, depth - 1, kind, CedarKind.Duration), () => Call(ExtensionFunction.ToDate, depth - 1, kind), () => Constructor(kind, Text(kind, depth)))(),
        CedarKind.Duration => dice.Of<Func<Expression>>(() => Call(ExtensionFunction.DurationSince, depth - 1, CedarKind.DateTime, CedarKind.DateTime), () => Call(ExtensionFunction.ToTime, depth - 1, CedarKind.DateTime), () => Constructor(kind, Text(kind, depth)))(),
        CedarKind.Decimal or CedarKind.Ip => Constructor(kind, Text(kind, depth)),
        _ => Leaf(kind),
    };

    private Expression Condition(int depth)
    {
        switch (dice.Roll(16))
        {
            case 0 or 1:
                return Binary(BinaryOperator.And, CedarKind.Bool, CedarKind.Bool, depth);
            case 2:
                return Binary(BinaryOperator.Or, CedarKind.Bool, CedarKind.Bool, depth);
            case 3:
                return new UnaryExpression(Nowhere, UnaryOperator.Not, Of(CedarKind.Bool, depth));
            case 4 or 5:
                var kind = world.Kind();
                return Binary(dice.Of(BinaryOperator.Equal, BinaryOperator.NotEqual), kind, dice.Chance(80) ? kind : world.Kind(), depth);
            case 6 or 7:
                var ordered = dice.Of(CedarKind.Long, CedarKind.Long, CedarKind.DateTime, CedarKind.Duration);
                return Binary(dice.Of(BinaryOperator.Less, BinaryOperator.LessOrEqual, BinaryOperator.Greater, BinaryOperator.GreaterOrEqual), ordered, ordered, depth);
            case 8:
                return Binary(BinaryOperator.In, CedarKind.Entity, dice.Of(CedarKind.Entity, CedarKind.Set), depth);
            case 9:
                return Binary(dice.Of(BinaryOperator.ContainsAll, BinaryOperator.ContainsAny), CedarKind.Set, CedarKind.Set, depth);
            case 10:
                return Binary(BinaryOperator.Contains, CedarKind.Set, dice.Of(CedarKind.String, CedarKind.Entity), depth);
            case 11:
                return dice.Chance(50) ? new UnaryExpression(Nowhere, UnaryOperator.IsEmpty, Of(CedarKind.Set, depth)) : Binary(BinaryOperator.HasTag, CedarKind.Entity, CedarKind.String, depth);
            case 12:
                return new LikeExpression(Nowhere, Of(CedarKind.String, depth), new([.. Enumerable.Range(0, 1 + dice.Roll(3)).Select(_ => dice.Of("", "a", "b", "ab", "😀"))]));
            case 13:
                return new IsExpression(Nowhere, Of(CedarKind.Entity, depth), dice.Of("User", "Doc", "Org::Group"), dice.Chance(40) ? Of(dice.Of(CedarKind.Entity, CedarKind.Set), depth) : null);
            case 14:
                return new HasExpression(Nowhere, Owner(depth), world.Name(world.Kind()));
            default:
                return Predicate(depth);
        }
    }

    private Expression Predicate(int depth) => dice.Chance(50)
        ? Call(dice.Of(ExtensionFunction.LessThan, ExtensionFunction.LessThanOrEqual, ExtensionFunction.GreaterThan, ExtensionFunction.GreaterThanOrEqual), depth, CedarKind.Decimal, CedarKind.Decimal)
        : dice.Chance(40) ? Call(ExtensionFunction.IsInRange, depth, CedarKind.Ip, CedarKind.Ip)
        : Call(dice.Of(ExtensionFunction.IsIpv4, ExtensionFunction.IsIpv6, ExtensionFunction.IsLoopback, ExtensionFunction.IsMulticast), depth, CedarKind.Ip);

    private Expression Number(int depth) => dice.Roll(5) switch
    {
        0 => new UnaryExpression(Nowhere, UnaryOperator.Negate, Of(CedarKind.Long, depth)),
        1 => Call(dice.Of(ExtensionFunction.ToMilliseconds, ExtensionFunction.ToSeconds, ExtensionFunction.ToMinutes, ExtensionFunction.ToHours, ExtensionFunction.ToDays), depth, CedarKind.Duration),
        _ => Binary(dice.Of(BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.Multiply), CedarKind.Long, CedarKind.Long, depth),
    };

    private BinaryExpression Binary(BinaryOperator op, CedarKind left, CedarKind right, int depth) => new(Nowhere, op, Of(left, depth), Of(right, depth));

    /// <summary>A call, now and then with an argument too many, which parsers let pass.</summary>
    private CallExpression Call(ExtensionFunction function, int depth, params CedarKind[] kinds) =>
        new(Nowhere, function, [.. kinds.Select(k => Of(k, depth)), .. dice.Chance(3) ? [Of(kinds[^1], depth)] : Array.Empty<Expression>()]);

    private Expression Text(CedarKind kind, int depth) => dice.Chance(70) ? Literal(CedarValue.Of(ConstructorText(kind))) : Of(CedarKind.String, depth - 1);

    private string ConstructorText(CedarKind kind) => dice.Chance(10) ? world.Text() : kind switch
    {
        CedarKind.Ip => dice.Of("10.0.0.0/8", "10.0.0.1", "127.0.0.1", "::1", "0.0.0.0/0", "::/0", "ff02::1", "ff00::/8"),
        CedarKind.Decimal => dice.Of("0.0", "1.5", "-1.0", "922337203685477.5807", "922337203685477.5808"),
        CedarKind.DateTime => dice.Of("1970-01-01", "2025-10-09T08:53:20.123Z", "1969-12-31T23:59:59Z", "2025-13-01"),
        _ => dice.Of("1h", "-1d1ms", "25h", "9223372036854775807ms", "1x"),
    };

    private static Expression Constructor(CedarKind kind, Expression text) => new CallExpression(
        Nowhere,
        kind switch { CedarKind.Ip => ExtensionFunction.Ip, CedarKind.Decimal => ExtensionFunction.Decimal, CedarKind.DateTime => ExtensionFunction.DateTime, _ => ExtensionFunction.Duration },
        [text]);

    /// <summary>A literal; sets, records and extension values have none, and get one that is near.</summary>
    private static LiteralExpression Literal(CedarValue value) => new(Nowhere, value.Kind is CedarKind.Bool or CedarKind.Long or CedarKind.String or CedarKind.Entity ? value : CedarValue.Of(0));
}
