using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Oracle;

/// <summary>
/// Cedar's evaluation rules, one after the other, without a thought for speed. Null stands for an error. Shares nothing with the engine but the value types and the readers
/// of extension texts.
/// </summary>
internal sealed class OracleEvaluator(IReadOnlyCollection<CedarEntity> entities, CedarRequest request)
{
    private static readonly CedarValue True = CedarValue.Of(true);
    private static readonly CedarValue False = CedarValue.Of(false);

    public CedarValue? Evaluate(Expression expression)
    {
        switch (expression)
        {
            case LiteralExpression e:
                return e.Value;
            case VariableExpression e:
                return e.Variable switch
                {
                    RequestVariable.Principal => CedarValue.Of(request.Principal),
                    RequestVariable.Action => CedarValue.Of(request.Action),
                    RequestVariable.Resource => CedarValue.Of(request.Resource),
                    _ => CedarValue.Of(request.Context),
                };
            case IfExpression e:
                return Bool(e.Condition) switch { true => Evaluate(e.Then), false => Evaluate(e.Else), null => null };
            case UnaryExpression e:
                return Evaluate(e.Operand) is { } operand ? Unary(e.Operator, operand) : null;
            case BinaryExpression { Operator: BinaryOperator.And } e:
                return Bool(e.Left) switch { true => Bool(e.Right) is { } right ? CedarValue.Of(right) : null, false => False, null => null };
            case BinaryExpression { Operator: BinaryOperator.Or } e:
                return Bool(e.Left) switch { false => Bool(e.Right) is { } right ? CedarValue.Of(right) : null, true => True, null => null };
            case BinaryExpression e:
                return Evaluate(e.Left) is { } a && Evaluate(e.Right) is { } b ? Binary(e.Operator, a, b) : null;
            case HasExpression e:
                return Evaluate(e.Target) is { } has ? Has(has, e.Name) : null;
            case AttributeExpression e:
                return Evaluate(e.Target) is { } owner ? Attribute(owner, e.Name) : null;
            case LikeExpression e:
                return Evaluate(e.Target) is { Kind: CedarKind.String } text ? CedarValue.Of(Like(text.AsString, string.Join('\uffff', e.Pattern.Pieces))) : null;
            case IsExpression e:
                return Evaluate(e.Target) is { Kind: CedarKind.Entity } tested ? Is(tested, e) : null;
            case SetExpression e:
                var elements = e.Elements.Select(Evaluate).ToList();
                return elements.Contains(null) ? null : CedarValue.Of(new CedarSet(elements.Select(x => x!.Value)));
            case RecordExpression e:
                var attributes = e.Attributes.Select(x => (x.Key, Value: Evaluate(x.Value))).ToList();
                return attributes.Exists(x => x.Value is null) ? null : CedarValue.Of(new CedarRecord(attributes.Select(x => KeyValuePair.Create(x.Key, x.Value!.Value))));
            case CallExpression e:
                var arguments = e.Arguments.Select(Evaluate).ToList();
                return arguments.Contains(null) ? null : OracleExtensions.Call(e.Function, [.. arguments.Select(x => x!.Value)]);
            default:
                throw new InvalidOperationException(expression.GetType().Name);
        }
    }

    /// <summary>Whether the one is, or descends from, the other: follows parents one by one.</summary>
    public bool In(EntityUid uid, EntityUid group)
    {
        var seen = new HashSet<EntityUid>();
        var open = new Queue<EntityUid>([uid]);
        while (open.TryDequeue(out var next))
        {
            if (next.Equals(group)) { return true; }
            if (!seen.Add(next)) { continue; }
            foreach (var parent in Find(next)?.Parents ?? []) { open.Enqueue(parent); }
        }
        return false;
    }

    private CedarEntity? Find(EntityUid uid) => entities.FirstOrDefault(e => e.Uid.Equals(uid));

    private bool? Bool(Expression expression) => Evaluate(expression) is { Kind: CedarKind.Bool } value ? value.AsBool : null;

    private static CedarValue? Unary(UnaryOperator op, CedarValue value) => (op, value.Kind) switch
    {
        (UnaryOperator.Not, CedarKind.Bool) => CedarValue.Of(!value.AsBool),
        (UnaryOperator.Negate, CedarKind.Long) => Integer(-(Int128)value.Number),
        (UnaryOperator.IsEmpty, CedarKind.Set) => CedarValue.Of(!value.AsSet.Any()),
        _ => null,
    };

    private CedarValue? Binary(BinaryOperator op, CedarValue a, CedarValue b)
    {
        var integers = a.Kind == CedarKind.Long && b.Kind == CedarKind.Long;
        var ordered = a.Kind == b.Kind && a.Kind is CedarKind.Long or CedarKind.DateTime or CedarKind.Duration;
        var sets = a.Kind == CedarKind.Set && b.Kind == CedarKind.Set;
        var tag = a.Kind == CedarKind.Entity && b.Kind == CedarKind.String;
        return op switch
        {
            BinaryOperator.Equal => CedarValue.Of(Same(a, b)),
            BinaryOperator.NotEqual => CedarValue.Of(!Same(a, b)),
            BinaryOperator.Less when ordered && a.Kind == b.Kind => CedarValue.Of(a.Number < b.Number),
            BinaryOperator.LessOrEqual when ordered && a.Kind == b.Kind => CedarValue.Of(a.Number <= b.Number),
            BinaryOperator.Greater when ordered && a.Kind == b.Kind => CedarValue.Of(a.Number > b.Number),
            BinaryOperator.GreaterOrEqual when ordered && a.Kind == b.Kind => CedarValue.Of(a.Number >= b.Number),
            BinaryOperator.Add when integers => Integer((Int128)a.Number + b.Number),
            BinaryOperator.Subtract when integers => Integer((Int128)a.Number - b.Number),
            BinaryOperator.Multiply when integers => Integer((Int128)a.Number * b.Number),
            BinaryOperator.In when a.Kind == CedarKind.Entity && b.Kind == CedarKind.Entity => CedarValue.Of(In(a.AsEntity, b.AsEntity)),
            BinaryOperator.In when a.Kind == CedarKind.Entity && b.Kind == CedarKind.Set && b.AsSet.All(e => e.Kind == CedarKind.Entity) => CedarValue.Of(b.AsSet.Any(e => In(a.AsEntity, e.AsEntity))),
            BinaryOperator.Contains when a.Kind == CedarKind.Set => CedarValue.Of(a.AsSet.Any(e => Same(e, b))),
            BinaryOperator.ContainsAll when sets => CedarValue.Of(b.AsSet.All(x => a.AsSet.Any(y => Same(x, y)))),
            BinaryOperator.ContainsAny when sets => CedarValue.Of(b.AsSet.Any(x => a.AsSet.Any(y => Same(x, y)))),
            BinaryOperator.HasTag when tag => CedarValue.Of(Find(a.AsEntity) is { } e && e.Tags.Any(t => t.Key == b.AsString)),
            BinaryOperator.GetTag when tag => Find(a.AsEntity) is { } e ? Get(e.Tags, b.AsString) : null,
            _ => null,
        };
    }

    private CedarValue? Has(CedarValue owner, string name) => owner.Kind switch
    {
        CedarKind.Record => CedarValue.Of(Get(owner.AsRecord, name) is not null),
        CedarKind.Entity => CedarValue.Of(Find(owner.AsEntity) is { } e && Get(e.Attributes, name) is not null),
        _ => null,
    };

    private CedarValue? Attribute(CedarValue owner, string name) => owner.Kind switch
    {
        CedarKind.Record => Get(owner.AsRecord, name),
        CedarKind.Entity => Find(owner.AsEntity) is { } e ? Get(e.Attributes, name) : null,
        _ => null,
    };

    private CedarValue? Is(CedarValue tested, IsExpression e)
    {
        if (tested.AsEntity.Type != e.EntityType) { return False; }
        return e.In is null ? True : Evaluate(e.In) is { } group ? Binary(BinaryOperator.In, tested, group) : null;
    }

    private static CedarValue? Get(CedarRecord record, string name)
    {
        foreach (var (key, value) in record) { if (key == name) { return value; } }
        return null;
    }

    private static CedarValue? Integer(Int128 value) => value >= long.MinValue && value <= long.MaxValue ? CedarValue.Of((long)value) : null;

    /// <summary>The wildcard is U+FFFF, which no generated text contains.</summary>
    private static bool Like(string text, string pattern) =>
        pattern.Length == 0 ? text.Length == 0
        : pattern[0] == '\uffff' ? Like(text, pattern[1..]) || (text.Length > 0 && Like(text[1..], pattern))
        : text.Length > 0 && text[0] == pattern[0] && Like(text[1..], pattern[1..]);

    private static bool Same(CedarValue a, CedarValue b)
    {
        if (a.Kind != b.Kind) { return false; }
        return a.Kind switch
        {
            CedarKind.String => a.AsString == b.AsString,
            CedarKind.Entity => a.AsEntity.Type == b.AsEntity.Type && a.AsEntity.Id == b.AsEntity.Id,
            CedarKind.Set => a.AsSet.All(x => b.AsSet.Any(y => Same(x, y))) && b.AsSet.All(x => a.AsSet.Any(y => Same(x, y))),
            CedarKind.Record => a.AsRecord.Count == b.AsRecord.Count && a.AsRecord.All(x => Get(b.AsRecord, x.Key) is { } y && Same(x.Value, y)),
            CedarKind.Ip => (a.AsIp.Address, a.AsIp.IsV6, a.AsIp.Prefix) == (b.AsIp.Address, b.AsIp.IsV6, b.AsIp.Prefix),
            _ => a.Number == b.Number,
        };
    }
}
