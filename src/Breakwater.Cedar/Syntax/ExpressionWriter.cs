using System.Globalization;
using System.Text;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

/// <summary>How tightly the parts of an expression hold together, loosest first.</summary>
internal enum Binding { Any, Or, And, Relation, Sum, Product, Unary, Member, Primary }

/// <summary>Writes expressions with as few parentheses as give the same tree.</summary>
internal sealed class ExpressionWriter(StringBuilder text)
{
    /// <summary>Writes an expression where something must bind at least so tightly.</summary>
    public void Write(Expression expression, Binding least)
    {
        var needsParentheses = BindingOf(expression) < least;
        if (needsParentheses) { text.Append('('); }
        Write(expression);
        if (needsParentheses) { text.Append(')'); }
    }

    private void Write(Expression expression)
    {
        switch (expression)
        {
            case LiteralExpression literal: Literal(literal.Value); break;
            case VariableExpression variable: text.Append(Name(variable.Variable)); break;
            case IfExpression choice:
                Write("if ", choice.Condition, Binding.Any);
                Write(" then ", choice.Then, Binding.Any);
                Write(" else ", choice.Else, Binding.Any);
                break;
            case UnaryExpression unary: Unary(unary); break;
            case BinaryExpression binary: Binary(binary); break;
            case AttributeExpression attribute:
                Write(attribute.Target, Binding.Member);
                if (IsName(attribute.Name)) { text.Append('.').Append(attribute.Name); } else { text.Append('[').Append(CedarText.Quote(attribute.Name)).Append(']'); }
                break;
            case HasExpression has:
                Write(has.Target, Binding.Sum);
                text.Append(" has ").Append(Key(has.Name));
                break;
            case LikeExpression like:
                Write(like.Target, Binding.Sum);
                text.Append(" like \"").AppendJoin('*', like.Pattern.Pieces.Select(p => CedarText.Quote(p)[1..^1].Replace("*", "\\*", StringComparison.Ordinal))).Append('"');
                break;
            case IsExpression isType:
                Write(isType.Target, Binding.Sum);
                text.Append(" is ").Append(isType.EntityType);
                if (isType.In is { } ancestor) { Write(" in ", ancestor, Binding.Sum); }
                break;
            case SetExpression set: List('[', set.Elements, 0, ']'); break;
            case RecordExpression record: Record(record); break;
            case CallExpression call: Call(call); break;
            default: throw new ArgumentException($"There is no way to write a {expression.GetType().Name}.", nameof(expression));
        }
    }

    private void Unary(UnaryExpression unary)
    {
        if (unary.Operator == UnaryOperator.IsEmpty)
        {
            Write(unary.Operand, Binding.Member);
            text.Append(".isEmpty()");
            return;
        }
        text.Append(unary.Operator == UnaryOperator.Not ? '!' : '-');

        // "-5" is a literal: the negation of a literal keeps its parentheses.
        var isNumber = unary.Operator == UnaryOperator.Negate && unary.Operand is LiteralExpression { Value.Kind: CedarKind.Long };
        if (isNumber) { text.Append('('); }
        Write(unary.Operand, isNumber ? Binding.Any : Binding.Member);
        if (isNumber) { text.Append(')'); }
    }

    private void Binary(BinaryExpression binary)
    {
        if (Symbol(binary.Operator) is not { } symbol)
        {
            Write(binary.Left, Binding.Member);
            var method = binary.Operator.ToString();
            text.Append('.').Append(char.ToLowerInvariant(method[0])).Append(method, 1, method.Length - 1).Append('(');
            Write(binary.Right, Binding.Any);
            text.Append(')');
            return;
        }
        var binding = BindingOf(binary);
        var left = binding == Binding.Relation || IsLongChain(binary) ? binding + 1 : binding;
        Write(binary.Left, left);
        Write($" {symbol} ", binary.Right, binding + 1);
    }

    /// <summary>Whether the parser would cut this chain into pieces if it stood without parentheses.</summary>
    private static bool IsLongChain(BinaryExpression chain)
    {
        if (chain.Operator is not (BinaryOperator.And or BinaryOperator.Or)) { return false; }
        var operands = 2;
        for (var left = chain.Left; left is BinaryExpression inner && inner.Operator == chain.Operator; left = inner.Left) { operands++; }
        return operands > PolicySyntax.ChainPiece;
    }

    private void Record(RecordExpression record)
    {
        text.Append('{');
        for (var i = 0; i < record.Attributes.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(Key(record.Attributes[i].Key));
            Write(": ", record.Attributes[i].Value, Binding.Any);
        }
        text.Append('}');
    }

    private void Call(CallExpression call)
    {
        var isMethod = !CedarFunctions.IsConstructor(call.Function);
        if (isMethod)
        {
            Write(call.Arguments[0], Binding.Member);
            text.Append('.');
        }
        text.Append(CedarFunctions.Name(call.Function));
        List('(', call.Arguments, isMethod ? 1 : 0, ')');
    }

    private void List(char open, IReadOnlyList<Expression> elements, int from, char close)
    {
        text.Append(open);
        for (var i = from; i < elements.Count; i++) { Write(i == from ? "" : ", ", elements[i], Binding.Any); }
        text.Append(close);
    }

    private void Write(string before, Expression expression, Binding least)
    {
        text.Append(before);
        Write(expression, least);
    }

    private void Literal(CedarValue value) => _ = value.Kind switch
    {
        CedarKind.Bool => text.Append(value.AsBool ? "true" : "false"),
        CedarKind.Long => text.Append(value.Number.ToString(CultureInfo.InvariantCulture)),
        CedarKind.String => text.Append(CedarText.Quote(value.AsString)),
        CedarKind.Entity => text.Append(value.AsEntity),
        _ => throw new ArgumentException($"A value of the kind {value.Kind} is no literal: use the call that makes it.", nameof(value)),
    };

    private static Binding BindingOf(Expression expression) => expression switch
    {
        IfExpression => Binding.Any,
        BinaryExpression { Operator: BinaryOperator.Or } => Binding.Or,
        BinaryExpression { Operator: BinaryOperator.And } => Binding.And,
        BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract } => Binding.Sum,
        BinaryExpression { Operator: BinaryOperator.Multiply } => Binding.Product,
        BinaryExpression { Operator: <= BinaryOperator.In } or HasExpression or LikeExpression or IsExpression => Binding.Relation,
        UnaryExpression { Operator: not UnaryOperator.IsEmpty } => Binding.Unary,
        LiteralExpression { Value: { Kind: CedarKind.Long, Number: < 0 } } => Binding.Unary,
        _ => Binding.Member,
    };

    private static string? Symbol(BinaryOperator binary) => binary switch
    {
        BinaryOperator.And => "&&",
        BinaryOperator.Or => "||",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.In => "in",
        _ => null,
    };

    private static string Name(RequestVariable variable) => variable switch
    {
        RequestVariable.Principal => "principal",
        RequestVariable.Action => "action",
        RequestVariable.Resource => "resource",
        _ => "context",
    };

    private static string Key(string name) => IsName(name) ? name : CedarText.Quote(name);

    private static bool IsName(string name) =>
        name.Length > 0 && Lexer.IsNameStart(name[0]) && name.All(Lexer.IsNamePart) && name is not "__cedar" && !new Lexer(name).Next().IsReserved;
}
