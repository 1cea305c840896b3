using System.Collections.Concurrent;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>All that a node remembers of one tenant's delegations. Nothing of it is shared with another tenant, bounds included.</summary>
internal sealed class TenantDelegations(TenantHandle handle, string name, DelegationKeys? keys, DelegationOptions options, TimeProvider time)
{
    private long _epoch;

    public TenantHandle Handle { get; } = handle;

    public string Name { get; } = name;

    public DelegationKeys? Keys { get; } = keys;

    /// <summary>
    /// The delegation epoch: how many revocations concern the tenant. A changed number sends each check once to the table of what is revoked; it
    /// never costs a signature check.
    /// </summary>
    public long Epoch => Volatile.Read(ref _epoch);

    public RevokedDelegations Revoked { get; } = new(time);

    public OpenTasks Open { get; } = new(options.MaxOpenHops);

    public ExpiringCache<ulong, DelegationGrant> Grants { get; } = new(options.MaxGrants);

    /// <summary>Grants by what was presented, so that presenting it again costs a look-up.</summary>
    public ExpiringCache<(Fingerprint Document, ulong Session), DelegationGrant> Presented { get; } = new(options.MaxGrants);

    /// <summary>Keys under which documents were found genuine, by fingerprint.</summary>
    public ExpiringCache<Fingerprint, PublicKey> Signatures { get; } = new(options.MaxSignatures);

    /// <summary>Assertions found genuine, for uses of pre-approved paths, which quote them.</summary>
    public ExpiringCache<Fingerprint, KnownUser> Users { get; } = new(options.MaxGrants);

    public ConcurrentDictionary<Fingerprint, DateTimeOffset> Approved { get; } = new();

    public ConcurrentDictionary<Fingerprint, IssuedPath> Paths { get; } = new();

    public void NextEpoch() => Interlocked.Increment(ref _epoch);
}

/// <summary>An assertion found genuine, with what the table of revocations said of it.</summary>
internal sealed record KnownUser(UserAssertion Assertion, CleanMark Mark);
