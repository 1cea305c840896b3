using System.Collections.Concurrent;
using System.Collections.Frozen;
using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// The trust control of one enforcement node (IA-2.1, IA-2.2, IA-2.3, IA-3.4): who is who, and is that still so. Verifies chains up to an
/// ancestor that the node already trusts, remembers what it found, lets one caller verify while others join, accepts zone rosters, and
/// forgets at once what a revocation touches. Thread-safe; a warm <see cref="Check"/> takes no lock and allocates nothing.
/// </summary>
public sealed class TrustControl
{
    private readonly TrustOptions _options;
    private readonly TimeProvider _time;
    private readonly FrozenDictionary<Fingerprint, PublicKey> _anchors;
    private readonly TenantTrust[] _tenants;
    private readonly FrozenDictionary<string, TenantTrust> _tenantsByName;
    private readonly TrustCache _accepted;
    private readonly TrustCache _refused;
    private readonly RevocationTable _revocations = new();
    private readonly ConcurrentDictionary<TrustKey, byte> _underWay = new();
    private readonly ConcurrentDictionary<Fingerprint, AcceptedRoster> _rosters = new();
    private int _underWayCount;

    /// <summary>Builds the control of a node.</summary>
    /// <param name="options">How it remembers.</param>
    /// <param name="root">The fleet's anchor; null leaves the control without one, so that it refuses everybody.</param>
    /// <param name="tenants">Names of the tenants; a tenant's handle is its position plus one.</param>
    /// <param name="time">The node's clock.</param>
    /// <param name="own">
    /// Chain of the authority the node itself stands under, if any: its links become anchors, so that a chain is followed only up to the ancestor
    /// it shares with the node.
    /// </param>
    /// <exception cref="ArgumentException">The options are not valid (the message lists every problem), or the own chain does not lead to the root.</exception>
    public TrustControl(TrustOptions options, PublicKey? root, IReadOnlyList<string> tenants, TimeProvider time, CredentialChain? own = null)
    {
        var problems = TrustOptionsValidator.Problems(options);
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        _options = options;
        _time = time;
        _anchors = Anchors(root, own);
        // Slot 0 belongs to what serves the whole fleet: regional authorities.
        _tenants = [new(default, ""), .. tenants.Select((name, i) => new TenantTrust(new((ushort)(i + 1)), name))];
        _tenantsByName = _tenants.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        _accepted = new(options.CacheCapacity);
        _refused = new(options.CacheCapacity / 4);
    }

    private bool Remembers => _options.CacheTtl > TimeSpan.Zero;

    /// <summary>Verifications and refusals remembered now.</summary>
    public int Remembered => _accepted.Count + _refused.Count;

    /// <summary>Handle of a tenant; <c>default</c> for one that is not registered.</summary>
    public TenantHandle Tenant(string name) => _tenantsByName.TryGetValue(name, out var tenant) ? tenant.Handle : default;

    /// <summary>
    /// What is known of a credential now: trusted, refused, or <see cref="TrustVerdict.Unverified"/>. The pair check of the decision path: one
    /// look-up, two numbers and a time compared.
    /// </summary>
    public TrustVerdict Check(TenantHandle tenant, in Fingerprint credential, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        if (tenant.Value >= _tenants.Length) { return TrustVerdict.Refused(TrustReasons.UnknownTenant); }
        var key = new TrustKey(tenant, credential);
        if (!_accepted.TryGet(key, out var entry) && !_refused.TryGet(key, out entry)) { return TrustVerdict.Unverified; }
        var owner = _tenants[tenant.Value];
        if (entry!.Expires <= _time.GetTimestamp() || entry.Generation != owner.Generation) { return TrustVerdict.Unverified; }
        var epoch = owner.Epoch;
        if (entry.EpochSeen == epoch) { return entry.Verdict; }
        work.Add(WorkUnit.EntryExamined);
        if (_revocations.Covers(tenant, entry.Chain)) { return TrustVerdict.Refused(TrustReasons.Revoked); }
        entry.EpochSeen = epoch;
        return entry.Verdict;
    }

    /// <summary>
    /// Verifies a chain unless it is known, or says <see cref="TrustVerdict.Unverified"/> if somebody else is verifying part of it now. Never
    /// waits. At most one signature check for each level of which nothing is known.
    /// </summary>
    public TrustVerdict Verify(CredentialChain chain, ref Work work)
    {
        while (true)
        {
            var step = Begin(chain, ref work);
            switch (step.Kind)
            {
                case TrustStepKind.Known:
                    return step.Verdict;
                case TrustStepKind.Joined:
                    return TrustVerdict.Unverified;
                default:
                    var verdict = Publish(Evaluate(step, ref work), ref work);
                    if (ReferenceEquals(step.Chain, chain)) { return verdict; }
                    break;
            }
        }
    }

    /// <summary>Says what has to be done next to get a chain verified. A lead must be evaluated and published, or abandoned.</summary>
    public TrustStep Begin(CredentialChain chain, ref Work work)
    {
        if (TenantOf(chain) is not { } tenant) { return Known(TrustVerdict.Refused(TrustReasons.UnknownTenant)); }
        if (!Remembers) { return Lead(new(tenant.Handle, chain.Leaf.Id), chain); }
        var key = new TrustKey(tenant.Handle, chain.Leaf.Id);
        var verdict = Check(tenant.Handle, chain.Leaf.Id, ref work);
        if (verdict.Effect != Effect.Pending) { return Known(verdict); }
        if (chain.Issuer is { } issuer && !_anchors.ContainsKey(chain.Leaf.IssuerKey))
        {
            var above = Begin(issuer, ref work);
            if (above.Kind != TrustStepKind.Known) { return above; }
            if (!above.Verdict.IsTrusted) { return Known(above.Verdict); }
        }
        return Lead(key, chain);
    }

    /// <summary>
    /// Judges the chain of a lead by its form, its dates, the revocations known, and either a zone roster or signatures up to the first ancestor
    /// that the node trusts. Changes nothing: the result counts once published.
    /// </summary>
    public TrustEvaluation Evaluate(in TrustStep lead, ref Work work)
    {
        var tenant = _tenants[lead.Key.Tenant.Value];
        // The numbers are read before the facts: what changes meanwhile makes the result stale, not wrong.
        var (epoch, generation) = (tenant.Epoch, tenant.Generation);
        return new()
        {
            Key = lead.Key,
            Chain = lead.Chain!,
            Epoch = epoch,
            Generation = generation,
            Verdict = Judge(tenant, lead.Chain!, ref work),
        };
    }

    /// <summary>Makes an evaluation visible, ends its verification, and answers with what holds now.</summary>
    public TrustVerdict Publish(in TrustEvaluation evaluation, ref Work work)
    {
        var verdict = evaluation.Verdict;
        (verdict.IsTrusted ? TrustInstruments.Verified : TrustInstruments.Refused).Add(1);
        if (Remembers && (verdict.IsTrusted || _options.RefusalTtl > TimeSpan.Zero))
        {
            work.Add(WorkUnit.CacheInsert);
            var entry = new TrustEntry(evaluation.Chain, verdict, Expiry(evaluation.Chain.Leaf.Claims, verdict), evaluation.Epoch, evaluation.Generation);
            (verdict.IsTrusted ? _accepted : _refused).Set(evaluation.Key, entry);
        }
        if (!verdict.IsTrusted) { _accepted.Remove(evaluation.Key); }
        Abandon(evaluation.Key);
        var tenant = _tenants[evaluation.Key.Tenant.Value];
        return verdict.IsTrusted && tenant.Epoch != evaluation.Epoch && _revocations.Covers(tenant.Handle, evaluation.Chain)
            ? TrustVerdict.Refused(TrustReasons.Revoked)
            : verdict;
    }

    /// <summary>Gives up a lead without a result, so that another caller may take it.</summary>
    public void Abandon(in TrustKey key)
    {
        if (_underWay.TryRemove(key, out _)) { Interlocked.Decrement(ref _underWayCount); }
    }

    /// <summary>
    /// Verifies the workers presented, those not yet known by signature, and signs a roster of the trusted ones with the zone's key. Done by the
    /// node that stands beside the zone's authority.
    /// </summary>
    public ZoneRoster Vouch(CredentialAuthority zone, IEnumerable<CredentialChain> workers, TimeSpan life, ref Work work)
    {
        var members = new List<Fingerprint>();
        foreach (var worker in workers)
        {
            if (worker.Leaf.IssuerKey == zone.KeyId && Verify(worker, ref work).IsTrusted) { members.Add(worker.Leaf.Id); }
        }
        var now = _time.GetUtcNow();
        return ZoneRoster.Sign(zone, members, now, now + life, ref work);
    }

    /// <summary>
    /// Takes a roster in, if the zone is trusted, its signature is the zone's, it has not lapsed, and it is newer than the one held. One signature
    /// check (and those of the zone's own chain, if nothing is known of it) for all the workers on it.
    /// </summary>
    public TrustVerdict Accept(ZoneRoster roster, ref Work work)
    {
        var zone = Verify(roster.Zone, ref work);
        if (!zone.IsTrusted) { return zone; }
        var now = _time.GetUtcNow();
        if (roster.Expires <= now) { return TrustVerdict.Refused(TrustReasons.Expired); }
        if (roster.Issued > now + _options.ClockSkew) { return TrustVerdict.Refused(TrustReasons.NotYetValid); }
        if (!roster.IsSignedByZone(ref work)) { return TrustVerdict.Refused(TrustReasons.BadSignature); }
        var life = roster.Expires - now < _options.CacheTtl ? roster.Expires - now : _options.CacheTtl;
        var accepted = new AcceptedRoster(roster, _time.GetTimestamp() + Ticks(life));
        _rosters.AddOrUpdate(roster.Zone.Leaf.KeyId, accepted, (_, held) => held.Roster.Issued > roster.Issued ? held : accepted);
        return TrustVerdict.Trusted;
    }

    /// <summary>
    /// Verifies again, in one batch and before they lapse, up to so many of the verifications that lapse within the horizon, authorities first so
    /// that each is checked once for the whole batch. Until its turn each entry goes on counting. Called by the host; spread expiry keeps the
    /// batches even. Returns how many it renewed.
    /// </summary>
    public int Renew(TimeSpan horizon, int most, ref Work work)
    {
        var renewed = 0;
        foreach (var (key, entry) in _accepted.TakeDue(_time.GetTimestamp() + Ticks(horizon), most).OrderBy(due => due.Entry.Chain.Leaf.Claims.Level))
        {
            if (Publish(Evaluate(new(TrustStepKind.Lead, default, key, entry.Chain), ref work), ref work).IsTrusted) { renewed++; }
        }
        return renewed;
    }

    /// <summary>
    /// Refuses, from the next check on, everything issued until a time to a subject and below it (IA-3.4). Level <see cref="CredentialLevel.Region"/>
    /// concerns every tenant; the others one. O(tenants) at worst; nobody has to be verified again for it.
    /// </summary>
    /// <returns>False if the tenant is not registered.</returns>
    public bool Revoke(string tenant, CredentialLevel level, string subject, DateTimeOffset until)
    {
        if (!_tenantsByName.TryGetValue(level == CredentialLevel.Region ? "" : tenant, out var owner)) { return false; }
        _revocations.Add(owner.Handle, level, subject, until);
        // The table first, the number after: whoever sees the new number finds the revocation.
        foreach (var touched in level == CredentialLevel.Region ? _tenants : [owner]) { touched.NextEpoch(); }
        TrustInstruments.Revocations.Add(1);
        return true;
    }

    /// <summary>The revocations in force, in a fixed order, for a snapshot.</summary>
    public IReadOnlyList<(string Tenant, CredentialLevel Level, string Subject, DateTimeOffset Until)> Revocations() =>
        [.. _revocations.All()
            .Select(r => (Tenant: _tenants[r.Tenant.Value].Name, r.Level, r.Subject, r.Until))
            .OrderBy(r => r.Tenant, StringComparer.Ordinal).ThenBy(r => r.Level).ThenBy(r => r.Subject, StringComparer.Ordinal)];

    /// <summary>The tenant's trust epoch: how many revocations concern it. 0 for a tenant that is not registered.</summary>
    public long Epoch(TenantHandle tenant) => tenant.Value < _tenants.Length ? _tenants[tenant.Value].Epoch : 0;

    /// <summary>Tells the control that a tenant's policy changed; every verification of the tenant is made again if the options ask for that.</summary>
    public void PolicyChanged(TenantHandle tenant)
    {
        if (_options.ReverifyOnPolicyChange && tenant.Value < _tenants.Length) { _tenants[tenant.Value].NextGeneration(); }
    }

    private static FrozenDictionary<Fingerprint, PublicKey> Anchors(PublicKey? root, CredentialChain? own)
    {
        var work = default(Work);
        var anchors = new Dictionary<Fingerprint, PublicKey>();
        if (root is not null) { anchors.Add(Fingerprint.Of(root.Point, ref work), root); }
        foreach (var link in Links(own).Reverse())
        {
            if (!anchors.TryGetValue(link.IssuerKey, out var issuer) || !link.IsSignedBy(issuer, ref work))
            {
                throw new ArgumentException("The node's own chain does not lead to the root.", nameof(own));
            }
            anchors[link.KeyId] = link.Key;
        }
        return anchors.ToFrozenDictionary();
    }

    private static IEnumerable<Credential> Links(CredentialChain? chain)
    {
        for (var link = chain; link is not null; link = link.Issuer) { yield return link.Leaf; }
    }

    private static TrustStep Known(TrustVerdict verdict) => new(TrustStepKind.Known, verdict, default, null);

    private TrustStep Lead(TrustKey key, CredentialChain chain)
    {
        // Without a memory there is nothing to join: everybody verifies for himself.
        if (!Remembers) { return new(TrustStepKind.Lead, default, key, chain); }
        if (Interlocked.Increment(ref _underWayCount) > _options.MaxInFlight)
        {
            Interlocked.Decrement(ref _underWayCount);
            TrustInstruments.Throttled.Add(1);
            return Known(new(Effect.Throttle, TrustReasons.Busy));
        }
        if (_underWay.TryAdd(key, 0)) { return new(TrustStepKind.Lead, default, key, chain); }
        Interlocked.Decrement(ref _underWayCount);
        TrustInstruments.Joined.Add(1);
        return new(TrustStepKind.Joined, default, key, null);
    }

    private TenantTrust? TenantOf(CredentialChain chain)
    {
        var claims = chain.Leaf.Claims;
        return _tenantsByName.TryGetValue(claims.Tenant, out var tenant) && (tenant.Handle.IsNone == claims.Level <= CredentialLevel.Region) ? tenant : null;
    }

    private TrustVerdict Judge(TenantTrust tenant, CredentialChain chain, ref Work work)
    {
        if (_anchors.Count == 0) { return TrustVerdict.Refused(TrustReasons.NotConfigured); }
        var utc = _time.GetUtcNow();
        for (var link = chain; link is not null; link = link.Issuer)
        {
            if (FormProblem(tenant, link, utc) is { } problem) { return TrustVerdict.Refused(problem); }
        }
        if (_revocations.Covers(tenant.Handle, chain)) { return TrustVerdict.Refused(TrustReasons.Revoked); }
        return SignatureVerdict(chain, ref work);
    }

    private Reason? FormProblem(TenantTrust tenant, CredentialChain link, DateTimeOffset utc)
    {
        var claims = link.Leaf.Claims;
        if (claims.NotBefore > utc + _options.ClockSkew) { return TrustReasons.NotYetValid; }
        if (claims.NotAfter <= utc) { return TrustReasons.Expired; }
        if (claims.Level == CredentialLevel.Root || (claims.Level >= CredentialLevel.Zone && claims.Tenant != tenant.Name)) { return TrustReasons.BrokenChain; }
        if (link.Issuer is null) { return claims.Level == CredentialLevel.Region ? null : TrustReasons.BrokenChain; }
        return link.Issuer.Leaf.Claims.Level == claims.Level - 1 && link.Issuer.Leaf.KeyId == link.Leaf.IssuerKey ? null : TrustReasons.BrokenChain;
    }

    private TrustVerdict SignatureVerdict(CredentialChain chain, ref Work work)
    {
        for (var link = chain; ; link = link.Issuer!)
        {
            if (IsOnRoster(link.Leaf, ref work)) { return TrustVerdict.Trusted; }
            if (_anchors.TryGetValue(link.Leaf.IssuerKey, out var anchor))
            {
                return link.Leaf.IsSignedBy(anchor, ref work) ? TrustVerdict.Trusted : TrustVerdict.Refused(TrustReasons.BadSignature);
            }
            if (link.Issuer is null) { return TrustVerdict.Refused(TrustReasons.UnknownAnchor); }
            if (!link.Leaf.IsSignedBy(link.Issuer.Leaf.Key, ref work)) { return TrustVerdict.Refused(TrustReasons.BadSignature); }
            // The common ancestor: what the node already trusts is not verified again.
            if (Remembers && TenantOf(link.Issuer) is { } owner && Check(owner.Handle, link.Issuer.Leaf.Id, ref work).IsTrusted) { return TrustVerdict.Trusted; }
        }
    }

    private bool IsOnRoster(Credential credential, ref Work work)
    {
        if (!_rosters.TryGetValue(credential.IssuerKey, out var held) || held.Expires <= _time.GetTimestamp()) { return false; }
        work.Add(WorkUnit.EntryExamined);
        if (!held.Roster.Contains(credential.Id)) { return false; }
        TrustInstruments.Vouched.Add(1);
        return true;
    }

    private long Expiry(CredentialClaims claims, TrustVerdict verdict)
    {
        var ttl = verdict.IsTrusted ? _options.CacheTtl : _options.RefusalTtl;
        var spread = ttl * (1 - _options.ExpirySpread * StableHash.Fraction("trust.ttl", claims.Subject, (long)claims.Serial));
        var valid = claims.NotAfter - _time.GetUtcNow();
        return _time.GetTimestamp() + Ticks(verdict.IsTrusted && valid < spread ? valid : spread);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private sealed record AcceptedRoster(ZoneRoster Roster, long Expires);
}
