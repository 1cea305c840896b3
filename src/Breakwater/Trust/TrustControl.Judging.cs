using Breakwater.Contracts;

namespace Breakwater.Trust;

public sealed partial class TrustControl
{
    /// <summary>Everything that refuses a chain without a signature check. Looks at no more links than there are levels.</summary>
    private Reason? Problem(TenantTrust tenant, CredentialChain chain)
    {
        if (_root is null) { return TrustReasons.NotConfigured; }
        var utc = _time.GetUtcNow();
        for (var link = chain; link is not null; link = link.Issuer)
        {
            if (FormProblem(tenant, link, utc) is { } problem) { return problem; }
        }
        return _revocations.Covers(tenant.Handle, chain) ? TrustReasons.Revoked : null;
    }

    private Reason? FormProblem(TenantTrust tenant, CredentialChain link, DateTimeOffset utc)
    {
        var claims = link.Leaf.Claims;
        if (claims.NotBefore > utc + _options.ClockSkew) { return TrustReasons.NotYetValid; }
        if (claims.NotAfter <= utc) { return TrustReasons.Expired; }
        if (claims.Level == CredentialLevel.Root || claims.Tenant != (claims.Level >= CredentialLevel.Zone ? tenant.Name : "")) { return TrustReasons.BrokenChain; }
        if (link.Issuer is { } issuer) { return issuer.Leaf.Claims.Level == claims.Level - 1 && issuer.Leaf.KeyId == link.Leaf.IssuerKey ? null : TrustReasons.BrokenChain; }
        return claims.Level != CredentialLevel.Region ? TrustReasons.BrokenChain : link.Leaf.IssuerKey != _rootKey ? TrustReasons.UnknownAnchor : null;
    }

    private TrustVerdict SignatureVerdict(TenantTrust tenant, CredentialChain chain, out bool leafIsForged, ref Work work)
    {
        leafIsForged = false;
        for (var link = chain; ; link = link.Issuer!)
        {
            if (IsOnRoster(link, ref work)) { return TrustVerdict.Trusted; }
            if (!link.Leaf.IsSignedBy(link.Issuer?.Leaf.Key ?? _root!, ref work))
            {
                leafIsForged = ReferenceEquals(link, chain);
                return TrustVerdict.Refused(TrustReasons.BadSignature);
            }
            // The common ancestor: what the node already trusts is not verified again.
            if (link.Issuer is null || IsOwn(link.Issuer) || IsRemembered(tenant, link.Issuer, ref work)) { return TrustVerdict.Trusted; }
        }
    }

    private bool IsRemembered(TenantTrust tenant, CredentialChain chain, ref Work work)
    {
        if (!Remembers) { return false; }
        work.Add(WorkUnit.CacheLookup);
        var owner = chain.Leaf.Claims.Level <= CredentialLevel.Region ? _tenants[0] : tenant;
        return Recall(owner, chain, ref work) is { IsTrusted: true };
    }

    private bool IsOnRoster(CredentialChain link, ref Work work)
    {
        if (!_rosters.TryGetValue(link.Leaf.IssuerKey, out var held) || held.Expires <= _time.GetTimestamp()) { return false; }
        work.Add(WorkUnit.EntryExamined);
        if (held.Generation != held.Tenant.Generation || !Same(held.Roster.Zone, link.Issuer) || !held.Roster.Contains(link.Leaf.Id)) { return false; }
        TrustInstruments.Vouched.Add(1);
        return true;
    }

    private long Expiry(CredentialChain chain, TrustVerdict verdict)
    {
        var ttl = verdict.IsTrusted ? _options.CacheTtl : _options.RefusalTtl;
        var life = ttl * (1 - _options.ExpirySpread * StableHash.Fraction("trust.ttl", chain.Leaf.Claims.Subject, (long)chain.Leaf.Claims.Serial));
        var utc = _time.GetUtcNow();
        // A chain is valid as long as the first of its credentials to expire.
        for (var link = chain; link is not null; link = link.Issuer)
        {
            var valid = link.Leaf.Claims.NotAfter - utc;
            if (valid < life) { life = valid; }
        }
        return _time.GetTimestamp() + Ticks(life);
    }
}
