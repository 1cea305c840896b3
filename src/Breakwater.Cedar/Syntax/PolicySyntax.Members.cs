using System.Globalization;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

internal sealed partial class PolicySyntax
{
    private Expression? ReadHas(Token first, Expression target)
    {
        Take();
        var targetMeasure = _measure;
        if (Current.Kind == TokenKind.String)
        {
            var name = Unquote(Take());
            return IsAccess(Current.Kind) ? Refuse("The right side of `has` is one string, or names with dots.") : Made(new HasExpression(Since(first), target, name), targetMeasure);
        }

        Expression? has = null;
        do
        {
            if (!Current.IsWord) { return Refuse("An attribute's name is due after `has`."); }
            if (has is not null) { targetMeasure = targetMeasure with { Depth = targetMeasure.Depth + 1, Nodes = targetMeasure.Nodes + 1 }; }
            var name = AttributeName(Take());
            var hasMeasure = _measure;
            var step = Made(new HasExpression(Since(first), target, name), targetMeasure);
            if (step is null) { return null; }
            has = has is null ? step : Made(new BinaryExpression(Since(first), BinaryOperator.And, has, step), hasMeasure.And(_measure));
            target = new AttributeExpression(Since(first), target, name);
        }
        while (has is not null && TryTake(TokenKind.Dot));
        if (has is null) { return null; }
        return IsAccess(Current.Kind) || Current.Kind == TokenKind.Path ? Refuse("The right side of `has` is one string, or names with dots.") : has;
    }

    private Expression? ReadLike(Token first, Expression target)
    {
        Take();
        var measure = _measure;
        if (Current.Kind != TokenKind.String)
        {
            Unexpected("a pattern in double quotes", "The pattern of `like` is a literal, in which `*` stands for any text.");
            return null;
        }
        var pattern = UnquotePattern(Take());
        return Made(new LikeExpression(Since(first), target, pattern), measure);
    }

    private Expression? ReadIs(Token first, Expression target, int depth)
    {
        Take();
        var measure = _measure;
        if (ReadTypeName() is not { } type) { return null; }
        if (!TryTake(TokenKind.In)) { return Made(new IsExpression(Since(first), target, type, null), measure); }
        return ReadSum(depth) is { } ancestor ? Made(new IsExpression(Since(first), target, type, ancestor), measure.And(_measure)) : null;
    }

    private Expression? ReadMember(int depth)
    {
        var first = Current;
        return ReadPrimary(depth) is { } primary ? ReadAccess(first, primary, depth) : null;
    }

    private Expression? ReadAccess(Token first, Expression? target, int depth)
    {
        while (target is not null)
        {
            switch (Current.Kind)
            {
                case TokenKind.Dot:
                    Take();
                    if (!Current.IsWord) { return Refuse("A name is due after the dot."); }
                    var name = Take();
                    target = Current.Kind == TokenKind.OpenParen ? ReadMethod(first, target, name, depth) : Made(new AttributeExpression(Since(first), target, AttributeName(name)), _measure);
                    break;
                case TokenKind.OpenBracket:
                    target = ReadIndex(first, target);
                    break;
                case TokenKind.OpenParen:
                    return Refuse("Only functions and methods can be called.");
                default:
                    return target;
            }
        }
        return null;
    }

    private Expression? ReadIndex(Token first, Expression target)
    {
        Take();
        if (Current.Kind != TokenKind.String)
        {
            Unexpected("an attribute's name in double quotes", "An index is a literal, as in `context[\"name\"]`.");
            return null;
        }
        var name = Unquote(Take());
        return Expect(TokenKind.CloseBracket, "`]`") ? Made(new AttributeExpression(Since(first), target, name), _measure) : null;
    }

    private Expression? ReadMethod(Token first, Expression target, Token name, int depth)
    {
        var measure = _measure;
        CheckName(name);
        if (ReadList(TokenKind.CloseParen, "`,` or `)`", depth, out var argumentsMeasure) is not { } arguments) { return null; }
        measure = measure.And(argumentsMeasure);
        if (CedarFunctions.CoreMethod(SpanOf(name)) is { } method)
        {
            if (arguments.Length == method.Arguments) { return Made(method.Apply(Since(first), target, arguments), measure); }
            Report(name.Span, $"`{SpanOf(name)}` takes {(method.Arguments == 0 ? "no argument" : "one argument")}, not {arguments.Length.ToString(CultureInfo.InvariantCulture)}.");
        }
        else if (CedarFunctions.ExtensionMethod(SpanOf(name)) is { } extension)
        {
            return Made(new CallExpression(Since(first), extension, [target, .. arguments]), measure);
        }
        else if (CedarFunctions.Constructor(SpanOf(name)) is not null) { Report(name.Span, $"`{SpanOf(name)}` is a function, not a method.", $"Write `{SpanOf(name)}(…)`."); }
        else { Report(name.Span, $"There is no method `{SpanOf(name)}`.", CedarFunctions.SuggestMethod(SpanOf(name))); }
        return Made(target, measure);
    }

    private Expression? ReadFunction(Token first, string name, int depth)
    {
        if (ReadList(TokenKind.CloseParen, "`,` or `)`", depth, out var measure) is not { } arguments) { return null; }
        if (CedarFunctions.Constructor(name) is { } function) { return Made(new CallExpression(Since(first), function, arguments), measure); }
        if (CedarFunctions.IsMethod(name)) { Report(first.Span, $"`{name}` is a method, not a function.", $"Write `value.{name}(…)`."); }
        else { Report(first.Span, $"There is no function `{name}`.", "The functions are `ip`, `decimal`, `datetime` and `duration`."); }
        return Leaf(new LiteralExpression(Since(first), CedarValue.Of(false)));
    }

    /// <summary>Reads expressions between the opening token, which is current, and the closing one; a comma may stand after the last.</summary>
    private Expression[]? ReadList(TokenKind close, string expected, int depth, out Measure measure)
    {
        measure = default;
        Take();
        if (TryTake(close)) { return []; }
        var elements = new List<Expression>();
        while (Current.Kind != close)
        {
            if (ReadExpression(depth + 1) is not { } element) { return null; }
            measure = measure.And(_measure);
            elements.Add(element);
            if (TryTake(TokenKind.Comma) || Current.Kind == close) { continue; }
            Unexpected(expected);
            return null;
        }
        Take();
        return [.. elements];
    }

    private string AttributeName(Token word)
    {
        CheckName(word);
        return Names.Name(SpanOf(word));
    }

    private Expression? Refuse(string message)
    {
        if (Current.Kind is TokenKind.Invalid or TokenKind.End) { Unexpected("an expression"); } else { Report(Current.Span, message); }
        return null;
    }
}
