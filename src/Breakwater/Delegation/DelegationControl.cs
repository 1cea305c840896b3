using System.Collections.Frozen;
using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Delegation;

/// <summary>
/// The delegation control of one enforcement node (IA-2.4, IA-3.3, DEL-01 to DEL-05): who may act for whom, how far, and is that still so.
/// Verifies a chain of contracts once, remembers the intersection, and forgets at once what a revocation touches. Thread-safe; a warm
/// <see cref="Check(TenantHandle, DelegationHandle, ulong, ToolHandle, ref Work)"/> takes no lock and allocates nothing.
/// </summary>
/// <remarks>
/// A fresh chain for a task that its delegator already holds from somebody else does not start at depth nought. Between nodes that is ensured by
/// the user's assertion, which names the one who may start; within a node also by what it has seen.
/// </remarks>
public sealed partial class DelegationControl
{
    private readonly DelegationOptions _options;
    private readonly TimeProvider _time;
    private readonly TenantDelegations[] _tenants;
    private readonly FrozenDictionary<string, TenantDelegations> _tenantsByName;
    private readonly PathKeyRing _pathKeys;
    private readonly ChainReview _review;
    private ulong _handles;

    /// <summary>Builds the control of a node.</summary>
    /// <param name="options">How far, and how it remembers.</param>
    /// <param name="fleet">Whose declarations hold. A tenant's handle is its position plus one.</param>
    /// <param name="keys">Keys by tenant id; a tenant that is absent is refused every delegation.</param>
    /// <param name="pathKeys">Keys of pre-approved paths, shared by the fleet's nodes.</param>
    /// <param name="time">The node's clock.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public DelegationControl(DelegationOptions options, FleetSpecification fleet, IReadOnlyDictionary<string, DelegationKeys> keys, PathKeyRing pathKeys, TimeProvider time)
    {
        var problems = DelegationOptionsValidator.Problems(options);
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        _options = options;
        _time = time;
        _pathKeys = pathKeys;
        Declarations = new(fleet);
        _tenants = [.. fleet.Tenants.Select((t, i) => new TenantDelegations(new((ushort)(i + 1)), t.Id, keys.GetValueOrDefault(t.Id), options, time))];
        _tenantsByName = _tenants.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        _review = new(options, Declarations, Parties, time);
    }

    /// <summary>What the fleet declares.</summary>
    public Declarations Declarations { get; }

    /// <summary>The agents and orchestrators that the node knows; filled by whoever establishes their identity.</summary>
    public DelegationParties Parties { get; } = new();

    /// <summary>Handle of a tenant; <c>default</c> for one that is not registered.</summary>
    public TenantHandle Tenant(string name) => _tenantsByName.TryGetValue(name, out var tenant) ? tenant.Handle : default;

    /// <summary>What the control remembers for a tenant: how many grants, and what holds them.</summary>
    internal (int Grants, object Held) Held(TenantHandle tenant)
    {
        var owner = _tenants[tenant.Value - 1];
        return (owner.Grants.Count, owner);
    }

    /// <summary>The tenant's delegation epoch: how many revocations concern it. 0 for a tenant that is not registered.</summary>
    public long Epoch(TenantHandle tenant) => Find(tenant)?.Epoch ?? 0;

    /// <summary>The causal chain that a delegation was handed on in; 0 if there is none, or it is not held.</summary>
    public UInt128 ChainOf(TenantHandle tenant, DelegationHandle delegation) =>
        Find(tenant) is { } owner && owner.Grants.TryGet(delegation.Value, out var grant) ? grant!.Chain : 0;

    /// <summary>
    /// Whether the session may use a tool on a delegation's authority now. The check of the decision path: one look-up, a number and a time
    /// compared, one bit read; after a revocation of the tenant, once, a look-up for each document and party of the chain.
    /// </summary>
    public DelegationVerdict Check(TenantHandle tenant, DelegationHandle delegation, ulong session, ToolHandle tool, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        if (Find(tenant) is not { } owner || !owner.Grants.TryGet(delegation.Value, out var grant) || grant!.Holder.Session != session)
        {
            return DelegationVerdict.Refused(DelegationReasons.NoGrant);
        }
        if (Standing(owner, grant, ref work) is { } ended) { return DelegationVerdict.Refused(ended); }
        return grant.Effective.Contains(tool) ? DelegationVerdict.Allowed : DelegationVerdict.Refused(grant.Basis.Refusal(tool));
    }

    /// <summary>
    /// Verifies a chain for the session that presents it: one signature check for each contract, and the assertion, that the node has not seen
    /// genuine before. A chain of which nothing changed since it was last presented costs a look-up. Never waits: a chain that a person has to
    /// approve is pending (see <see cref="Approve"/>).
    /// </summary>
    /// <param name="holder">Who presents it.</param>
    /// <param name="userSession">The user's session that the work belongs to, as the host knows it.</param>
    /// <param name="chain">What is presented.</param>
    /// <param name="work">Counts what it cost.</param>
    public DelegationResult Verify(in DelegationHolder holder, UInt128 userSession, DelegationChain chain, ref Work work)
    {
        if (Find(holder.Tenant) is not { } owner) { return Refuse(DelegationReasons.OtherTenant); }
        if (owner.Keys is null) { return Refuse(DelegationReasons.NotConfigured); }
        work.Add(WorkUnit.CacheLookup);
        if (chain.User.Claims.Session != userSession) { return Refuse(DelegationReasons.OtherSession); }
        var remembered = owner.Presented.TryGet((chain.Leaf.Id, holder.Session), out var known) && known!.Holder == holder && owner.Grants.TryGet(known.Handle.Value, out _);
        CacheInstruments.Lookup(CacheInstruments.Delegation, owner.Name, remembered);
        if (remembered)
        {
            return Standing(owner, known!, ref work) is { } ended ? Refuse(ended) : new(known, DelegationVerdict.Allowed);
        }

        // The number is read before the facts: what changes meanwhile sends the first check to the table.
        var epoch = owner.Epoch;
        var reviewed = _review.Of(owner, holder, chain, ref work);
        if (reviewed.Basis is not { } basis)
        {
            DelegationInstruments.Refused.Add(1);
            return new(null, reviewed.Verdict);
        }
        DelegationInstruments.Verified.Add(1);
        work.Add(WorkUnit.CacheInsert);
        return new(Hold(owner, holder, chain.Leaf.Id, basis, epoch, chain.Leaf.Head.Chain), DelegationVerdict.Allowed);
    }

    /// <summary>Records that a person approved a contract of a hop that needs it. A permit: make it durable first.</summary>
    /// <returns>False if the tenant is not registered.</returns>
    public bool Approve(string tenant, in Fingerprint contract, DateTimeOffset until)
    {
        if (!_tenantsByName.TryGetValue(tenant, out var owner)) { return false; }
        var now = _time.GetUtcNow();
        foreach (var (id, end) in owner.Approved)
        {
            if (end <= now) { owner.Approved.TryRemove(id, out _); }
        }
        owner.Approved[contract] = until;
        return true;
    }

    /// <summary>
    /// Refuses, from the next check on, a document (a user's assertion, a contract or a pre-approved path) and everything that descends from it.
    /// O(1), however much that is.
    /// </summary>
    /// <param name="tenant">Tenant.</param>
    /// <param name="document">Its fingerprint.</param>
    /// <param name="until">When it would have expired; the revocation may be forgotten after that.</param>
    /// <returns>False if the tenant is not registered.</returns>
    public bool Revoke(string tenant, in Fingerprint document, DateTimeOffset until)
    {
        if (!_tenantsByName.TryGetValue(tenant, out var owner)) { return false; }
        owner.Revoked.Document(document, until + _options.ClockSkew);
        Revoked(owner);
        return true;
    }

    /// <summary>
    /// Refuses, from the next check on, every delegation that an agent is a party to, as far as it was made, or the agent's credential issued, until
    /// a time. O(1).
    /// </summary>
    /// <returns>False if the tenant is not registered.</returns>
    public bool RevokeAgent(string tenant, string agent, DateTimeOffset until)
    {
        if (!_tenantsByName.TryGetValue(tenant, out var owner)) { return false; }
        owner.Revoked.Subject(authority: false, agent, until);
        Revoked(owner);
        return true;
    }

    /// <summary>The same for every agent below a zone of a tenant, or below a region, which serves every tenant (<paramref name="tenant"/> empty).</summary>
    /// <returns>False if the tenant is not registered.</returns>
    public bool RevokeAuthority(string tenant, string authority, DateTimeOffset until)
    {
        var owners = tenant.Length == 0 ? _tenants : _tenantsByName.TryGetValue(tenant, out var one) ? [one] : [];
        foreach (var owner in owners)
        {
            owner.Revoked.Subject(authority: true, authority, until);
            Revoked(owner);
        }
        return owners.Length > 0;
    }

    /// <summary>The documents revoked and not yet forgotten, in a fixed order, for a snapshot.</summary>
    public IReadOnlyList<(string Tenant, Fingerprint Document, DateTimeOffset Until)> RevokedDocuments() =>
        [.. _tenants.SelectMany(t => t.Revoked.Documents().OrderBy(d => Hexadecimal(d.Document), StringComparer.Ordinal).Select(d => (t.Name, d.Document, d.Until)))];

    /// <summary>The contracts that a person approved, in a fixed order, for a snapshot.</summary>
    public IReadOnlyList<(string Tenant, Fingerprint Document, DateTimeOffset Until)> Approvals() =>
        [.. _tenants.SelectMany(t => t.Approved.OrderBy(a => Hexadecimal(a.Key), StringComparer.Ordinal).Select(a => (t.Name, a.Key, a.Value)))];

    private static string Hexadecimal(in Fingerprint document)
    {
        Span<byte> bytes = stackalloc byte[32];
        document.CopyTo(bytes);
        return Convert.ToHexString(bytes);
    }

    private static void Revoked(TenantDelegations owner)
    {
        // The table first, the number after: whoever sees the new number finds the revocation.
        owner.NextEpoch();
        DelegationInstruments.Revocations.Add(1);
    }

    private static DelegationResult Refuse(Reason reason)
    {
        DelegationInstruments.Refused.Add(1);
        return new(null, DelegationVerdict.Refused(reason));
    }

    private TenantDelegations? Find(TenantHandle tenant) => (uint)(tenant.Value - 1) < (uint)_tenants.Length ? _tenants[tenant.Value - 1] : null;

    /// <summary>Why a grant no longer counts; null if it does.</summary>
    private Reason? Standing(TenantDelegations owner, DelegationGrant grant, ref Work work)
    {
        if (grant.Expires <= _time.GetTimestamp()) { return DelegationReasons.Expired; }
        var epoch = owner.Epoch;
        if (grant.EpochSeen == epoch) { return null; }
        if (owner.Revoked.Covers(grant.Basis, ref work)) { return DelegationReasons.Revoked; }
        grant.EpochSeen = epoch;
        return null;
    }

    private DelegationGrant Hold(TenantDelegations owner, in DelegationHolder holder, in Fingerprint document, DelegationBasis basis, long epoch, UInt128 chain = default)
    {
        var expires = Clocks.Timestamp(_time, basis.NotAfter);
        var grant = new DelegationGrant(new(Interlocked.Increment(ref _handles)), holder, basis, expires, epoch) { Chain = chain };
        owner.Grants.Set(grant.Handle.Value, grant, expires);
        owner.Presented.Set((document, holder.Session), grant, expires);
        return grant;
    }
}
