using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>
/// Expressions for one request environment that mostly have the type asked for: optional attributes and tags behind guards of every shape, those included that
/// look like a guard and are none.
/// </summary>
internal sealed class TypedExpressions
{
    private const int Mistake = 2;
    private static readonly CedarType Bool = new PrimitiveType(CedarKind.Bool);
    private static readonly CedarType Long = new PrimitiveType(CedarKind.Long);
    private static readonly CedarType Text = new PrimitiveType(CedarKind.String);

    private readonly Dice _dice;
    private readonly TypedWorld _world;
    private readonly List<(Expression Path, CedarType Type, Expression? Guard)> _paths = [];

    public TypedExpressions(Dice dice, TypedWorld world, RequestEnvironment environment)
    {
        (_dice, _world) = (dice, world);
        AddPaths(new VariableExpression(default, RequestVariable.Principal), new EntityReferenceType(environment.Principal), null, 3);
        AddPaths(new VariableExpression(default, RequestVariable.Resource), new EntityReferenceType(environment.Resource), null, 3);
        AddPaths(new VariableExpression(default, RequestVariable.Context), environment.Action.Context, null, 3);
        AddPaths(new VariableExpression(default, RequestVariable.Action), new EntityReferenceType("Action"), null, 1);
    }

    public Expression Of(CedarType type, int depth)
    {
        if (_dice.Chance(Mistake)) { type = _world.Type(1); }
        if (depth > 0 && _dice.Chance(12)) { return new IfExpression(default, Of(Bool, depth - 1), Of(type, depth - 1), Of(type, depth - 1)); }
        if (type == Bool && depth > 0 && _dice.Chance(70)) { return Condition(depth - 1); }
        return _dice.Chance(65) && _paths.Where(p => p.Type == type).ToArray() is { Length: > 0 } paths ? Read(_dice.Of(paths), type, depth) : Constant(type, depth);
    }

    private Expression Read((Expression Path, CedarType Type, Expression? Guard) path, CedarType type, int depth)
    {
        if (path.Guard is not { } guard || _dice.Chance(Mistake)) { return path.Path; }
        if (depth > 0 && _dice.Chance(25)) { guard = Disguise(guard, depth - 1); }
        if (type == Bool && _dice.Chance(50)) { return new BinaryExpression(default, _dice.Chance(90) ? BinaryOperator.And : BinaryOperator.Or, guard, path.Path); }
        return new IfExpression(default, guard, path.Path, Constant(type, depth - 1));
    }

    /// <summary>Something around a guard, through which it reaches further or not.</summary>
    private Expression Disguise(Expression guard, int depth)
    {
        var other = Of(Bool, depth);
        return _dice.Roll(10) switch
        {
            0 => And(guard, other),
            1 => And(other, guard),
            2 => Or(guard, guard),
            3 => Or(guard, other),
            4 => Or(new LiteralExpression(default, CedarValue.Of(false)), guard),
            5 => new UnaryExpression(default, UnaryOperator.Not, guard),
            6 => new IfExpression(default, other, guard, guard),
            7 => new IfExpression(default, guard, other, guard),
            8 => new IfExpression(default, other, guard, new LiteralExpression(default, CedarValue.Of(false))),
            _ => new IfExpression(default, guard, other, other),
        };
    }

    private Expression Condition(int depth)
    {
        switch (_dice.Roll(15))
        {
            case 0 or 1: return And(Of(Bool, depth), Of(Bool, depth));
            case 2: return Or(Of(Bool, depth), Of(Bool, depth));
            case 3: return new UnaryExpression(default, UnaryOperator.Not, Of(Bool, depth));
            case 4 or 5:
                var type = Known();
                return new BinaryExpression(default, _dice.Of(BinaryOperator.Equal, BinaryOperator.NotEqual), Of(type, depth), Of(_dice.Chance(90) ? type : Known(), depth));
            case 6:
                var ordered = new PrimitiveType(_dice.Of(CedarKind.Long, CedarKind.DateTime, CedarKind.Duration));
                return new BinaryExpression(default, _dice.Of(BinaryOperator.Less, BinaryOperator.LessOrEqual, BinaryOperator.Greater, BinaryOperator.GreaterOrEqual), Of(ordered, depth), Of(ordered, depth));
            case 7:
                var above = Entity();
                return new BinaryExpression(default, BinaryOperator.In, Of(Entity(), depth), Of(_dice.Chance(50) ? above : new SetType(above), depth));
            case 8:
                var element = Known();
                return new BinaryExpression(default, BinaryOperator.Contains, Of(new SetType(element), depth), Of(element, depth));
            case 9:
                var set = new SetType(Known());
                return new BinaryExpression(default, _dice.Of(BinaryOperator.ContainsAll, BinaryOperator.ContainsAny), Of(set, depth), Of(set, depth));
            case 10: return new IsExpression(default, Of(Entity(), depth), _dice.Of("User", "Doc", "Org::Group"), _dice.Chance(50) ? Of(Entity(), depth) : null);
            case 11: return new LikeExpression(default, Of(Text, depth), new(["a", ""]));
            case 12: return new HasExpression(default, _paths[_dice.Roll(_paths.Count)].Path, _dice.Of("a", "b", "c", "z"));
            case 13: return Tagged(depth);
            default: return new CallExpression(default, ExtensionFunction.LessThan, [Of(new PrimitiveType(CedarKind.Decimal), depth), Of(new PrimitiveType(CedarKind.Decimal), depth)]);
        }
    }

    private Expression Tagged(int depth)
    {
        var entity = Entity();
        var target = Of(entity, 0);
        var tag = _dice.Chance(70) ? new LiteralExpression(default, CedarValue.Of(_dice.Of("a", "b"))) : Of(Text, 0);
        Expression guard = new BinaryExpression(default, BinaryOperator.HasTag, target, tag);
        if (_dice.Chance(30)) { guard = Disguise(guard, depth - 1); }
        var read = new BinaryExpression(default, BinaryOperator.GetTag, target, _dice.Chance(95) ? tag : Of(Text, 0));
        var type = entity is EntityReferenceType { Name: var name } && _world.Schema.EntityTypes.TryGetValue(name, out var definition) ? definition.Tags ?? Bool : Bool;
        return _dice.Chance(20) ? guard : And(guard, new BinaryExpression(default, BinaryOperator.Equal, read, Of(type, depth)));
    }

    private Expression Constant(CedarType type, int depth) => type switch
    {
        EntityReferenceType or PrimitiveType { Kind: CedarKind.Bool or CedarKind.String } => new LiteralExpression(default, _world.Value(type)),
        PrimitiveType { Kind: CedarKind.Long } when depth > 0 && _dice.Chance(50) => new BinaryExpression(default, _dice.Of(BinaryOperator.Add, BinaryOperator.Multiply), Of(Long, depth - 1), Of(Long, depth - 1)),
        PrimitiveType { Kind: CedarKind.Long } => new LiteralExpression(default, _world.Value(type)),
        SetType set => new SetExpression(default, [.. Enumerable.Range(0, 1 + _dice.Roll(2)).Select(_ => Of(set.Element, depth - 1))]),
        RecordType record => new RecordExpression(default, [.. record.Attributes.Select(a => KeyValuePair.Create(a.Key, Of(a.Value.Type, depth - 1)))]),
        PrimitiveType { Kind: CedarKind.DateTime } when depth > 0 && _dice.Chance(30) => new CallExpression(default, ExtensionFunction.Offset, [Of(type, depth - 1), Of(new PrimitiveType(CedarKind.Duration), depth - 1)]),
        PrimitiveType { Kind: CedarKind.DateTime } => Constructor(ExtensionFunction.DateTime, "1970-01-01"),
        PrimitiveType { Kind: CedarKind.Duration } => Constructor(ExtensionFunction.Duration, _dice.Of("1h", "1h", "1x")),
        PrimitiveType { Kind: CedarKind.Decimal } => Constructor(ExtensionFunction.Decimal, _dice.Of("1.0", "1.0", "1")),
        _ => Constructor(ExtensionFunction.Ip, "10.0.0.0/8"),
    };

    private Expression Constructor(ExtensionFunction function, string text) =>
        new CallExpression(default, function, [_dice.Chance(Mistake) ? Of(Text, 0) : new LiteralExpression(default, CedarValue.Of(text))]);

    private CedarType Known() => _paths[_dice.Roll(_paths.Count)].Type;

    private CedarType Entity() => _paths.Where(p => p.Type is EntityReferenceType).ToArray() is { Length: > 0 } entities ? _dice.Of(entities).Type : new EntityReferenceType("User");

    private void AddPaths(Expression path, CedarType type, Expression? guard, int depth)
    {
        _paths.Add((path, type, guard));
        var shape = type is EntityReferenceType entity ? _world.Schema.EntityTypes.GetValueOrDefault(entity.Name)?.Shape : type as RecordType;
        if (depth == 0 || shape is null) { return; }
        foreach (var (name, attribute) in shape.Attributes)
        {
            var has = new HasExpression(default, path, name);
            AddPaths(new AttributeExpression(default, path, name), attribute.Type, attribute.Required ? guard : guard is null ? has : And(guard, has), depth - 1);
        }
    }

    private static BinaryExpression And(Expression left, Expression right) => new(default, BinaryOperator.And, left, right);

    private static BinaryExpression Or(Expression left, Expression right) => new(default, BinaryOperator.Or, left, right);
}
