using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Analysis;

/// <summary>One way for an entity to satisfy constraints: as an entity that they name, or as any other.</summary>
/// <param name="Entity">The entity; null for one that no constraint names.</param>
/// <param name="Demands">What of the named entities must be in what; an entity that is not named makes no demands on them.</param>
/// <param name="Within">The entities that it is in, whatever the data: those that the constraints demand.</param>
internal sealed record ScopeCase(EntityUid? Entity, IReadOnlyList<(EntityUid Below, EntityUid Above)> Demands, IReadOnlyList<EntityUid> Within)
{
    /// <summary>All ways for an entity of a type to satisfy every constraint under some data that conform to the schema; empty if there is none. A slot counts as no constraint.</summary>
    public static IReadOnlyList<ScopeCase> Of(string type, SchemaHierarchy hierarchy, params ReadOnlySpan<Scope> scopes)
    {
        var (equal, within) = (new HashSet<EntityUid>(), new HashSet<EntityUid>());
        foreach (var scope in scopes)
        {
            if (scope.EntityType is { } wanted && !string.Equals(wanted, type, StringComparison.Ordinal)) { return []; }
            if (scope.HasSlot || scope.Entities.Count == 0) { continue; }
            if (hierarchy.Schema.EntityTypes.GetValueOrDefault(scope.Entities[0].Type)?.EnumIds?.Contains(scope.Entities[0].Id, StringComparer.Ordinal) == false) { return []; }
            (scope.Kind == ScopeKind.Equal ? equal : within).Add(scope.Entities[0]);
        }
        if (equal.Count > 1) { return []; }

        var ids = hierarchy.Schema.EntityTypes.GetValueOrDefault(type)?.EnumIds;
        IEnumerable<EntityUid> named = equal.Count == 1 ? equal : ids is null ? within : ids.Select(id => new EntityUid(type, id));
        var cases = new List<ScopeCase>();
        foreach (var entity in named)
        {
            if (!string.Equals(entity.Type, type, StringComparison.Ordinal)) { continue; }
            var above = within.Where(g => !g.Equals(entity)).ToArray();
            if (Array.TrueForAll(above, g => hierarchy.MayBeBelow(type, g.Type))) { cases.Add(new(entity, [.. above.Select(g => (entity, g))], [.. within])); }
        }
        if (equal.Count == 0 && ids is null && within.All(g => hierarchy.MayBeBelow(type, g.Type))) { cases.Add(new(null, [], [.. within])); }
        return cases;
    }

    /// <summary>Whether both can be true of the same data: entities are not in each other in a circle.</summary>
    public bool IsCompatible(ScopeCase other)
    {
        var demands = Demands.Concat(other.Demands).ToArray();
        return !Array.Exists(demands, d => Reaches(d.Above, d.Below, demands));
    }

    /// <summary>Whether the constraint holds of this entity under all data that make the case.</summary>
    public bool Implies(Scope scope, string type) => scope.Kind switch
    {
        _ when scope.HasSlot => false,
        _ when scope.EntityType is { } wanted && !string.Equals(wanted, type, StringComparison.Ordinal) => false,
        ScopeKind.Equal => scope.Entities[0].Equals(Entity),
        ScopeKind.In or ScopeKind.IsIn => scope.Entities[0].Equals(Entity) || Within.Contains(scope.Entities[0]),
        _ => true,
    };

    // There are at most a handful of demands, between at most six entities.
    private static bool Reaches(EntityUid from, EntityUid to, (EntityUid Below, EntityUid Above)[] demands)
    {
        var seen = new HashSet<EntityUid> { from };
        for (var grown = true; grown && !seen.Contains(to);)
        {
            grown = false;
            foreach (var (below, above) in demands) { if (seen.Contains(below)) { grown |= seen.Add(above); } }
        }
        return seen.Contains(to);
    }
}
