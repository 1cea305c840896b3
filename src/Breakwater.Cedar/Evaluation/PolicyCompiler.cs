using Breakwater.Cedar.Evaluation.Indexing;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Evaluation;

/// <summary>Compiles the policies of one set: their parts with the set's own keys. Not thread-safe.</summary>
internal sealed class PolicyCompiler(SharedParts parts, KeyTable keys)
{
    private readonly Dictionary<string, int[]> _lists = new(StringComparer.Ordinal);
    private readonly List<CedarDiagnostic> _problems = [];

    public IReadOnlyList<CedarDiagnostic> Problems => _problems;

    /// <summary>The policy in executable form, and what reports need of it.</summary>
    public (PolicyBody Body, CompiledPolicy Report) Compile(Policy policy)
    {
        var part = parts.Of(policy);
        _problems.AddRange(part.Problems);
        var isList = policy.Action.Kind == ScopeKind.InAny;
        return (new(Scope(policy.Principal), Scope(policy.Resource), isList ? default : Scope(policy.Action), isList ? Actions(policy.Action) : null, part.Condition, policy.Effect), part.Report);
    }

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
}
