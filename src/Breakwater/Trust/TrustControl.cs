using System.Collections.Concurrent;
using System.Collections.Frozen;
using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// The trust control of one enforcement node (IA-2.1, IA-2.2, IA-2.3, IA-3.4): who is who, and is that still so. Verifies chains up to an
/// ancestor that the node already trusts, remembers what it found, lets one caller verify while others join, accepts zone rosters, and
/// forgets at once what a revocation touches. Thread-safe; a warm <see cref="Check(TenantHandle, in Fingerprint, ref Work)"/> takes no lock and allocates nothing.
/// </summary>
public sealed partial class TrustControl
{
    private const int MostRegional = 256;

    private readonly TrustOptions _options;
    private readonly TimeProvider _time;
    private readonly PublicKey? _root;
    private readonly Fingerprint _rootKey;
    private readonly FrozenDictionary<Fingerprint, CredentialChain> _own;
    private readonly TenantTrust[] _tenants;
    private readonly FrozenDictionary<string, TenantTrust> _tenantsByName;
    private readonly RevocationTable _revocations = new();
    private readonly ConcurrentDictionary<TrustKey, byte> _underWay = new();
    private readonly ConcurrentDictionary<Fingerprint, AcceptedRoster> _rosters = new();
    private uint _nextRenewed;

    /// <summary>Builds the control of a node.</summary>
    /// <param name="options">How it remembers.</param>
    /// <param name="root">The fleet's anchor; null leaves the control without one, so that it refuses everybody.</param>
    /// <param name="tenants">Names of the tenants; a tenant's handle is its position plus one.</param>
    /// <param name="time">The node's clock.</param>
    /// <param name="own">
    /// Chain of the authority the node itself stands under, if any: its links are verified here once, so that a chain is followed only up to the
    /// ancestor it shares with the node.
    /// </param>
    /// <exception cref="ArgumentException">The options are not valid (the message lists every problem), or the own chain does not lead to the root.</exception>
    public TrustControl(TrustOptions options, PublicKey? root, IReadOnlyList<string> tenants, TimeProvider time, CredentialChain? own = null)
    {
        var problems = TrustOptionsValidator.Problems(options);
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        _options = options;
        _time = time;
        _root = root;
        var work = default(Work);
        _rootKey = root is null ? default : Fingerprint.Of(root.Point, ref work);
        // Slot 0 belongs to what serves the whole fleet: regional authorities. The tenants have equal parts of the rest.
        var regional = Math.Min(MostRegional, options.CacheCapacity / 4);
        var share = Math.Max(1, (options.CacheCapacity - regional) / Math.Max(1, tenants.Count));
        var verifications = Math.Max(1, options.MaxInFlight / Math.Max(1, tenants.Count));
        _tenants = [new(default, "", regional, options.MaxInFlight), .. tenants.Select((name, i) => new TenantTrust(new((ushort)(i + 1)), name, share, verifications))];
        _tenantsByName = _tenants.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        _own = Own(own);
    }

    /// <summary>How far clocks may differ when validity is judged.</summary>
    internal TimeSpan ClockSkew => _options.ClockSkew;

    private bool Remembers => _options.CacheTtl > TimeSpan.Zero;

    /// <summary>Verifications and refusals remembered now.</summary>
    public int Remembered => _tenants.Sum(t => t.Accepted.Count + t.Refused.Count);

    /// <summary>What the control remembers for a tenant: entries, and the memories that hold them.</summary>
    internal (int Entries, TrustCache Accepted, TrustCache Refused) Held(TenantHandle tenant)
    {
        var owner = _tenants[tenant.Value];
        return (owner.Accepted.Count + owner.Refused.Count, owner.Accepted, owner.Refused);
    }

    /// <summary>Handle of a tenant; <c>default</c> for one that is not registered.</summary>
    public TenantHandle Tenant(string name) => _tenantsByName.TryGetValue(name, out var tenant) ? tenant.Handle : default;

    /// <summary>
    /// What is known of a credential now: trusted, refused, or <see cref="TrustVerdict.Unverified"/>. The pair check of the decision path: one
    /// look-up, two numbers and a time compared.
    /// </summary>
    public TrustVerdict Check(TenantHandle tenant, in Fingerprint credential, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        if (tenant.IsNone || tenant.Value >= _tenants.Length) { return TrustVerdict.Refused(TrustReasons.UnknownTenant); }
        var owner = _tenants[tenant.Value];
        return Live(owner, credential) is { } entry ? Standing(owner, entry, ref work) : TrustVerdict.Unverified;
    }

    /// <summary>
    /// As <see cref="Check(TenantHandle, in Fingerprint, ref Work)"/>, for a caller that comes again and again with the same credential, such as an open
    /// session: what it found last time is kept in <paramref name="held"/>, so that the look-up is needed only when that has lapsed. What is held is
    /// under the same numbers and the same time as what is remembered. The caller clears it when it changes the credential.
    /// </summary>
    internal TrustVerdict Check(TenantHandle tenant, CredentialChain chain, ref TrustEntry? held, ref Work work)
    {
        if (tenant.IsNone || tenant.Value >= _tenants.Length) { return TrustVerdict.Refused(TrustReasons.UnknownTenant); }
        var owner = _tenants[tenant.Value];
        if (Volatile.Read(ref held) is not { } entry || entry.Expires <= _time.GetTimestamp() || entry.Generation != owner.Generation)
        {
            work.Add(WorkUnit.CacheLookup);
            if (Live(owner, chain.Leaf.Id) is not { } found) { return TrustVerdict.Unverified; }
            Volatile.Write(ref held, entry = found);
        }
        return Standing(owner, entry, ref work);
    }

    /// <summary>
    /// What can be said of a chain of which no verification is remembered, without waiting: refused for what needs no signature check (dates,
    /// revocations, form), otherwise unverified. With the cache off nothing is ever remembered, so it is verified at once.
    /// </summary>
    internal TrustVerdict CheckUnknown(CredentialChain chain, ref Work work)
    {
        if (!Remembers) { return Verify(chain, ref work); }
        if (TenantOf(chain) is not { } tenant) { return TrustVerdict.Refused(TrustReasons.UnknownTenant); }
        return Problem(tenant, chain) is { } problem ? TrustVerdict.Refused(problem) : TrustVerdict.Unverified;
    }

    /// <summary>Whether an agent was revoked by name, whatever it presents: for instances, which are never issued a second time under one name.</summary>
    internal bool IsRevoked(TenantHandle tenant, string agent) => _revocations.Contains(tenant, CredentialLevel.Worker, agent);

    /// <summary>
    /// Verifies a chain unless it is known, or says <see cref="TrustVerdict.Unverified"/> if somebody else is verifying part of it now. Never
    /// waits. At most one signature check for each level of which nothing is known.
    /// </summary>
    public TrustVerdict Verify(CredentialChain chain, ref Work work)
    {
        // One step for each level. In a memory so full that it forgets an authority at once, the last step judges the whole chain instead.
        for (var level = CredentialLevel.Region; ; level++)
        {
            var step = Begin(chain, ref work);
            if (step.Kind == TrustStepKind.Lead && level > CredentialLevel.Worker && !ReferenceEquals(step.Chain, chain))
            {
                Abandon(step.Key);
                step = Lead(new(TenantOf(chain)!.Handle, chain.Leaf.Id), chain);
            }
            switch (step.Kind)
            {
                case TrustStepKind.Known:
                    return step.Verdict;
                case TrustStepKind.Joined:
                    return TrustVerdict.Unverified;
                default:
                    var verdict = Publish(EvaluateOrAbandon(step, ref work), ref work);
                    if (ReferenceEquals(step.Chain, chain)) { return verdict; }
                    break;
            }
        }
    }

    /// <summary>Says what has to be done next to get a chain verified. A lead must be evaluated and published, or abandoned.</summary>
    public TrustStep Begin(CredentialChain chain, ref Work work)
    {
        if (TenantOf(chain) is not { } tenant) { return Known(Verified(null, chain, TrustVerdict.Refused(TrustReasons.UnknownTenant))); }
        // First of all the form, which bounds the depth; and what refuses without a signature check is never worth remembering.
        if (Problem(tenant, chain) is { } problem) { return Known(Verified(tenant, chain, TrustVerdict.Refused(problem))); }
        var key = new TrustKey(tenant.Handle, chain.Leaf.Id);
        if (!Remembers) { return Lead(key, chain); }
        work.Add(WorkUnit.CacheLookup);
        if (Recall(tenant, chain, ref work) is { } known) { return Known(known); }
        if (chain.Issuer is { } issuer && !IsOwn(issuer))
        {
            var above = Begin(issuer, ref work);
            if (above.Kind != TrustStepKind.Known) { return above; }
            if (!above.Verdict.IsTrusted) { return Known(above.Verdict); }
        }
        var step = Lead(key, chain);
        // Whoever led before may have published since the look-up above.
        if (step.Kind != TrustStepKind.Lead || Recall(tenant, chain, ref work) is not { } published) { return step; }
        Abandon(key);
        return Known(published);
    }

    /// <summary>
    /// Judges the chain of a lead by its form, its dates, the revocations known, and either a zone roster or signatures up to the first ancestor
    /// that the node trusts. Changes nothing: the result counts once published.
    /// </summary>
    public TrustEvaluation Evaluate(in TrustStep lead, ref Work work)
    {
        var (tenant, chain) = (_tenants[lead.Key.Tenant.Value], lead.Chain!);
        // The numbers are read before the facts: what changes meanwhile makes the result stale, not wrong.
        var (epoch, generation) = (tenant.Epoch, tenant.Generation);
        var leafIsForged = false;
        var verdict = Problem(tenant, chain) is { } problem ? TrustVerdict.Refused(problem) : SignatureVerdict(tenant, chain, out leafIsForged, ref work);
        return new() { Key = lead.Key, Chain = chain, Epoch = epoch, Generation = generation, Verdict = verdict, LeafIsForged = leafIsForged };
    }

    /// <summary>Makes an evaluation visible, ends its verification, and answers with what holds now.</summary>
    public TrustVerdict Publish(in TrustEvaluation evaluation, ref Work work)
    {
        var (verdict, chain) = (evaluation.Verdict, evaluation.Chain);
        // A refusal is remembered under the leaf only if the leaf itself is at fault: anybody can present another's credential in a broken chain.
        if (Remembers && (verdict.IsTrusted || (evaluation.LeafIsForged && _options.RefusalTtl > TimeSpan.Zero)))
        {
            work.Add(WorkUnit.CacheInsert);
            var entry = new TrustEntry(chain, verdict, Expiry(chain, verdict), evaluation.Epoch, evaluation.Generation);
            var owner = _tenants[evaluation.Key.Tenant.Value];
            (verdict.IsTrusted ? owner.Accepted : owner.Refused).Set(evaluation.Key, entry);
        }
        Abandon(evaluation.Key);
        var tenant = _tenants[evaluation.Key.Tenant.Value];
        return Verified(tenant, chain, verdict.IsTrusted && Problem(tenant, chain) is { } problem ? TrustVerdict.Refused(problem) : verdict);
    }

    /// <summary>Gives up a lead without a result, so that another caller may take it.</summary>
    public void Abandon(in TrustKey key)
    {
        if (_underWay.TryRemove(key, out _)) { _tenants[key.Tenant.Value].EndVerification(); }
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
        if (roster.Zone.Leaf.Claims.Level != CredentialLevel.Zone) { return TrustVerdict.Refused(TrustReasons.BrokenChain); }
        var zone = Verify(roster.Zone, ref work);
        if (!zone.IsTrusted) { return zone; }
        var now = _time.GetUtcNow();
        if (roster.Expires <= now) { return TrustVerdict.Refused(TrustReasons.Expired); }
        if (roster.Issued > now + _options.ClockSkew) { return TrustVerdict.Refused(TrustReasons.NotYetValid); }
        if (!roster.IsSignedByZone(ref work)) { return TrustVerdict.Refused(TrustReasons.BadSignature); }
        var life = roster.Expires - now < _options.CacheTtl ? roster.Expires - now : _options.CacheTtl;
        var tenant = TenantOf(roster.Zone)!;
        var accepted = new AcceptedRoster(roster, _time.GetTimestamp() + Ticks(life), tenant, tenant.Generation);
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
        foreach (var (key, entry) in TakeDue(_time.GetTimestamp() + Ticks(horizon), most).OrderBy(due => due.Entry.Chain.Leaf.Claims.Level))
        {
            // The old verification counts until the new one takes its place; one that is not renewed goes, so that the memory stays bounded.
            var step = Lead(key, entry.Chain);
            if (step.Kind == TrustStepKind.Lead && Publish(EvaluateOrAbandon(step, ref work), ref work).IsTrusted) { renewed++; } else { _tenants[key.Tenant.Value].Accepted.Remove(key, entry); }
        }
        return renewed;
    }

    /// <summary>
    /// Refuses, from the next check on, everything issued until a time to a subject and below it (IA-3.4). Level <see cref="CredentialLevel.Region"/>
    /// concerns every tenant; the others one. O(tenants) at worst; nobody has to be verified again for it.
    /// </summary>
    /// <returns>False if the tenant is not registered, or the level is none that can be revoked.</returns>
    public bool Revoke(string tenant, CredentialLevel level, string subject, DateTimeOffset until)
    {
        if (level is < CredentialLevel.Region or > CredentialLevel.Worker) { return false; }
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

    /// <summary>The node's own chain, by credential and never by key: an authority below the root vouches only for the level below its own.</summary>
    private FrozenDictionary<Fingerprint, CredentialChain> Own(CredentialChain? own)
    {
        var work = default(Work);
        var links = new Dictionary<Fingerprint, CredentialChain>();
        for (var link = own; link is not null; link = link.Issuer)
        {
            var (level, above) = (link.Leaf.Claims.Level, link.Issuer?.Leaf);
            var fits = above is null
                ? level == CredentialLevel.Region && _root is not null && link.Leaf.IssuerKey == _rootKey
                : above.Claims.Level == level - 1 && above.KeyId == link.Leaf.IssuerKey;
            if (!fits || !link.Leaf.IsSignedBy(above?.Key ?? _root!, ref work)) { throw new ArgumentException("The node's own chain does not lead to the root.", nameof(own)); }
            links[link.Leaf.Id] = link;
        }
        return links.ToFrozenDictionary();
    }

    /// <summary>What lapses before a time: first an equal part for each tenant, so that none takes another's turn, then whatever is left over.</summary>
    private List<(TrustKey Key, TrustEntry Entry)> TakeDue(long before, int most)
    {
        var due = new List<(TrustKey, TrustEntry)>();
        var part = Math.Max(1, most / _tenants.Length);
        var first = _nextRenewed++;
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < _tenants.Length && due.Count < most; i++)
            {
                due.AddRange(_tenants[(first + i) % (uint)_tenants.Length].Accepted.TakeDue(before, round == 0 ? Math.Min(part, most - due.Count) : most - due.Count));
            }
        }
        return due;
    }

    private TrustEvaluation EvaluateOrAbandon(in TrustStep lead, ref Work work)
    {
        try
        {
            return Evaluate(lead, ref work);
        }
        catch
        {
            Abandon(lead.Key);
            throw;
        }
    }

    /// <summary>The same credentials, link by link. What is remembered of a chain says nothing of another chain that shares some of its links.</summary>
    private static bool Same(CredentialChain? known, CredentialChain? presented)
    {
        while (!ReferenceEquals(known, presented))
        {
            if (known is null || presented is null || known.Leaf.Id != presented.Leaf.Id) { return false; }
            (known, presented) = (known.Issuer, presented.Issuer);
        }
        return true;
    }

    private bool IsOwn(CredentialChain chain) => _own.TryGetValue(chain.Leaf.Id, out var own) && Same(own, chain);

    private TrustEntry? Live(TenantTrust owner, in Fingerprint credential)
    {
        var key = new TrustKey(owner.Handle, credential);
        var lives = (owner.Accepted.TryGet(key, out var entry) || owner.Refused.TryGet(key, out entry)) && entry!.Expires > _time.GetTimestamp() && entry.Generation == owner.Generation;
        CacheInstruments.Lookup(CacheInstruments.Trust, owner.Name, lives);
        return lives ? entry : null;
    }

    /// <summary>What is remembered of exactly this chain; a forged leaf is forged in any chain.</summary>
    private TrustVerdict? Recall(TenantTrust tenant, CredentialChain chain, ref Work work) =>
        Live(tenant, chain.Leaf.Id) is { } entry && (!entry.Verdict.IsTrusted || Same(entry.Chain, chain)) ? Standing(tenant, entry, ref work) : null;

    private TrustVerdict Standing(TenantTrust owner, TrustEntry entry, ref Work work)
    {
        var epoch = owner.Epoch;
        if (entry.EpochSeen == epoch) { return entry.Verdict; }
        work.Add(WorkUnit.EntryExamined);
        if (_revocations.Covers(owner.Handle, entry.Chain)) { return TrustVerdict.Refused(TrustReasons.Revoked); }
        entry.EpochSeen = epoch;
        return entry.Verdict;
    }

    private static TrustStep Known(TrustVerdict verdict) => new(TrustStepKind.Known, verdict, default, null);

    private TrustStep Lead(TrustKey key, CredentialChain chain)
    {
        // Without a memory there is nothing to join: everybody verifies for himself.
        if (!Remembers) { return new(TrustStepKind.Lead, default, key, chain); }
        var tenant = _tenants[key.Tenant.Value];
        if (!tenant.TryBeginVerification())
        {
            TrustInstruments.Throttled.Add(1);
            return Known(new(Effect.Throttle, TrustReasons.Busy));
        }
        if (_underWay.TryAdd(key, 0)) { return new(TrustStepKind.Lead, default, key, chain); }
        tenant.EndVerification();
        TrustInstruments.Joined.Add(1);
        return new(TrustStepKind.Joined, default, key, null);
    }

    private TenantTrust? TenantOf(CredentialChain chain)
    {
        var claims = chain.Leaf.Claims;
        return _tenantsByName.TryGetValue(claims.Tenant, out var tenant) && (tenant.Handle.IsNone == claims.Level <= CredentialLevel.Region) ? tenant : null;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private sealed record AcceptedRoster(ZoneRoster Roster, long Expires, TenantTrust Tenant, long Generation);
}
