using System.Diagnostics.CodeAnalysis;
using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>
/// A snapshot of entities, with the ancestors of each computed once. Immutable, thread-safe; look-up is O(1). What changes gets a new store; what belongs
/// to one request or session goes into a small store on top (<see cref="TryExtend"/>).
/// </summary>
public sealed class EntityStore
{
    /// <summary>The most ancestors an entity may have. A limit of memory: without one, n entities in a chain would take n² places.</summary>
    public const int MaxAncestors = 1_000;

    private readonly Dictionary<EntityUid, StoredEntity> _entities;
    private readonly HashSet<EntityUid> _absent;
    private readonly EntityStore? _below;

    private EntityStore(Dictionary<EntityUid, StoredEntity> entities, HashSet<EntityUid> absent, EntityStore? below)
    {
        _entities = entities;
        _absent = absent;
        _below = below;
        Count = entities.Count + (below?.Count ?? 0);
    }

    /// <summary>The store without entities.</summary>
    public static EntityStore Empty { get; } = new([], [], null);

    /// <summary>How many entities it has, those below included.</summary>
    public int Count { get; }

    /// <summary>Makes a store. Cost: O(entities + ancestors).</summary>
    /// <param name="entities">The entities. The same one twice counts once.</param>
    /// <param name="schema">If given, its actions are entities too, with their groups as parents, unless <paramref name="entities"/> has them.</param>
    /// <param name="store">The store; null if there are problems.</param>
    /// <param name="problems">Every problem, one sentence each: two entities of one name that differ, a cycle, more than <see cref="MaxAncestors"/>.</param>
    public static bool TryCreate(IEnumerable<CedarEntity> entities, CedarSchema? schema, [NotNullWhen(true)] out EntityStore? store, out IReadOnlyList<string> problems) =>
        TryBuild(entities, schema, null, out store, out problems);

    /// <summary>Makes a store of these entities and all of this one. Cost: as for the new entities alone.</summary>
    /// <param name="entities">Entities that this one does not have; their parents may be here.</param>
    /// <param name="store">The store; null if there are problems.</param>
    /// <param name="problems">As for <see cref="TryCreate"/>, and every entity that this store has already, or names as a parent: its ancestors would be those of others too.</param>
    public bool TryExtend(IEnumerable<CedarEntity> entities, [NotNullWhen(true)] out EntityStore? store, out IReadOnlyList<string> problems) =>
        TryBuild(entities, null, this, out store, out problems);

    /// <summary>Whether an entity is here.</summary>
    public bool Contains(EntityUid uid) => Find(uid) is not null;

    /// <summary>An entity as this store holds it; null if it is not here.</summary>
    public StoredEntity? Find(EntityUid uid)
    {
        for (var store = this; store is not null; store = store._below)
        {
            if (store._entities.TryGetValue(uid, out var entity)) { return entity; }
        }
        return null;
    }

    private bool NamesAsParent(EntityUid uid) => _absent.Contains(uid) || _below?.NamesAsParent(uid) == true;

    private static bool TryBuild(IEnumerable<CedarEntity> entities, CedarSchema? schema, EntityStore? below, [NotNullWhen(true)] out EntityStore? store, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        var given = new Dictionary<EntityUid, CedarEntity>();
        foreach (var entity in entities)
        {
            if (!given.TryAdd(entity.Uid, entity) && !IsSame(given[entity.Uid], entity)) { found.Add($"The entity `{entity.Uid}` is given twice, and differently."); }
            if (below?.Contains(entity.Uid) == true) { found.Add($"The entity `{entity.Uid}` is already in the store below."); }
            if (below?.NamesAsParent(entity.Uid) == true) { found.Add($"The entity `{entity.Uid}` is a parent of entities in the store below; give it there."); }
        }
        foreach (var action in schema?.Actions.Values ?? [])
        {
            given.TryAdd(action.Uid, new(action.Uid, CedarRecord.Empty, CedarRecord.Empty, action.MemberOf));
        }
        var closure = new AncestorClosure(given, below, found);
        var stored = new Dictionary<EntityUid, StoredEntity>(given.Count);
        // Entities of a type have the same attribute names: one array of them for all saves memory and, when decisions are made, cache misses.
        var shapes = new HashSet<string[]>(new CedarRecord.ShapeComparer());
        foreach (var entity in given.Values) { stored.Add(entity.Uid, new(entity.Uid, entity.Attributes.Share(shapes), entity.Tags, closure.Of(entity))); }
        problems = found;
        store = found.Count == 0 ? new(stored, closure.Absent, below) : null;
        return store is not null;
    }

    private static bool IsSame(CedarEntity a, CedarEntity b) => a.Attributes.Equals(b.Attributes) && a.Tags.Equals(b.Tags) && a.Parents.ToHashSet().SetEquals(b.Parents);
}
