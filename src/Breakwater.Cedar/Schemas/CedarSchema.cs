using System.Collections.Frozen;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Schemas;

/// <summary>What the schema says of an entity type.</summary>
public sealed record EntityTypeDefinition
{
    /// <summary>Fully qualified.</summary>
    public required string Name { get; init; }

    /// <summary>Types whose entities may be direct parents, fully qualified.</summary>
    public required IReadOnlyList<string> MemberOf { get; init; }

    /// <summary>Its attributes.</summary>
    public required RecordType Shape { get; init; }

    /// <summary>Type of its tags; null if it may have none.</summary>
    public CedarType? Tags { get; init; }

    /// <summary>The only ids it has, for an enumerated type; null for any other.</summary>
    public IReadOnlyList<string>? EnumIds { get; init; }
}

/// <summary>What the schema says of an action.</summary>
public sealed record ActionDefinition
{
    /// <summary>Its name, the type being <c>Action</c> with its namespace.</summary>
    public required EntityUid Uid { get; init; }

    /// <summary>Direct parents: action groups.</summary>
    public required IReadOnlyList<EntityUid> MemberOf { get; init; }

    /// <summary>Types of principal it applies to, fully qualified; empty if it is only a group.</summary>
    public required IReadOnlyList<string> PrincipalTypes { get; init; }

    /// <summary>Types of resource it applies to, fully qualified; empty if it is only a group.</summary>
    public required IReadOnlyList<string> ResourceTypes { get; init; }

    /// <summary>Its context.</summary>
    public required RecordType Context { get; init; }
}

/// <summary>A resolved schema: every name is fully qualified and every common type replaced by what it stands for. Immutable, thread-safe.</summary>
public sealed class CedarSchema
{
    /// <summary>A schema of these definitions, whose names refer only to each other.</summary>
    public CedarSchema(IEnumerable<EntityTypeDefinition> entityTypes, IEnumerable<ActionDefinition> actions)
    {
        EntityTypes = entityTypes.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        Actions = actions.ToFrozenDictionary(a => a.Uid);
    }

    /// <summary>Entity types by name.</summary>
    public FrozenDictionary<string, EntityTypeDefinition> EntityTypes { get; }

    /// <summary>Actions by name.</summary>
    public FrozenDictionary<EntityUid, ActionDefinition> Actions { get; }
}
