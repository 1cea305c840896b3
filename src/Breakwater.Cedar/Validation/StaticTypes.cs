using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Validation;

/// <summary>The type of an expression whose value is known: <c>true</c> or <c>false</c>.</summary>
internal sealed record SingletonType(bool Value) : CedarType
{
    public static SingletonType True { get; } = new(true);

    public static SingletonType False { get; } = new(false);

    public static SingletonType Of(bool value) => value ? True : False;
}

/// <summary>The element of a set without elements: below every type.</summary>
internal sealed record NeverType : CedarType;

/// <summary>An entity of one of several types. Permissive validation only.</summary>
/// <param name="Names">At least two, sorted, distinct.</param>
internal sealed record EntityUnionType(IReadOnlyList<string> Names) : CedarType
{
    public bool Equals(EntityUnionType? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    public override int GetHashCode() => Names.Aggregate(0, (hash, name) => HashCode.Combine(hash, name));
}

/// <summary>A record that may have attributes beside the known ones. Permissive validation only.</summary>
internal sealed record OpenRecordType(RecordType Known) : CedarType;

/// <summary>The types that the rules name, and questions that they ask of any type.</summary>
internal static class StaticTypes
{
    public static PrimitiveType Boolean { get; } = new(CedarKind.Bool);

    public static PrimitiveType Long { get; } = new(CedarKind.Long);

    public static PrimitiveType String { get; } = new(CedarKind.String);

    public static bool IsBoolean(CedarType type) => type is SingletonType or PrimitiveType { Kind: CedarKind.Bool };

    public static bool IsFalse(CedarType? type) => type is SingletonType { Value: false };

    public static bool IsTrue(CedarType? type) => type is SingletonType { Value: true };

    public static bool IsEntity(CedarType type) => type is EntityReferenceType or EntityUnionType;

    /// <summary>Entity types that the value may have; empty if it is no entity.</summary>
    public static IReadOnlyList<string> EntityNames(CedarType type) => type switch
    {
        EntityReferenceType one => [one.Name],
        EntityUnionType some => some.Names,
        _ => [],
    };

    public static CedarType Negate(CedarType type) => type is SingletonType known ? SingletonType.Of(!known.Value) : type;

    /// <summary>The type as a schema would write it.</summary>
    public static string Describe(CedarType type) => type switch
    {
        PrimitiveType primitive => primitive.Kind switch { CedarKind.Ip => "ipaddr", CedarKind.Bool or CedarKind.Long or CedarKind.String => primitive.Kind.ToString(), var kind => kind.ToString().ToLowerInvariant() },
        SingletonType => "Bool",
        EntityReferenceType one => one.Name,
        EntityUnionType some => string.Join(" or ", some.Names),
        SetType set => set.Element is NeverType ? "Set" : $"Set<{Describe(set.Element)}>",
        RecordType record => Describe(record, ""),
        OpenRecordType open => Describe(open.Known, open.Known.Attributes.Count == 0 ? "…" : ", …"),
        _ => type.ToString(),
    };

    private static string Describe(RecordType record, string rest) =>
        $"{{{string.Join(", ", record.Attributes.Select(a => $"{a.Key}{(a.Value.Required ? "" : "?")}: {Describe(a.Value.Type)}"))}{rest}}}";
}
