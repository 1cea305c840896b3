namespace Breakwater.Cedar.Syntax;

internal sealed partial class PolicySyntax
{
    /// <summary>How deep a tree may be: what walks it may do so by recursion.</summary>
    private const int MaxDepth = 1024;

    /// <summary>How many nodes an expression may have when <c>has a.b.c</c> is written out, which repeats its target.</summary>
    private const int MaxExpanded = 1_000_000;

    /// <summary>Of the expression read last.</summary>
    private Measure _measure;

    private Expression Leaf(Expression expression)
    {
        _measure = new(1, 1);
        return expression;
    }

    /// <summary>Notes that this expression was made of parts with that measure together; null, and reported, if it is too deep or too large.</summary>
    private Expression? Made(Expression expression, Measure parts)
    {
        _measure = new(parts.Depth + 1, parts.Nodes + 1);
        if (_measure.Depth <= MaxDepth && _measure.Nodes <= MaxExpanded) { return expression; }
        Report(expression.Span, _measure.Depth > MaxDepth ? $"The expression is more than {MaxDepth} levels deep." : $"The expression has more than {MaxExpanded} parts, written out.", "Split it up.");
        return null;
    }

    private readonly record struct Measure(int Depth, long Nodes)
    {
        public Measure And(Measure other) => new(Math.Max(Depth, other.Depth), Nodes + other.Nodes);
    }
}
