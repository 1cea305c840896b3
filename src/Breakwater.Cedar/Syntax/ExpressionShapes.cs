using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

/// <summary>
/// Numbers expressions so that two have the same number exactly if they say the same, wherever they stand: positions, the order of a record's attributes
/// and the spellings <c>a != b</c>, <c>a &gt; b</c>, <c>a is T in b</c> for <c>!(a == b)</c>, <c>!(a &lt;= b)</c>, <c>a is T &amp;&amp; a in b</c> make no difference. Linear in the size
/// of the expressions; not thread-safe.
/// </summary>
internal sealed class ExpressionShapes
{
    private readonly Dictionary<Expression, int> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>The number of a name; never that of an expression.</summary>
    public int IdOf(string name) => Number("name " + name);

    /// <summary>The number of an expression. One that is nested too deeply to be looked at gets one of its own.</summary>
    public int IdOf(Expression expression)
    {
        if (_known.TryGetValue(expression, out var id)) { return id; }
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) { return _numbers[$"deep {_numbers.Count}"] = _numbers.Count; }

        // Chains lean to the left and may be long: go down them without recursion.
        var chain = new Stack<BinaryExpression>();
        var lowest = expression;
        while (lowest is BinaryExpression binary && !_known.ContainsKey(binary))
        {
            chain.Push(binary);
            lowest = binary.Left;
        }
        if (lowest is BinaryExpression seen) { id = _known[seen]; } else { _known[lowest] = id = Single(lowest); }
        while (chain.TryPop(out var next)) { _known[next] = id = Binary(next.Operator, id, IdOf(next.Right)); }
        return id;
    }

    private int Single(Expression expression) => expression switch
    {
        LiteralExpression e => Number("literal " + Text(e.Value)),
        VariableExpression e => Number("variable " + e.Variable),
        IfExpression e => Number("if", IdOf(e.Condition), IdOf(e.Then), IdOf(e.Else)),
        UnaryExpression e => Number(e.Operator.ToString(), IdOf(e.Operand)),
        AttributeExpression e => Number("get " + e.Name, IdOf(e.Target)),
        HasExpression e => Number("has " + e.Name, IdOf(e.Target)),
        LikeExpression e => Number("like " + string.Join('*', e.Pattern.Pieces.Select(CedarText.Quote)), IdOf(e.Target)),
        IsExpression e => Is(e),
        SetExpression e => Number("set", [.. e.Elements.Select(IdOf)]),
        RecordExpression e => Record(e),
        CallExpression e => Number("call " + e.Function, [.. e.Arguments.Select(IdOf)]),
        _ => throw new UnreachableException($"There is no rule for {expression.GetType().Name}."),
    };

    private int Is(IsExpression e)
    {
        var target = IdOf(e.Target);
        var test = Number("is " + e.EntityType, target);
        return e.In is null ? test : Binary(BinaryOperator.And, test, Binary(BinaryOperator.In, target, IdOf(e.In)));
    }

    private int Record(RecordExpression e)
    {
        var attributes = e.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).ToArray();
        return Number("record " + string.Join(',', attributes.Select(a => CedarText.Quote(a.Key))), [.. attributes.Select(a => IdOf(a.Value))]);
    }

    private int Binary(BinaryOperator op, int left, int right) => op switch
    {
        BinaryOperator.NotEqual => Number(nameof(UnaryOperator.Not), Number(nameof(BinaryOperator.Equal), left, right)),
        BinaryOperator.Greater => Number(nameof(UnaryOperator.Not), Number(nameof(BinaryOperator.LessOrEqual), left, right)),
        BinaryOperator.GreaterOrEqual => Number(nameof(UnaryOperator.Not), Number(nameof(BinaryOperator.Less), left, right)),
        _ => Number(op.ToString(), left, right),
    };

    private int Number(string what, params ReadOnlySpan<int> parts)
    {
        var key = what;
        if (parts.Length > 0)
        {
            var handler = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture);
            foreach (var part in parts)
            {
                handler.AppendFormatted(part);
                handler.AppendLiteral(" ");
            }
            key = handler.ToStringAndClear() + what;
        }
        if (!_numbers.TryGetValue(key, out var number)) { _numbers[key] = number = _numbers.Count; }
        return number;
    }

    private static string Text(CedarValue value) => value.Kind switch
    {
        CedarKind.String => CedarText.Quote(value.AsString),
        CedarKind.Entity => value.AsEntity.ToString(),
        _ => $"{value.Kind} {value.Number}",
    };
}
