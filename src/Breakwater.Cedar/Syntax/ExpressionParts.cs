namespace Breakwater.Cedar.Syntax;

/// <summary>Walks over expressions.</summary>
public static class ExpressionParts
{
    /// <summary>The expression and everything inside it, in the order of the text; needs no stack, however deep.</summary>
    public static IEnumerable<Expression> SelfAndParts(this Expression expression)
    {
        var open = new Stack<Expression>();
        open.Push(expression);
        while (open.TryPop(out var next))
        {
            yield return next;
            var parts = next.Parts();
            for (var i = parts.Count - 1; i >= 0; i--) { open.Push(parts[i]); }
        }
    }

    private static IReadOnlyList<Expression> Parts(this Expression expression) => expression switch
    {
        IfExpression e => [e.Condition, e.Then, e.Else],
        UnaryExpression e => [e.Operand],
        BinaryExpression e => [e.Left, e.Right],
        AttributeExpression e => [e.Target],
        HasExpression e => [e.Target],
        LikeExpression e => [e.Target],
        IsExpression e => e.In is null ? [e.Target] : [e.Target, e.In],
        SetExpression e => e.Elements,
        RecordExpression e => [.. e.Attributes.Select(a => a.Value)],
        CallExpression e => e.Arguments,
        _ => [],
    };
}
