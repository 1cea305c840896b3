namespace Breakwater.Trust;

/// <summary>One remembered verification. Only <see cref="EpochSeen"/> changes, and only forward.</summary>
internal sealed class TrustEntry(CredentialChain chain, TrustVerdict verdict, long expires, long epochSeen, long generation)
{
    private long _epochSeen = epochSeen;

    public CredentialChain Chain { get; } = chain;

    public TrustVerdict Verdict { get; } = verdict;

    /// <summary>Timestamp of the node's clock from which it no longer counts.</summary>
    public long Expires { get; } = expires;

    /// <summary>The tenant's generation it belongs to.</summary>
    public long Generation { get; } = generation;

    /// <summary>The tenant's trust epoch up to which no revocation is known to touch it.</summary>
    public long EpochSeen
    {
        get => Volatile.Read(ref _epochSeen);
        set => Volatile.Write(ref _epochSeen, value);
    }
}
