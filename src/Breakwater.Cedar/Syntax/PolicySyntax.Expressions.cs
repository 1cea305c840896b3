namespace Breakwater.Cedar.Syntax;

internal sealed partial class PolicySyntax
{
    /// <summary>Operands of <c>&amp;&amp;</c> or <c>||</c> that lean left; longer chains become balanced trees of such pieces, which mean the same.</summary>
    internal const int ChainPiece = 64;

    private Expression? ReadExpression(int depth)
    {
        if (!MayNest(depth)) { return null; }
        if (Current.Kind != TokenKind.If) { return ReadChain(BinaryOperator.Or, depth); }

        var first = Take();
        if (ReadExpression(depth + 1) is not { } condition) { return null; }
        var measure = _measure;
        if (!Expect(TokenKind.Then, "`then`", "It is `if … then … else …`.") || ReadExpression(depth + 1) is not { } then) { return null; }
        measure = measure.And(_measure);
        if (!Expect(TokenKind.Else, "`else`", "It is `if … then … else …`; `else` cannot be left out.") || ReadExpression(depth + 1) is not { } otherwise) { return null; }
        return Made(new IfExpression(Since(first), condition, then, otherwise), measure.And(_measure));
    }

    /// <summary>Reads <c>a || b …</c> of <c>a &amp;&amp; b …</c> of relations.</summary>
    private Expression? ReadChain(BinaryOperator chain, int depth)
    {
        var (token, first) = (chain == BinaryOperator.Or ? TokenKind.Or : TokenKind.And, Current);
        var piece = ReadOperand(chain, depth);
        if (piece is null || Current.Kind != token) { return piece; }

        List<(Expression Piece, Measure Measure)>? pieces = null;
        var measure = _measure;
        for (var operands = 1; TryTake(token);)
        {
            var start = Current;
            var operand = ReadOperand(chain, depth);
            if (operand is null) { return null; }
            if (operands++ == ChainPiece)
            {
                (pieces ??= []).Add((piece, measure));
                (piece, measure, first, operands) = (operand, _measure, start, 1);
            }
            else
            {
                if (Made(new BinaryExpression(Since(first), chain, piece, operand), measure.And(_measure)) is not { } longer) { return null; }
                (piece, measure) = (longer, _measure);
            }
        }
        if (pieces is null) { return piece; }
        pieces.Add((piece, measure));
        return Balance(chain, pieces, 0, pieces.Count);
    }

    private Expression? ReadOperand(BinaryOperator chain, int depth) => chain == BinaryOperator.Or ? ReadChain(BinaryOperator.And, depth) : ReadRelation(depth);

    private Expression? Balance(BinaryOperator chain, List<(Expression Piece, Measure Measure)> pieces, int from, int to)
    {
        if (to - from == 1)
        {
            _measure = pieces[from].Measure;
            return pieces[from].Piece;
        }
        var middle = from + ((to - from) / 2);
        var left = Balance(chain, pieces, from, middle);
        var measure = _measure;
        var right = Balance(chain, pieces, middle, to);
        return left is null || right is null ? null : Made(new BinaryExpression(Join(left.Span, right.Span), chain, left, right), measure.And(_measure));
    }

    private Expression? ReadRelation(int depth)
    {
        var first = Current;
        if (ReadSum(depth) is not { } left) { return null; }
        var relation = Current.Kind switch
        {
            TokenKind.Has => ReadHas(first, left),
            TokenKind.Like => ReadLike(first, left),
            TokenKind.Is => ReadIs(first, left, depth),
            TokenKind.Assign => ReadComparison(first, left, BinaryOperator.Equal, depth),
            TokenKind.Less => ReadComparison(first, left, BinaryOperator.Less, depth),
            TokenKind.LessOrEqual => ReadComparison(first, left, BinaryOperator.LessOrEqual, depth),
            TokenKind.Greater => ReadComparison(first, left, BinaryOperator.Greater, depth),
            TokenKind.GreaterOrEqual => ReadComparison(first, left, BinaryOperator.GreaterOrEqual, depth),
            TokenKind.Equal => ReadComparison(first, left, BinaryOperator.Equal, depth),
            TokenKind.NotEqual => ReadComparison(first, left, BinaryOperator.NotEqual, depth),
            TokenKind.In => ReadComparison(first, left, BinaryOperator.In, depth),
            _ => left,
        };
        if (relation is null || ReferenceEquals(relation, left) || !IsRelation(Current.Kind)) { return relation; }
        Report(Current.Span, "Relations cannot be chained.", "Use parentheses, or `&&` between two relations.");
        return null;
    }

    private Expression? ReadComparison(Token first, Expression left, BinaryOperator comparison, int depth)
    {
        if (Current.Kind == TokenKind.Assign) { Report(Current.Span, "`=` is not an operator.", "Write `==`."); }
        var measure = _measure;
        Take();
        return ReadSum(depth) is { } right ? Made(new BinaryExpression(Since(first), comparison, left, right), measure.And(_measure)) : null;
    }

    private static bool IsRelation(TokenKind kind) => kind is TokenKind.Has or TokenKind.Like or TokenKind.Is or TokenKind.In or TokenKind.Assign
        or TokenKind.Equal or TokenKind.NotEqual or TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual;

    private Expression? ReadSum(int depth)
    {
        var first = Current;
        var left = ReadProduct(depth);
        while (left is not null && Current.Kind is TokenKind.Plus or TokenKind.Minus)
        {
            var measure = _measure;
            var sum = Take().Kind == TokenKind.Plus ? BinaryOperator.Add : BinaryOperator.Subtract;
            left = ReadProduct(depth) is { } right ? Made(new BinaryExpression(Since(first), sum, left, right), measure.And(_measure)) : null;
        }
        return left;
    }

    private Expression? ReadProduct(int depth)
    {
        var first = Current;
        var left = ReadUnary(depth);
        while (left is not null && Current.Kind is TokenKind.Star or TokenKind.Slash or TokenKind.Percent)
        {
            if (Current.Kind != TokenKind.Star) { Report(Current.Span, $"Cedar has no `{SpanOf(Current)}`.", "Multiply the other side instead, or compute the value beforehand."); }
            var measure = _measure;
            Take();
            left = ReadUnary(depth) is { } right ? Made(new BinaryExpression(Since(first), BinaryOperator.Multiply, left, right), measure.And(_measure)) : null;
        }
        return left;
    }

    private Expression? ReadUnary(int depth)
    {
        if (Current.Kind is not (TokenKind.Bang or TokenKind.Minus)) { return ReadMember(depth); }
        var signs = new Stack<Token>();
        var kind = Current.Kind;
        while (Current.Kind == kind)
        {
            if (signs.Count == 4) { Report(Current.Span, $"More than four `{SpanOf(Current)}` stand in a row.", "Two of them cancel each other out."); }
            if (signs.Count <= 4) { signs.Push(Current); }
            Take();
        }
        var operand = kind == TokenKind.Minus && Current.Kind == TokenKind.Number ? ReadNegative(signs, depth) : ReadMember(depth);
        var unary = kind == TokenKind.Minus ? UnaryOperator.Negate : UnaryOperator.Not;
        while (operand is not null && signs.TryPop(out var sign)) { operand = Made(new UnaryExpression(Since(sign), unary, operand), _measure); }
        return operand;
    }

    private static SourceSpan Join(SourceSpan left, SourceSpan right) => left with { Length = right.Offset + right.Length - left.Offset };

    private static bool IsAccess(TokenKind kind) => kind is TokenKind.Dot or TokenKind.OpenBracket or TokenKind.OpenParen;
}
