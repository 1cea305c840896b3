using System.Runtime.InteropServices;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Indexing;

/// <summary>
/// Files policies. Of all keys a policy could be filed under, it takes the one that the fewest policies for the same actions could share.
/// Used once; not thread-safe.
/// </summary>
internal sealed class PolicyIndexBuilder(KeyTable keys, IReadOnlyList<CompiledPolicy> policies, IReadOnlyList<Policy> sources, int maxAttributes)
{
    /// <summary>A policy for more actions than this is filed under any action.</summary>
    public const int MaxActions = 64;

    private readonly Dictionary<AttributePath, IndexedAttribute> _attributes = [];
    private readonly Dictionary<ulong, int> _shares = [];
    private readonly Dictionary<ulong, List<int>> _files = [];
    private int _nextValue = FilingKey.FirstValue(keys);

    public IReadOnlyList<IndexedAttribute> Attributes => [.. _attributes.Values];

    public PolicyFiling[] Filings { get; } = new PolicyFiling[policies.Count];

    public PolicyIndex Build()
    {
        ChooseAttributes();
        for (var i = 0; i < policies.Count; i++) { if (!policies[i].NeverApplies) { Count(i); } }
        for (var i = 0; i < policies.Count; i++) { if (!policies[i].NeverApplies) { File(i); } }
        return new(_files);
    }

    /// <summary>Keys of the actions of a policy.</summary>
    private static IEnumerable<int> Actions(CompiledScope action) => action.Kind switch
    {
        ScopeKind.Equal or ScopeKind.In => [FilingKey.Action(action.Entity)],
        ScopeKind.InAny when action.Many!.Length <= MaxActions => action.Many.Select(FilingKey.Action),
        _ => [FilingKey.Any],
    };

    private void ChooseAttributes()
    {
        var uses = new Dictionary<AttributePath, int>();
        foreach (var source in sources)
        {
            foreach (var (path, _) in ConditionKeys.Of(source)) { CollectionsMarshal.GetValueRefOrAddDefault(uses, path, out _)++; }
        }
        var most = uses.OrderByDescending(u => u.Value).ThenBy(u => u.Key.Variable).ThenBy(u => u.Key.Name, StringComparer.Ordinal).ThenBy(u => u.Key.IsGuarded).Take(maxAttributes);
        foreach (var (path, _) in most) { _attributes.Add(path, new(path)); }
    }

    private void Count(int policy)
    {
        foreach (var action in Actions(policies[policy].Action))
        {
            foreach (var (key, _) in Candidates(policy)) { CollectionsMarshal.GetValueRefOrAddDefault(_shares, PolicyIndex.Pair(action, key), out _)++; }
        }
    }

    private void File(int policy)
    {
        var actions = Actions(policies[policy].Action).ToList();
        // The order of the candidates decides between equals: MinBy takes the first.
        var (key, filing) = Candidates(policy).DefaultIfEmpty((FilingKey.Any, actions is [FilingKey.Any] ? PolicyFiling.None : PolicyFiling.ActionOnly))
            .MinBy(c => actions.Max(a => _shares.GetValueOrDefault(PolicyIndex.Pair(a, c.Item1))));
        Filings[policy] = filing;
        foreach (var action in actions)
        {
            ref var file = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, PolicyIndex.Pair(action, key), out _);
            (file ??= new(1)).Add(policy);
        }
    }

    private IEnumerable<(int Key, PolicyFiling Filing)> Candidates(int policy)
    {
        var (principal, resource) = (policies[policy].Principal, policies[policy].Resource);
        if (HasEntity(principal)) { yield return (FilingKey.Principal(principal.Entity), PolicyFiling.Principal); }
        if (HasEntity(resource)) { yield return (FilingKey.Resource(resource.Entity), PolicyFiling.Resource); }
        foreach (var (path, value) in ConditionKeys.Of(sources[policy]))
        {
            if (_attributes.TryGetValue(path, out var attribute)) { yield return (ValueKey(attribute, value), PolicyFiling.Attribute); }
        }
        if (HasType(principal)) { yield return (FilingKey.Principal(principal.Type), PolicyFiling.Type); }
        if (HasType(resource)) { yield return (FilingKey.Resource(resource.Type), PolicyFiling.Type); }
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
