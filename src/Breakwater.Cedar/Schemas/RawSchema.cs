using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Schemas;

/// <summary>What a name in a schema may refer to.</summary>
internal enum RawNameKind
{
    /// <summary>A common type, an entity type, or a primitive or extension type.</summary>
    Any,

    /// <summary>An entity type.</summary>
    Entity,

    /// <summary>A common type, or a primitive or extension type.</summary>
    Common,

    /// <summary>An extension type.</summary>
    Extension,
}

/// <summary>A type as a schema writes it, whichever form the schema has.</summary>
internal abstract record RawType(SourceSpan Span);

internal sealed record RawName(SourceSpan Span, string Name, RawNameKind Kind) : RawType(Span);

internal sealed record RawSet(SourceSpan Span, RawType Element) : RawType(Span);

internal sealed record RawRecord(SourceSpan Span, IReadOnlyList<RawAttribute> Attributes) : RawType(Span);

internal sealed record RawAttribute(SourceSpan Span, string Name, RawType Type, bool Required);

/// <summary>A parent of an action; without a type it means <c>Action</c>.</summary>
internal sealed record RawActionReference(SourceSpan Span, string? Type, string Id);

internal sealed record RawEntityType(SourceSpan Span, string Name)
{
    public IReadOnlyList<RawName> MemberOf { get; init; } = [];

    public RawType? Shape { get; init; }

    public RawType? Tags { get; init; }

    public IReadOnlyList<string>? EnumIds { get; init; }
}

internal sealed record RawAction(SourceSpan Span, string Id)
{
    public IReadOnlyList<RawActionReference> MemberOf { get; init; } = [];

    public IReadOnlyList<RawName> PrincipalTypes { get; init; } = [];

    public IReadOnlyList<RawName> ResourceTypes { get; init; } = [];

    public RawType? Context { get; init; }
}

internal sealed record RawCommonType(SourceSpan Span, string Name, RawType Type);

/// <summary>A namespace; the empty one has the empty name.</summary>
internal sealed record RawNamespace(SourceSpan Span, string Name)
{
    public List<RawEntityType> EntityTypes { get; } = [];

    public List<RawAction> Actions { get; } = [];

    public List<RawCommonType> CommonTypes { get; } = [];

    public string Qualify(string name) => Name.Length == 0 ? name : $"{Name}::{name}";
}
