using System.Runtime.InteropServices;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Indexing;

/// <summary>
/// Files policies. Of all keys a policy could be filed under, it takes the one that the fewest policies for the same actions could share.
/// Used once; not thread-safe.
/// </summary>
internal sealed class PolicyIndexBuilder(KeyTable keys, PolicyBody[] policies, CompiledPolicy[] names, Policy[] sources, int maxAttributes)
{
    /// <summary>A policy for more actions than this is filed under any action.</summary>
    public const int MaxActions = 64;

    // The key before that of the first action: FilingKey.Action makes FilingKey.Any of it.
    private const int AnyAction = -1;

    private readonly Dictionary<AttributePath, IndexedAttribute> _attributes = [];
    private readonly Dictionary<ulong, int> _shares = [];
    private readonly Dictionary<ulong, List<int>> _files = [];
    private int _nextValue = FilingKey.FirstValue(keys);

    public IReadOnlyList<IndexedAttribute> Attributes => [.. _attributes.Values];

    public PolicyFiling[] Filings { get; } = new PolicyFiling[policies.Length];

    public PolicyIndex Build()
    {
        var comparisons = Array.ConvertAll(sources, s => ConditionKeys.Of(s).ToArray());
        ChooseAttributes(comparisons);
        var candidates = new List<(int Key, PolicyFiling Filing)>[policies.Length];
        for (var i = 0; i < policies.Length; i++) { if (!names[i].NeverApplies) { Count(policies[i], candidates[i] = Candidates(policies[i], comparisons[i])); } }
        for (var i = 0; i < policies.Length; i++) { if (!names[i].NeverApplies) { File(i, candidates[i]); } }
        return new(_files);
    }

    /// <summary>Keys of the actions of a policy.</summary>
    private static ReadOnlySpan<int> Actions(in PolicyBody policy, ref int one)
    {
        if (policy.Actions is { Length: <= MaxActions } list) { return list; }
        one = policy.Actions is null && policy.Action.Kind != ScopeKind.Any ? policy.Action.Entity : AnyAction;
        return new(ref one);
    }

    private void ChooseAttributes((AttributePath Path, CedarValue Value)[][] comparisons)
    {
        var uses = new Dictionary<AttributePath, int>();
        foreach (var (path, _) in comparisons.SelectMany(c => c)) { CollectionsMarshal.GetValueRefOrAddDefault(uses, path, out _)++; }
        var most = uses.OrderByDescending(u => u.Value).ThenBy(u => u.Key.Variable).ThenBy(u => u.Key.Name, StringComparer.Ordinal).ThenBy(u => u.Key.IsGuarded).Take(maxAttributes);
        foreach (var (path, _) in most) { _attributes.Add(path, new(path)); }
    }

    private void Count(in PolicyBody policy, List<(int Key, PolicyFiling Filing)> candidates)
    {
        var one = 0;
        foreach (var action in Actions(policy, ref one))
        {
            foreach (var (key, _) in candidates) { CollectionsMarshal.GetValueRefOrAddDefault(_shares, PolicyIndex.Pair(FilingKey.Action(action), key), out _)++; }
        }
    }

    private void File(int policy, List<(int Key, PolicyFiling Filing)> candidates)
    {
        var one = 0;
        var actions = Actions(policies[policy], ref one);
        var (best, filing, least) = (FilingKey.Any, actions is [AnyAction] ? PolicyFiling.None : PolicyFiling.ActionOnly, int.MaxValue);
        foreach (var (key, kind) in candidates)
        {
            var shares = 0;
            foreach (var action in actions) { shares = Math.Max(shares, _shares[PolicyIndex.Pair(FilingKey.Action(action), key)]); }
            // Of equals the first stays: the candidates come in order of preference.
            if (shares < least) { (best, filing, least) = (key, kind, shares); }
        }
        Filings[policy] = filing;
        foreach (var action in actions)
        {
            ref var file = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, PolicyIndex.Pair(FilingKey.Action(action), best), out _);
            (file ??= new(1)).Add(policy);
        }
    }

    private List<(int Key, PolicyFiling Filing)> Candidates(in PolicyBody policy, (AttributePath Path, CedarValue Value)[] comparisons)
    {
        var candidates = new List<(int, PolicyFiling)>(2);
        var (principal, resource) = (policy.Principal, policy.Resource);
        if (HasEntity(principal)) { candidates.Add((FilingKey.Principal(principal.Entity), PolicyFiling.Principal)); }
        if (HasEntity(resource)) { candidates.Add((FilingKey.Resource(resource.Entity), PolicyFiling.Resource)); }
        foreach (var (path, value) in comparisons)
        {
            if (_attributes.TryGetValue(path, out var attribute)) { candidates.Add((ValueKey(attribute, value), PolicyFiling.Attribute)); }
        }
        if (HasType(principal)) { candidates.Add((FilingKey.Principal(principal.Type), PolicyFiling.Type)); }
        if (HasType(resource)) { candidates.Add((FilingKey.Resource(resource.Type), PolicyFiling.Type)); }
        return candidates;
    }

    private static bool HasEntity(CompiledScope scope) => scope.Kind is ScopeKind.Equal or ScopeKind.In or ScopeKind.IsIn;

    private static bool HasType(CompiledScope scope) => scope.Kind is ScopeKind.Is or ScopeKind.IsIn;

    private int ValueKey(IndexedAttribute attribute, CedarValue value)
    {
        if (!attribute.Keys.TryGetValue(value, out var key))
        {
            attribute.Keys.Add(value, key = _nextValue++);
            attribute.All.Add(key);
        }
        return key;
    }
}
