using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Schemas;

/// <summary>A type of the schema, with common types resolved. Immutable; equality is structural.</summary>
public abstract record CedarType;

/// <summary>A boolean, integer, string, or extension type: the kind says which.</summary>
/// <param name="Kind">Any kind but <see cref="CedarKind.None"/>, <see cref="CedarKind.Entity"/>, <see cref="CedarKind.Set"/> and <see cref="CedarKind.Record"/>.</param>
public sealed record PrimitiveType(CedarKind Kind) : CedarType;

/// <summary>A reference to an entity of a type.</summary>
/// <param name="Name">Fully qualified.</param>
public sealed record EntityReferenceType(string Name) : CedarType;

/// <summary>A set with elements of one type.</summary>
public sealed record SetType(CedarType Element) : CedarType;

/// <summary>A closed record.</summary>
public sealed record RecordType : CedarType
{
    /// <summary>Attributes by name, in ordinal order.</summary>
    public required IReadOnlyDictionary<string, AttributeType> Attributes { get; init; }

    /// <summary>The record without attributes.</summary>
    public static RecordType Empty { get; } = new() { Attributes = new SortedDictionary<string, AttributeType>(StringComparer.Ordinal) };

    /// <inheritdoc/>
    public bool Equals(RecordType? other) =>
        other is not null && Attributes.Count == other.Attributes.Count
        && Attributes.All(a => other.Attributes.TryGetValue(a.Key, out var theirs) && a.Value == theirs);

    /// <inheritdoc/>
    public override int GetHashCode() => Attributes.Aggregate(0, (hash, a) => hash ^ HashCode.Combine(a.Key, a.Value));
}

/// <summary>The type of an attribute.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Required">Whether it is always there.</param>
public sealed record AttributeType(CedarType Type, bool Required);
