using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>
/// Makes expressions over the small schema: of a wanted type for a request of a given action, or of no type at all. The well-typed may still fail when evaluated:
/// by overflow, by an optional attribute or tag that is not there, by an entity that does not exist.
/// </summary>
internal sealed class ExpressionGenerator(Draws draw, ActionDefinition action, string principalType, string resourceType)
{
    private static readonly CedarType Bool = new PrimitiveType(CedarKind.Bool);
    private static readonly CedarType Long = new PrimitiveType(CedarKind.Long);
    private static readonly CedarType Text = new PrimitiveType(CedarKind.String);
    private static readonly CedarType Decimal = new PrimitiveType(CedarKind.Decimal);
    private static readonly CedarType Ip = new PrimitiveType(CedarKind.Ip);
    private static readonly CedarType Instant = new PrimitiveType(CedarKind.DateTime);
    private static readonly CedarType Span = new PrimitiveType(CedarKind.Duration);

    public ExpressionGenerator(Draws draw, ActionDefinition action) : this(draw, action, draw.Of(action.PrincipalTypes), draw.Of(action.ResourceTypes))
    {
    }

    public Expression Condition(int depth) => Typed(Bool, depth);

    public Expression Typed(CedarType type, int depth)
    {
        if (depth > 0 && draw.OneIn(10)) { return new IfExpression(default, Typed(Bool, depth - 1), Typed(type, depth - 1), Typed(type, depth - 1)); }
        if (draw.OneIn(3) && Path(type) is { } path) { return path; }
        return type switch
        {
            EntityReferenceType reference => Entity(reference),
            SetType set => new SetExpression(default, draw.Many(3, () => Typed(set.Element, depth - 1))),
            RecordType record => new RecordExpression(default, [.. record.Attributes.Where(a => a.Value.Required || draw.Coin()).Select(a => KeyValuePair.Create(a.Key, Typed(a.Value.Type, depth - 1)))]),
            PrimitiveType { Kind: CedarKind.Bool } => depth <= 0 ? Literal(CedarValue.Of(draw.Coin())) : Boolean(depth),
            PrimitiveType { Kind: CedarKind.Long } => depth <= 0 ? Literal(CedarValue.Of(SmallWorld.Number(draw))) : Number(depth),
            PrimitiveType { Kind: CedarKind.String } => Literal(CedarValue.Of(draw.Of(SmallWorld.Texts))),
            PrimitiveType { Kind: CedarKind.Decimal } => Call(ExtensionFunction.Decimal, SmallWorld.DecimalText(draw)),
            PrimitiveType { Kind: CedarKind.Ip } => Call(ExtensionFunction.Ip, SmallWorld.IpText(draw)),
            PrimitiveType { Kind: CedarKind.DateTime } => depth <= 0 || draw.Coin() ? Call(ExtensionFunction.DateTime, SmallWorld.DateTimeText(draw))
                : draw.Coin() ? Call(ExtensionFunction.ToDate, Typed(Instant, depth - 1)) : Call(ExtensionFunction.Offset, Typed(Instant, depth - 1), Typed(Span, depth - 1)),
            _ => depth <= 0 || draw.Coin() ? Call(ExtensionFunction.Duration, SmallWorld.DurationText(draw))
                : draw.Coin() ? Call(ExtensionFunction.ToTime, Typed(Instant, depth - 1)) : Call(ExtensionFunction.DurationSince, Typed(Instant, depth - 1), Typed(Instant, depth - 1)),
        };
    }

    /// <summary>An expression of any shape, in which nothing need fit.</summary>
    public Expression Untyped(int depth)
    {
        if (depth <= 0 || draw.OneIn(6)) { return Leaf(); }
        Expression Part() => Untyped(depth - 1);
        return draw.Below(12) switch
        {
            0 => new IfExpression(default, Part(), Part(), Part()),
            1 => new UnaryExpression(default, draw.Of(Enum.GetValues<UnaryOperator>()), Part()),
            2 or 3 or 4 => new BinaryExpression(default, draw.Of(Enum.GetValues<BinaryOperator>()), Part(), Part()),
            5 => new AttributeExpression(default, Part(), Name()),
            6 => new HasExpression(default, Part(), Name()),
            7 => new LikeExpression(default, Part(), Pattern()),
            8 => new IsExpression(default, Part(), draw.Of(SmallWorld.EntityTypes), draw.Coin() ? Part() : null),
            9 => new SetExpression(default, draw.Many(3, Part)),
            10 => new RecordExpression(default, [.. draw.Many(3, Name).Distinct(StringComparer.Ordinal).Select(n => KeyValuePair.Create(n, Part()))]),
            _ => new CallExpression(default, draw.Of(Enum.GetValues<ExtensionFunction>()), [Part(), .. draw.Many(2, Part)]),
        };
    }

    private Expression Boolean(int depth)
    {
        Expression Part(CedarType type) => Typed(type, depth - 1);
        var any = draw.Of([Bool, Long, Text, Decimal, Ip, Instant, Span, new SetType(Long), new EntityReferenceType("User"), new EntityReferenceType("Bank::Colour")]);
        return draw.Below(17) switch
        {
            0 => Literal(CedarValue.Of(draw.Coin())),
            1 => new UnaryExpression(default, UnaryOperator.Not, Part(Bool)),
            2 or 3 => new BinaryExpression(default, BinaryOperator.And, Part(Bool), Part(Bool)),
            4 or 5 => new BinaryExpression(default, BinaryOperator.Or, Part(Bool), Part(Bool)),
            6 => new BinaryExpression(default, draw.Coin() ? BinaryOperator.Equal : BinaryOperator.NotEqual, Part(any), Part(any)),
            7 or 8 => Comparison(draw.Of([Long, Instant, Span]), depth),
            9 => new BinaryExpression(default, BinaryOperator.In, AnyEntity(), draw.Coin() ? AnyEntity() : new SetExpression(default, draw.Many(3, AnyEntity))),
            10 => new IsExpression(default, AnyEntity(), draw.Of(SmallWorld.EntityTypes), draw.Coin() ? AnyEntity() : null),
            11 => new LikeExpression(default, Part(Text), Pattern()),
            12 => draw.Coin() ? new UnaryExpression(default, UnaryOperator.IsEmpty, Part(new SetType(any))) : new BinaryExpression(default, BinaryOperator.Contains, Part(new SetType(any)), Part(any)),
            13 => new BinaryExpression(default, draw.Coin() ? BinaryOperator.ContainsAll : BinaryOperator.ContainsAny, Part(new SetType(any)), Part(new SetType(any))),
            14 => Has(),
            15 => Call(draw.Of([ExtensionFunction.LessThan, ExtensionFunction.LessThanOrEqual, ExtensionFunction.GreaterThan, ExtensionFunction.GreaterThanOrEqual]), Part(Decimal), Part(Decimal)),
            _ => draw.OneIn(3) ? Call(ExtensionFunction.IsInRange, Part(Ip), Part(Ip))
                : Call(draw.Of([ExtensionFunction.IsIpv4, ExtensionFunction.IsIpv6, ExtensionFunction.IsLoopback, ExtensionFunction.IsMulticast]), Part(Ip)),
        };
    }

    private BinaryExpression Comparison(CedarType type, int depth) =>
        new(default, draw.Of([BinaryOperator.Less, BinaryOperator.LessOrEqual, BinaryOperator.Greater, BinaryOperator.GreaterOrEqual]), Typed(type, depth - 1), Typed(type, depth - 1));

    private Expression Number(int depth) => draw.Below(6) switch
    {
        0 => new UnaryExpression(default, UnaryOperator.Negate, Typed(Long, depth - 1)),
        1 or 2 => new BinaryExpression(default, draw.Of([BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.Multiply]), Typed(Long, depth - 1), Typed(Long, depth - 1)),
        3 => Call(draw.Of([ExtensionFunction.ToMilliseconds, ExtensionFunction.ToSeconds, ExtensionFunction.ToMinutes, ExtensionFunction.ToHours, ExtensionFunction.ToDays]), Typed(Span, depth - 1)),
        _ => Literal(CedarValue.Of(SmallWorld.Number(draw))),
    };

    /// <summary>A variable, or an attribute below one, that has the type; null if chance found none.</summary>
    private Expression? Path(CedarType wanted)
    {
        var (at, type) = Root();
        for (var steps = 0; steps < 4; steps++)
        {
            if (type == wanted && at is not null) { return at; }
            if (Attributes(type) is not { Count: > 0 } attributes) { return null; }
            var (name, attribute) = draw.Of(attributes.Where(a => a.Value.Type == wanted).ToList() is { Count: > 0 } fitting && draw.OneIn(2) ? fitting : [.. attributes]);
            (at, type) = (new AttributeExpression(default, at!, name), attribute.Type);
        }
        return null;
    }

    private (Expression At, CedarType Type) Root() => draw.Below(4) switch
    {
        0 => (Variable(RequestVariable.Principal), new EntityReferenceType(principalType)),
        1 => (Variable(RequestVariable.Resource), new EntityReferenceType(resourceType)),
        2 => (Entity(new EntityReferenceType("User")), new EntityReferenceType("User")),
        _ => (Variable(RequestVariable.Context), action.Context),
    };

    private Expression Has()
    {
        var (at, type) = Root();
        return type is EntityReferenceType reference && draw.Coin() && SmallWorld.Schema.EntityTypes[reference.Name].Tags is not null
            ? new BinaryExpression(default, BinaryOperator.HasTag, at, Literal(CedarValue.Of(draw.Of(SmallWorld.Texts))))
            : new HasExpression(default, at, Attributes(type) is { Count: > 0 } attributes && !draw.OneIn(5) ? draw.Of([.. attributes.Keys]) : "other");
    }

    private static IReadOnlyDictionary<string, AttributeType>? Attributes(CedarType type) => type switch
    {
        RecordType record => record.Attributes,
        EntityReferenceType reference when SmallWorld.Schema.EntityTypes.TryGetValue(reference.Name, out var definition) => definition.Shape.Attributes,
        _ => null,
    };

    private Expression Entity(EntityReferenceType type) =>
        string.Equals(type.Name, principalType, StringComparison.Ordinal) && draw.Coin() ? Variable(RequestVariable.Principal)
        : string.Equals(type.Name, resourceType, StringComparison.Ordinal) && draw.Coin() ? Variable(RequestVariable.Resource)
        : Literal(CedarValue.Of(SmallWorld.Uid(draw, type.Name)));

    private Expression AnyEntity() => draw.Below(4) switch
    {
        0 => Variable(RequestVariable.Principal),
        1 => Variable(RequestVariable.Resource),
        2 => Variable(RequestVariable.Action),
        _ => Literal(CedarValue.Of(SmallWorld.AnyUid(draw))),
    };

    private Expression Leaf() => draw.Below(6) switch
    {
        0 => Literal(CedarValue.Of(draw.Coin())),
        1 => Literal(CedarValue.Of(SmallWorld.Number(draw))),
        2 => Literal(CedarValue.Of(draw.Of(SmallWorld.Texts))),
        3 => Literal(CedarValue.Of(SmallWorld.AnyUid(draw))),
        4 => Call(draw.Of([ExtensionFunction.Ip, ExtensionFunction.Decimal, ExtensionFunction.DateTime, ExtensionFunction.Duration]),
            draw.Of([SmallWorld.IpText(draw), SmallWorld.DecimalText(draw), SmallWorld.DateTimeText(draw), SmallWorld.DurationText(draw), "x"])),
        _ => Variable(draw.Of(Enum.GetValues<RequestVariable>())),
    };

    private string Name() => draw.Of(["name", "age", "home", "zone", "nested", "if", "a b", "", "__cedar", "principal", "tags"]);

    private LikePattern Pattern() => new([.. draw.Many(3, () => draw.Of(SmallWorld.Texts)), draw.Of(SmallWorld.Texts)]);

    private static LiteralExpression Literal(CedarValue value) => new(default, value);

    private static VariableExpression Variable(RequestVariable variable) => new(default, variable);

    private static CallExpression Call(ExtensionFunction function, string text) => Call(function, Literal(CedarValue.Of(text)));

    private static CallExpression Call(ExtensionFunction function, params Expression[] arguments) => new(default, function, arguments);
}
