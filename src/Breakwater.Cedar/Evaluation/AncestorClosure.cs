using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>
/// Computes the ancestors of every entity from the direct parents. Each entity is finished after its parents, without recursion, so that a long chain costs
/// time and not stack. A parent that is no entity here is an ancestor without ancestors.
/// </summary>
internal sealed class AncestorClosure(Dictionary<EntityUid, CedarEntity> entities, EntityStore? below, List<string> problems)
{
    private readonly Dictionary<EntityUid, AncestorSet?> _done = [];
    private readonly Dictionary<EntityUid, AncestorSet> _byOnlyParent = [];

    /// <summary>Parents that are no entities.</summary>
    public HashSet<EntityUid> Absent { get; } = [];

    public AncestorSet Of(CedarEntity entity)
    {
        var path = new Stack<CedarEntity>([entity]);
        while (path.TryPeek(out var top))
        {
            if (_done.TryAdd(top.Uid, null))
            {
                foreach (var parent in top.Parents) { Enter(parent, top, path); }
            }
            else
            {
                path.Pop();
                if (_done[top.Uid] is null) { _done[top.Uid] = Collect(top); }
            }
        }
        return _done[entity.Uid]!;
    }

    private void Enter(EntityUid parent, CedarEntity child, Stack<CedarEntity> path)
    {
        if (!entities.TryGetValue(parent, out var known))
        {
            if (below?.Contains(parent) != true) { Absent.Add(parent); }
            return;
        }
        if (!_done.TryGetValue(parent, out var ancestors)) { path.Push(known); }
        else if (ancestors is null) { problems.Add($"The entity `{child.Uid}` is its own ancestor: through `{parent}`."); }
    }

    private AncestorSet Collect(CedarEntity entity)
    {
        if (entity.Parents.Count == 0) { return AncestorSet.Empty; }
        if (entity.Parents.Count == 1 && _byOnlyParent.TryGetValue(entity.Parents[0], out var shared)) { return shared; }
        var all = new HashSet<EntityUid>();
        foreach (var parent in entity.Parents)
        {
            all.Add(parent);
            foreach (var ancestor in AncestorsOf(parent)) { all.Add(ancestor); }
        }
        if (all.Count > EntityStore.MaxAncestors)
        {
            problems.Add($"The entity `{entity.Uid}` has {all.Count} ancestors; at most {EntityStore.MaxAncestors} are supported.");
            return AncestorSet.Empty;
        }
        var set = new AncestorSet([.. all]);
        if (entity.Parents.Count == 1) { _byOnlyParent.Add(entity.Parents[0], set); }
        return set;
    }

    private ReadOnlySpan<EntityUid> AncestorsOf(EntityUid parent) =>
        (_done.TryGetValue(parent, out var here) ? here : below?.Find(parent)?.Ancestors) is { } ancestors ? ancestors.Uids : [];
}
