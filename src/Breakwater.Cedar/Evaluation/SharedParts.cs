using Breakwater.Cedar.Evaluation.Nodes;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>
/// What of a compiled policy does not depend on the set it stands in: its condition, and what reports need. Sets that are compiled with the same one from the same syntax trees share it. Good for one
/// task: it keeps every tree it has seen, and the sets keep none of it but what they use. Not thread-safe; the sets are.
/// </summary>
/// <param name="options">How; null for the defaults.</param>
public sealed class SharedParts(CompilationOptions? options = null)
{
    private readonly ExpressionCompiler _expressions = new((options ?? CompilationOptions.Default).MaxDepth);
    private readonly Dictionary<Policy, PolicyPart> _parts = new(ReferenceEqualityComparer.Instance);

    /// <summary>How policies are compiled.</summary>
    public CompilationOptions Options { get; } = options ?? CompilationOptions.Default;

    internal PolicyPart Of(Policy policy)
    {
        if (!_parts.TryGetValue(policy, out var part)) { _parts.Add(policy, part = Compile(policy)); }
        return part;
    }

    private PolicyPart Compile(Policy policy)
    {
        var (conditions, problems) = (new List<Node>(policy.Conditions.Count), new List<CedarDiagnostic>());
        foreach (var condition in policy.Conditions)
        {
            if (_expressions.TryCompile(condition.Body) is { } node) { conditions.Add(condition.IsUnless ? _expressions.Not(node) : node); }
            else { problems.Add(TooDeep(policy, condition)); }
        }
        var whole = _expressions.Chain(true, conditions);
        var neverApplies = Is(whole, false) || policy.Action is { Kind: ScopeKind.InAny, Entities.Count: 0 };
        return new(Is(whole, true) ? null : whole, new(policy, neverApplies), problems);
    }

    private static bool Is(Node node, bool value) => node is ConstantNode constant && constant.Value == CedarValue.Of(value);

    private CedarDiagnostic TooDeep(Policy policy, Condition condition) => new(
        policy.Source,
        condition.Body.Span,
        $"The condition is nested more than {Options.MaxDepth} levels deep.",
        "Split it into several conditions.",
        policy.Id);
}

/// <summary>What of a compiled policy does not depend on the set it stands in.</summary>
/// <param name="Condition">What must hold beside its head; null if nothing.</param>
/// <param name="Report">What reports need.</param>
/// <param name="Problems">Every condition that is nested too deeply.</param>
internal sealed record PolicyPart(Node? Condition, CompiledPolicy Report, IReadOnlyList<CedarDiagnostic> Problems);
