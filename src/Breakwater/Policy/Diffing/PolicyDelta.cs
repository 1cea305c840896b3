using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;

namespace Breakwater.Policy.Diffing;

/// <summary>Which policies differ between two choices of versions, place by place. A policy that says the same under another name, in another file or on another line does not.</summary>
internal sealed class PolicyDelta
{
    private readonly PolicyWorld _world;
    private readonly PolicyView _before;
    private readonly PolicyView _after;
    private readonly BundleTrees _trees;
    private readonly Dictionary<EffectiveSet, IReadOnlyList<Cedar.Syntax.Policy>> _policies = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Cedar.Syntax.Policy, string> _said = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(EffectiveSet, EffectiveSet), SetDelta> _deltas = [];

    public PolicyDelta(PolicyWorld world, PolicyView before, PolicyView after, BundleTrees trees) => (_world, _before, _after, _trees) = (world, before, after, trees);

    /// <summary>How what is composed for a cluster under a jurisdiction, both by ordinal, differs.</summary>
    public SetDelta Of(int cluster, int jurisdiction)
    {
        var (before, after) = (_before.Set(cluster, jurisdiction), _after.Set(cluster, jurisdiction));
        if (_deltas.TryGetValue((before, after), out var known)) { return known; }
        var (old, now) = (Policies(_before, before, cluster, jurisdiction), Policies(_after, after, cluster, jurisdiction));
        var delta = new SetDelta(new(before, old, Changed(old, now)), new(after, now, Changed(now, old)), _world.Entities);
        _deltas.Add((before, after), delta);
        return delta;
    }

    private IReadOnlyList<Cedar.Syntax.Policy> Policies(PolicyView view, EffectiveSet set, int cluster, int jurisdiction)
    {
        if (!_policies.TryGetValue(set, out var known))
        {
            _policies.Add(set, known = [.. view.Stack.Compose(_trees, _world.Fleet.Clusters[cluster].Id, _world.Entities.Jurisdictions[jurisdiction]).Select(c => c.Policy)]);
        }
        return known;
    }

    /// <summary>For each policy whether the others lack one that says the same.</summary>
    private bool[] Changed(IReadOnlyList<Cedar.Syntax.Policy> policies, IReadOnlyList<Cedar.Syntax.Policy> others)
    {
        var said = others.Select(Said).ToHashSet(StringComparer.Ordinal);
        return [.. policies.Select(p => !said.Contains(Said(p)))];
    }

    private string Said(Cedar.Syntax.Policy policy)
    {
        if (!_said.TryGetValue(policy, out var said)) { _said.Add(policy, said = $"{BundlePolicies.ObligationsOf(policy)} {PolicyText.Write(policy with { Annotations = [] })}"); }
        return said;
    }
}

/// <summary>One side of a difference.</summary>
/// <param name="Set">What is composed.</param>
/// <param name="Policies">Its policies, by their place in it.</param>
/// <param name="Changed">Which of them the other side does not have.</param>
internal sealed record SetSide(EffectiveSet Set, IReadOnlyList<Cedar.Syntax.Policy> Policies, bool[] Changed);

/// <summary>How what is composed for a place differs.</summary>
internal sealed class SetDelta
{
    private readonly bool[] _tools;

    public SetDelta(SetSide before, SetSide after, Schemas.FleetEntities entities)
    {
        (Before, After) = (before, after);
        Scope[] actions = [.. new[] { before, after }.SelectMany(s => s.Policies.Where((_, i) => s.Changed[i])).Select(p => p.Action)];
        _tools = [.. entities.Actions.Select(a => Array.Exists(actions, s => s.Kind == ScopeKind.Any || s.Entities.Any(e => e.Equals(a.Uid) || (s.Kind != ScopeKind.Equal && IsIn(a, e)))))];
    }

    public SetSide Before { get; }

    public SetSide After { get; }

    /// <summary>Whether a policy that differs can be meant for the tool.</summary>
    public bool Touches(int tool) => _tools[tool];

    private static bool IsIn(Cedar.Entities.CedarEntity action, EntityUid group) => action.Parents.Contains(group);
}
