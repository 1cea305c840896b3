using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>
/// The ancestors of an entity. Membership is one vectorised scan over hash codes, confirmed by a comparison: faster than a hash table up to some hundred
/// ancestors, and far smaller. Immutable; entities with the same parents share one.
/// </summary>
internal sealed class AncestorSet(EntityUid[] uids)
{
    private readonly int[] _hashes = Array.ConvertAll(uids, u => u.GetHashCode());

    public static AncestorSet Empty { get; } = new([]);

    public ReadOnlySpan<EntityUid> Uids => uids;

    public bool Contains(EntityUid uid)
    {
        var hash = uid.GetHashCode();
        var at = 0;
        for (var hashes = _hashes.AsSpan(); ;)
        {
            var next = hashes[at..].IndexOf(hash);
            if (next < 0) { return false; }
            at += next;
            if (uids[at].Equals(uid)) { return true; }
            at++;
        }
    }
}
