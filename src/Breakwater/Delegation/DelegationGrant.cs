using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// A delegation that was verified for one session. Says what may be used and until when; nothing of the chain behind it, because depth is not
/// shown to an agent. Thread-safe.
/// </summary>
public sealed class DelegationGrant
{
    private long _epochSeen;

    internal DelegationGrant(DelegationHandle handle, in DelegationHolder holder, DelegationBasis basis, long expires, long epochSeen)
    {
        Handle = handle;
        Holder = holder;
        Basis = basis;
        Expires = expires;
        _epochSeen = epochSeen;
    }

    /// <summary>What an action names it by.</summary>
    public DelegationHandle Handle { get; }

    /// <summary>What may be used: the intersection of user, every hop and delegate.</summary>
    public Authority Effective => Basis.Effective;

    /// <summary>Until when (exclusive).</summary>
    public DateTimeOffset NotAfter => Basis.NotAfter;

    /// <summary>The causal chain it was handed on in; 0 for a pre-approved path.</summary>
    public UInt128 Chain { get; internal init; }

    internal DelegationHolder Holder { get; }

    internal DelegationBasis Basis { get; }

    /// <summary>Timestamp of the node's clock from which it no longer counts.</summary>
    internal long Expires { get; }

    /// <summary>The tenant's delegation epoch up to which no revocation is known to touch it. Only moves forward.</summary>
    internal long EpochSeen
    {
        get => Volatile.Read(ref _epochSeen);
        set => Volatile.Write(ref _epochSeen, value);
    }
}

/// <summary>
/// What a verified delegation rests on: every document and party whose revocation ends it, and every set that its authority is the intersection of,
/// outermost first. Immutable. A descendant holds its ancestors' fingerprints, so a revocation is one entry in a table, however many descend.
/// </summary>
internal sealed class DelegationBasis
{
    public DelegationBasis(Fingerprint[] documents, DelegationStake[] stakes, DelegationLimit[] limits, DateTimeOffset notAfter)
    {
        Documents = documents;
        Stakes = stakes;
        Limits = limits;
        NotAfter = notAfter;
        // INVARIANT (attenuation): the effective authority is a subset of every limit, because it is nothing but their intersection.
        Effective = limits.Aggregate(limits[0].Authority, (all, limit) => all.Intersect(limit.Authority));
    }

    public Fingerprint[] Documents { get; }

    public DelegationStake[] Stakes { get; }

    public DelegationLimit[] Limits { get; }

    public DateTimeOffset NotAfter { get; }

    public Authority Effective { get; }

    /// <summary>The outermost limit that does not hold the tool. O(depth); only for a refusal.</summary>
    public Reason Refusal(ToolHandle tool)
    {
        foreach (var limit in Limits)
        {
            if (!limit.Authority.Contains(tool)) { return limit.Reason; }
        }
        throw new InvalidOperationException("Every limit holds the tool, so their intersection does.");
    }
}

/// <summary>One set of the intersection, with the reason to give when it does not hold a tool.</summary>
internal readonly record struct DelegationLimit(Authority Authority, Reason Reason);

/// <summary>A party to a delegation, and since when the document that names it counts.</summary>
internal readonly record struct DelegationStake(DelegationParty Party, DateTimeOffset Since);
