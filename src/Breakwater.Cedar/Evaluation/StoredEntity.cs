using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>
/// An entity as a store holds it, with all its ancestors. Whoever asks for the same principal again and again keeps what <see cref="EntityStore.Find"/> gave and saves the
/// look-up of each request. Immutable, thread-safe.
/// </summary>
public sealed class StoredEntity
{
    internal StoredEntity(EntityUid uid, CedarRecord attributes, CedarRecord tags, AncestorSet ancestors) => (Uid, Attributes, Tags, Ancestors) = (uid, attributes, tags, ancestors);

    /// <summary>Its name.</summary>
    public EntityUid Uid { get; }

    internal CedarRecord Attributes { get; }

    internal CedarRecord Tags { get; }

    internal AncestorSet Ancestors { get; }
}
