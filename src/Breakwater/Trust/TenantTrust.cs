using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>A node's trust numbers and memory for one tenant. Nothing of it is shared with another tenant, bounds included: a tenant that fills its memory makes no other forget.</summary>
internal sealed class TenantTrust(TenantHandle handle, string name, int capacity, int verifications)
{
    private long _epoch;
    private long _generation;
    private int _verifying;

    public TenantHandle Handle { get; } = handle;

    public string Name { get; } = name;

    public TrustCache Accepted { get; } = new(capacity);

    public TrustCache Refused { get; } = new(capacity / 4);

    /// <summary>
    /// The trust epoch: how many revocations concern the tenant. A changed number sends each check once to the revocation table; it never
    /// costs a signature check, so revoking one agent does not make its siblings verify again.
    /// </summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Rises when every verification of the tenant is to be made again.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>Takes a place for a verification; false if as many are under way as may be.</summary>
    public bool TryBeginVerification()
    {
        if (Interlocked.Increment(ref _verifying) <= verifications) { return true; }
        Interlocked.Decrement(ref _verifying);
        return false;
    }

    public void EndVerification() => Interlocked.Decrement(ref _verifying);

    public void NextEpoch() => Interlocked.Increment(ref _epoch);

    public void NextGeneration() => Interlocked.Increment(ref _generation);
}
