using System.Globalization;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

internal sealed partial class PolicySyntax
{
    private Expression? ReadPrimary(int depth)
    {
        var first = Current;
        switch (Current.Kind)
        {
            case TokenKind.True or TokenKind.False:
                Take();
                return Leaf(new LiteralExpression(first.Span, CedarValue.Of(first.Kind == TokenKind.True)));
            case TokenKind.Number:
                return Leaf(Positive(Take()));
            case TokenKind.String:
                return Leaf(new LiteralExpression(first.Span, CedarValue.Of(Unquote(Take()))));
            case TokenKind.Slot:
                Take();
                Report(first.Span, "A slot cannot stand in a condition.", "Slots belong into the scope: `principal == ?principal`, `resource in ?resource`.");
                return Leaf(new LiteralExpression(first.Span, CedarValue.Of(false)));
            case TokenKind.OpenParen:
                return ReadParentheses(depth);
            case TokenKind.OpenBracket:
                return ReadList(TokenKind.CloseBracket, "`,` or `]`", depth, out var measure) is { } elements ? Made(new SetExpression(Since(first), elements), measure) : null;
            case TokenKind.OpenBrace:
                return ReadRecord(depth);
            case TokenKind.If:
                Report(first.Span, "`if` must stand in parentheses here.", "Write `(if … then … else …)`.");
                return null;
            case TokenKind.Identifier:
                return ReadNamed(first, depth);
            default:
                Unexpected("an expression");
                return null;
        }
    }

    private Expression? ReadParentheses(int depth)
    {
        Take();
        return ReadExpression(depth + 1) is { } inner && Expect(TokenKind.CloseParen, "an operator or `)`") ? inner : null;
    }

    private Expression? ReadNamed(Token first, int depth)
    {
        var name = ReadName(out var id);
        if (name is null) { return null; }
        if (id is { } token) { return Leaf(new LiteralExpression(Since(first), CedarValue.Of(Names.Entity(name, UnquoteSpan(token))))); }

        RequestVariable? variable = name switch
        {
            "principal" => RequestVariable.Principal,
            "action" => RequestVariable.Action,
            "resource" => RequestVariable.Resource,
            "context" => RequestVariable.Context,
            _ => null,
        };
        if (variable is { } known) { return Leaf(new VariableExpression(first.Span, known)); }
        if (Current.Kind == TokenKind.OpenParen) { return ReadFunction(first, name, depth); }
        Report(Since(first), $"`{name}` is not a variable.", "The variables are `principal`, `action`, `resource` and `context`; texts stand in double quotes, entities are `Type::\"id\"`.");
        return Leaf(new LiteralExpression(Since(first), CedarValue.Of(false)));
    }

    private Expression? ReadRecord(int depth)
    {
        var first = Take();
        var attributes = new List<KeyValuePair<string, Expression>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Measure measure = default;
        while (Current.Kind != TokenKind.CloseBrace)
        {
            var key = Current;
            if (!key.IsWord && key.Kind != TokenKind.String)
            {
                Unexpected("an attribute's name or `}`");
                return null;
            }
            Take();
            var name = key.IsWord ? AttributeName(key) : Unquote(key);
            if (!seen.Add(name)) { Report(key.Span, $"The attribute `{name}` occurs twice.", "Keep one of them."); }
            if (!Expect(TokenKind.Colon, "`:`", "An attribute is `name: value`.") || ReadExpression(depth + 1) is not { } value) { return null; }
            measure = measure.And(_measure);
            attributes.Add(new(name, value));
            if (TryTake(TokenKind.Comma) || Current.Kind == TokenKind.CloseBrace) { continue; }
            Unexpected("`,` or `}`");
            return null;
        }
        Take();
        return Made(new RecordExpression(Since(first), attributes.ToArray()), measure);
    }

    /// <summary>Reads a number after a minus, which becomes part of it unless something is asked of the number: <c>-1.a</c> is <c>-(1.a)</c>.</summary>
    private Expression? ReadNegative(Stack<Token> signs, int depth)
    {
        var number = Take();
        if (IsAccess(Current.Kind)) { return ReadAccess(number, Leaf(Positive(number)), depth); }
        var sign = signs.Pop();
        if (!ulong.TryParse(SpanOf(number), NumberStyles.None, CultureInfo.InvariantCulture, out var magnitude) || magnitude > 1UL << 63) { TooLarge(number); }
        return Leaf(new LiteralExpression(Since(sign), CedarValue.Of(unchecked(-(long)magnitude))));
    }

    private LiteralExpression Positive(Token number)
    {
        if (!long.TryParse(SpanOf(number), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) { TooLarge(number); }
        return new LiteralExpression(number.Span, CedarValue.Of(value));
    }

    private void TooLarge(Token number) => Report(number.Span, $"{Describe(number)} does not fit 64 bits.", "Integers go from -9223372036854775808 to 9223372036854775807.");
}
