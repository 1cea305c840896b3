using Breakwater.Cedar.Evaluation.Indexing;
using Breakwater.Cedar.Evaluation.Nodes;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>Compiles the policies of one set. Not thread-safe.</summary>
internal sealed class PolicyCompiler(CompilationOptions options, KeyTable keys)
{
    private readonly Dictionary<string, int[]> _lists = new(StringComparer.Ordinal);
    private readonly ExpressionCompiler _expressions = new(options.MaxDepth);

    public List<CedarDiagnostic> Problems { get; } = [];

    /// <summary>The policy in executable form.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="neverApplies">Whether it matches no request.</param>
    public PolicyBody Compile(Policy policy, out bool neverApplies)
    {
        var conditions = new List<Node>(policy.Conditions.Count);
        foreach (var condition in policy.Conditions)
        {
            if (_expressions.TryCompile(condition.Body) is { } node) { conditions.Add(condition.IsUnless ? _expressions.Not(node) : node); }
            else { Problems.Add(TooDeep(policy, condition)); }
        }
        var whole = _expressions.Chain(true, conditions);
        neverApplies = Is(whole, false) || policy.Action is { Kind: ScopeKind.InAny, Entities.Count: 0 };
        var isList = policy.Action.Kind == ScopeKind.InAny;
        return new(Scope(policy.Principal), Scope(policy.Resource), isList ? default : Scope(policy.Action), isList ? Actions(policy.Action) : null, Is(whole, true) ? null : whole, policy.Effect);
    }

    private static bool Is(Node node, bool value) => node is ConstantNode constant && constant.Value == CedarValue.Of(value);

    private CompiledScope Scope(Scope scope) => scope.Kind switch
    {
        ScopeKind.Any => default,
        ScopeKind.Is => new(scope.Kind, 0, keys.Add(scope.EntityType!)),
        ScopeKind.IsIn => new(scope.Kind, keys.Add(scope.Entities[0]), keys.Add(scope.EntityType!)),
        _ => new(scope.Kind, keys.Add(scope.Entities[0]), 0),
    };

    private int[] Actions(Scope scope)
    {
        var actions = new SortedSet<int>(scope.Entities.Select(keys.Add));
        var name = string.Join(' ', actions);
        if (!_lists.TryGetValue(name, out var list)) { _lists.Add(name, list = [.. actions]); }
        return list;
    }

    private CedarDiagnostic TooDeep(Policy policy, Condition condition) => new(
        policy.Source,
        condition.Body.Span,
        $"The condition is nested more than {options.MaxDepth} levels deep.",
        "Split it into several conditions.",
        policy.Id);
}
