using Breakwater.Cedar.Evaluation.Indexing;
using Breakwater.Cedar.Evaluation.Nodes;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>Compiles the policies of one set. Not thread-safe.</summary>
internal sealed class PolicyCompiler(CompilationOptions options, KeyTable keys)
{
    private readonly ExpressionCompiler _expressions = new(options.MaxDepth);

    public List<CedarDiagnostic> Problems { get; } = [];

    public CompiledPolicy Compile(Policy policy)
    {
        var conditions = new List<Node>(policy.Conditions.Count);
        foreach (var condition in policy.Conditions)
        {
            if (_expressions.TryCompile(condition.Body) is { } node) { conditions.Add(condition.IsUnless ? Negate(node) : node); }
            else { Problems.Add(TooDeep(policy, condition)); }
        }
        var whole = _expressions.Chain(true, conditions);
        return new(policy, Scope(policy.Principal), Scope(policy.Action), Scope(policy.Resource), Conjuncts(whole), Is(whole, false) || policy.Action is { Kind: ScopeKind.InAny, Entities.Count: 0 });
    }

    private Node Negate(Node node) => node is ConstantNode { Value.Kind: CedarKind.Bool } constant ? _expressions.Constant(CedarValue.Of(!constant.Value.AsBool)) : new NotNode(node);

    private static Node[] Conjuncts(Node whole) => whole is AllNode all ? all.Operands : Is(whole, true) ? [] : [whole];

    private static bool Is(Node node, bool value) => node is ConstantNode constant && constant.Value == CedarValue.Of(value);

    private CompiledScope Scope(Scope scope) => scope.Kind switch
    {
        ScopeKind.Any => default,
        ScopeKind.InAny => new(scope.Kind, 0, 0, [.. scope.Entities.Select(keys.Add).Distinct()]),
        ScopeKind.Is => new(scope.Kind, 0, keys.Add(scope.EntityType!), null),
        ScopeKind.IsIn => new(scope.Kind, keys.Add(scope.Entities[0]), keys.Add(scope.EntityType!), null),
        _ => new(scope.Kind, keys.Add(scope.Entities[0]), 0, null),
    };

    private CedarDiagnostic TooDeep(Policy policy, Condition condition) => new(
        policy.Source,
        condition.Body.Span,
        $"The condition is nested more than {options.MaxDepth} levels deep.",
        "Split it into several conditions.",
        policy.Id);
}
