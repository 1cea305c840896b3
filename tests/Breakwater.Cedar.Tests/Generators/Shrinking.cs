using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>Policies and expressions a little smaller than a given one, so that a failure is reported as a case one can read.</summary>
internal static class Shrinking
{
    public static IEnumerable<Policy> Smaller(Policy policy)
    {
        var any = new Scope(ScopeKind.Any, default);
        if (policy.Principal.Kind != ScopeKind.Any) { yield return policy with { Principal = any }; }
        if (policy.Action.Kind != ScopeKind.Any) { yield return policy with { Action = any }; }
        if (policy.Resource.Kind != ScopeKind.Any) { yield return policy with { Resource = any }; }
        for (var i = 0; i < policy.Conditions.Count; i++)
        {
            yield return policy with { Conditions = [.. policy.Conditions.Where((_, j) => j != i)] };
            foreach (var body in Smaller(policy.Conditions[i].Body))
            {
                yield return policy with { Conditions = [.. policy.Conditions.Select((c, j) => j == i ? c with { Body = body } : c)] };
            }
        }
    }

    private static IEnumerable<Expression> Smaller(Expression e)
    {
        if (e is LiteralExpression or VariableExpression) { yield break; }
        yield return new LiteralExpression(default, CedarValue.Of(true));
        var parts = Parts(e);
        foreach (var part in parts) { yield return part; }
        for (var i = 0; i < parts.Count; i++)
        {
            foreach (var smaller in Smaller(parts[i])) { yield return With(e, [.. parts.Take(i), smaller, .. parts.Skip(i + 1)]); }
        }
    }

    private static IReadOnlyList<Expression> Parts(Expression e) => e switch
    {
        IfExpression x => [x.Condition, x.Then, x.Else],
        UnaryExpression x => [x.Operand],
        BinaryExpression x => [x.Left, x.Right],
        AttributeExpression x => [x.Target],
        HasExpression x => [x.Target],
        LikeExpression x => [x.Target],
        IsExpression x => x.In is null ? [x.Target] : [x.Target, x.In],
        SetExpression x => x.Elements,
        RecordExpression x => [.. x.Attributes.Select(a => a.Value)],
        CallExpression x => x.Arguments,
        _ => [],
    };

    private static Expression With(Expression e, Expression[] parts) => e switch
    {
        IfExpression x => x with { Condition = parts[0], Then = parts[1], Else = parts[2] },
        UnaryExpression x => x with { Operand = parts[0] },
        BinaryExpression x => x with { Left = parts[0], Right = parts[1] },
        AttributeExpression x => x with { Target = parts[0] },
        HasExpression x => x with { Target = parts[0] },
        LikeExpression x => x with { Target = parts[0] },
        IsExpression x => x with { Target = parts[0], In = parts.Length > 1 ? parts[1] : null },
        SetExpression x => x with { Elements = parts },
        RecordExpression x => x with { Attributes = [.. x.Attributes.Select((a, i) => KeyValuePair.Create(a.Key, parts[i]))] },
        CallExpression x => x with { Arguments = parts },
        _ => e,
    };
}
