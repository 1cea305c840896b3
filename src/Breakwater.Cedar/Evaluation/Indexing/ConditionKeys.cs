using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Indexing;

/// <summary>
/// Finds comparisons <c>variable.attribute == literal</c> by which a policy can be filed.
/// <para>INVARIANT (index): where the attribute has another value, the policy certainly evaluates to false, without failing. That holds if everything the
/// policy evaluates before the comparison can only be true or false, and if the attribute is there or its absence was asked for by <c>has</c>.</para>
/// </summary>
internal static class ConditionKeys
{
    public static IEnumerable<(AttributePath Path, CedarValue Value)> Of(Policy policy)
    {
        var present = new HashSet<(RequestVariable, string)>();
        foreach (var conjunct in Conjuncts(policy))
        {
            if (conjunct is HasExpression { Target: VariableExpression asked } has) { present.Add((asked.Variable, has.Name)); }
            else if (Comparison(conjunct) is var (variable, name, value))
            {
                var guarded = present.Contains((variable, name));
                yield return (new(variable, name, guarded), value);
                if (!guarded) { yield break; }
            }
            else if (!NeverFails(conjunct)) { yield break; }
        }
    }

    /// <summary>What must all hold, in the order of evaluation; an <c>unless</c> is one negated conjunct.</summary>
    private static IEnumerable<Expression> Conjuncts(Policy policy)
    {
        foreach (var condition in policy.Conditions)
        {
            if (condition.IsUnless)
            {
                yield return new UnaryExpression(condition.Body.Span, UnaryOperator.Not, condition.Body);
                continue;
            }
            var open = new Stack<Expression>([condition.Body]);
            while (open.TryPop(out var next))
            {
                if (next is BinaryExpression { Operator: BinaryOperator.And } and)
                {
                    open.Push(and.Right);
                    open.Push(and.Left);
                }
                else { yield return next; }
            }
        }
    }

    private static (RequestVariable Variable, string Name, CedarValue Value)? Comparison(Expression conjunct) => conjunct switch
    {
        BinaryExpression { Operator: BinaryOperator.Equal, Left: AttributeExpression { Target: VariableExpression of } attribute, Right: LiteralExpression literal } => (of.Variable, attribute.Name, literal.Value),
        BinaryExpression { Operator: BinaryOperator.Equal, Right: AttributeExpression { Target: VariableExpression of } attribute, Left: LiteralExpression literal } => (of.Variable, attribute.Name, literal.Value),
        _ => null,
    };

    private static bool NeverFails(Expression e) => e switch
    {
        LiteralExpression { Value.Kind: CedarKind.Bool } => true,
        HasExpression { Target: VariableExpression } => true,
        IsExpression test => IsEntity(test.Target) && (test.In is null || IsEntity(test.In)),
        UnaryExpression { Operator: UnaryOperator.Not } not => NeverFails(not.Operand),
        BinaryExpression { Operator: BinaryOperator.In } test => IsEntity(test.Left) && IsEntity(test.Right),
        BinaryExpression { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } test => IsEntity(test.Left) && IsEntity(test.Right),
        _ => false,
    };

    private static bool IsEntity(Expression e) => e is VariableExpression { Variable: not RequestVariable.Context } or LiteralExpression { Value.Kind: CedarKind.Entity };
}
