using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

/// <summary>Whether a policy permits or forbids.</summary>
public enum PolicyEffect
{
    /// <summary>The request is allowed if no policy forbids it.</summary>
    Permit,

    /// <summary>The request is denied.</summary>
    Forbid,
}

/// <summary>The kinds of constraint that the head of a policy may put on a variable.</summary>
public enum ScopeKind
{
    /// <summary>No constraint.</summary>
    Any,

    /// <summary><c>== entity</c></summary>
    Equal,

    /// <summary><c>in entity</c></summary>
    In,

    /// <summary><c>in [entity, …]</c>: actions only.</summary>
    InAny,

    /// <summary><c>is Type</c></summary>
    Is,

    /// <summary><c>is Type in entity</c></summary>
    IsIn,
}

/// <summary>The constraint of a policy's head on principal, action or resource. Immutable.</summary>
/// <param name="Kind">Which constraint.</param>
/// <param name="Span">Where it stands, the variable included.</param>
public sealed record Scope(ScopeKind Kind, SourceSpan Span)
{
    /// <summary>The entities compared with: one, or any number for <see cref="ScopeKind.InAny"/>; empty where <see cref="HasSlot"/> or where the kind has none.</summary>
    public IReadOnlyList<EntityUid> Entities { get; init; } = [];

    /// <summary>Fully qualified type, for <see cref="ScopeKind.Is"/> and <see cref="ScopeKind.IsIn"/>.</summary>
    public string? EntityType { get; init; }

    /// <summary>Whether a slot (<c>?principal</c>, <c>?resource</c>) stands where the entity would: the policy is a template.</summary>
    public bool HasSlot { get; init; }
}

/// <summary>A <c>when</c> or <c>unless</c> clause.</summary>
/// <param name="IsUnless">Whether it must be false instead of true.</param>
/// <param name="Body">The condition.</param>
public sealed record Condition(bool IsUnless, Expression Body);

/// <summary>
/// One policy, or a template if its scope has a slot. As <see cref="PolicySet"/> reads them, the id is that of the annotation <c>@id</c> if asked for, or
/// else <c>policy0</c>, <c>policy1</c>, … in the order of the source. Immutable.
/// </summary>
public sealed record Policy
{
    /// <summary>Unique within its set.</summary>
    public required string Id { get; init; }

    /// <summary>Permit or forbid.</summary>
    public required PolicyEffect Effect { get; init; }

    /// <summary>Annotations in source order; names are distinct. One without a value has the empty text.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Annotations { get; init; }

    /// <summary>Constraint on the principal.</summary>
    public required Scope Principal { get; init; }

    /// <summary>Constraint on the action.</summary>
    public required Scope Action { get; init; }

    /// <summary>Constraint on the resource.</summary>
    public required Scope Resource { get; init; }

    /// <summary>All must hold.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    /// <summary>Name of the file.</summary>
    public required string Source { get; init; }

    /// <summary>The whole policy in its file, annotations included.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>Whether it has a slot and thus decides nothing until it is linked.</summary>
    public bool IsTemplate => Principal.HasSlot || Resource.HasSlot;

    /// <summary>The value of an annotation; null if it has none of that name.</summary>
    public string? Annotation(string name) => Annotations.FirstOrDefault(a => string.Equals(a.Key, name, StringComparison.Ordinal)).Value;
}
