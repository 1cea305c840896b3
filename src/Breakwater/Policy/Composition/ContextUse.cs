using Breakwater.Cedar.Syntax;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Composition;

/// <summary>Finds out what policies read of the context.</summary>
internal static class ContextUse
{
    /// <summary>Whether the policy may look at the clock: it names it, or uses the context as a whole.</summary>
    public static bool ReadsNow(Cedar.Syntax.Policy policy) => policy.Conditions.Any(c => ReadsNow(c.Body));

    private static bool ReadsNow(Expression expression) => expression switch
    {
        VariableExpression v => v.Variable == RequestVariable.Context,
        AttributeExpression { Target: VariableExpression { Variable: RequestVariable.Context }, Name: var name } => name == PolicyNames.Now,
        HasExpression { Target: VariableExpression { Variable: RequestVariable.Context }, Name: var name } => name == PolicyNames.Now,
        _ => Parts(expression).Any(ReadsNow),
    };

    /// <summary>The expressions directly below one.</summary>
    public static IEnumerable<Expression> Parts(Expression expression) => expression switch
    {
        IfExpression e => [e.Condition, e.Then, e.Else],
        UnaryExpression e => [e.Operand],
        BinaryExpression e => [e.Left, e.Right],
        AttributeExpression e => [e.Target],
        HasExpression e => [e.Target],
        LikeExpression e => [e.Target],
        IsExpression e => e.In is null ? [e.Target] : [e.Target, e.In],
        SetExpression e => e.Elements,
        RecordExpression e => e.Attributes.Select(a => a.Value),
        CallExpression e => e.Arguments,
        _ => [],
    };
}
