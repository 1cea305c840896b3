namespace Breakwater.Cedar.Values;

/// <summary>
/// Names an entity: a fully qualified type and an id, as in <c>Bank::Agent::"fx-17"</c>. Two are equal if both parts are, ordinally. Immutable and
/// thread-safe; the hash code is computed once.
/// </summary>
public sealed class EntityUid : IEquatable<EntityUid>
{
    private readonly int _hash;

    /// <summary>Makes a name; the type is not checked for being a Cedar path.</summary>
    public EntityUid(string type, string id)
    {
        Type = type;
        Id = id;
        _hash = HashCode.Combine(string.GetHashCode(type, StringComparison.Ordinal), string.GetHashCode(id, StringComparison.Ordinal));
    }

    /// <summary>Fully qualified type, such as <c>Bank::Agent</c>.</summary>
    public string Type { get; }

    /// <summary>Id within the type; any text, the empty one included.</summary>
    public string Id { get; }

    /// <inheritdoc/>
    public bool Equals(EntityUid? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && string.Equals(Id, other.Id, StringComparison.Ordinal) && string.Equals(Type, other.Type, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EntityUid);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The name as Cedar writes it.</summary>
    public override string ToString() => $"{Type}::{CedarText.Quote(Id)}";
}
