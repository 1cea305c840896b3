using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// A managed issuer (IA-2.1): root, region or zone. Signs credentials for the level below it, up to its fan-out. Thread-safe.
/// </summary>
public sealed class CredentialAuthority
{
    private readonly ISigner _signer;
    private readonly int _maxChildren;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _children = new(StringComparer.Ordinal);
    private readonly HashSet<string> _barred = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private ulong _serial;

    private CredentialAuthority(string tenant, string name, CredentialLevel level, CredentialChain? chain, Fingerprint keyId, ISigner signer, int maxChildren, TimeProvider time)
    {
        Tenant = tenant;
        Name = name;
        Level = level;
        Chain = chain;
        KeyId = keyId;
        _signer = signer;
        _maxChildren = maxChildren;
        _time = time;
    }

    /// <summary>Its tenant; empty above the zones.</summary>
    public string Tenant { get; }

    /// <summary>Its name, such as <c>execution@london</c>.</summary>
    public string Name { get; }

    /// <summary>Its level.</summary>
    public CredentialLevel Level { get; }

    /// <summary>Its own chain; null for the root.</summary>
    public CredentialChain? Chain { get; }

    /// <summary>Fingerprint of its key.</summary>
    public Fingerprint KeyId { get; }

    /// <summary>Its public key.</summary>
    public PublicKey Key => _signer.PublicKey;

    /// <summary>How many subjects it has issued to.</summary>
    public int Children
    {
        get { lock (_lock) { return _children.Count; } }
    }

    /// <summary>Makes the fleet's anchor.</summary>
    public static CredentialAuthority CreateRoot(string name, ISigner signer, int maxRegions, TimeProvider time)
    {
        var work = default(Work);
        return new("", name, CredentialLevel.Root, null, Fingerprint.Of(signer.PublicKey.Point, ref work), signer, maxRegions, time);
    }

    /// <summary>Makes an authority of the level below, which may have this many children of its own.</summary>
    /// <returns>Null, with the reason, when this authority already has as many children as it may or the name is barred.</returns>
    /// <exception cref="InvalidOperationException">A zone has only workers below it.</exception>
    public CredentialAuthority? CreateAuthority(string tenant, string name, ISigner signer, int maxChildren, AutonomyTier tier, ref Work work, out Reason? refusal)
    {
        if (Level >= CredentialLevel.Zone) { throw new InvalidOperationException("A zone authority issues to workers only."); }
        var level = Level + 1;
        var life = level == CredentialLevel.Region ? CredentialLifetimes.Region : CredentialLifetimes.Zone;
        var credential = Issue(new()
        {
            Tenant = tenant,
            Subject = name,
            Role = "authority",
            Level = level,
            Tier = tier,
            HighPrivilege = true,
            Serial = 0,
            NotBefore = default,
            NotAfter = default,
        }, life, signer.PublicKey, ref work, out refusal);
        return credential is null ? null : new(tenant, name, level, new(credential, Chain), credential.KeyId, signer, maxChildren, _time);
    }

    /// <summary>Issues (or renews) an agent's or orchestrator's credential for the life its tier sets.</summary>
    /// <returns>Null, with the reason, when this authority already has as many children as it may or the subject is barred.</returns>
    /// <exception cref="InvalidOperationException">Only a zone issues to workers.</exception>
    public CredentialChain? IssueWorker(
        string subject, string role, AutonomyTier tier, bool highPrivilege, PublicKey key, ref Work work, out Reason? refusal)
    {
        if (Level != CredentialLevel.Zone) { throw new InvalidOperationException("Only a zone authority issues to workers."); }
        var credential = Issue(new()
        {
            Tenant = Tenant,
            Subject = subject,
            Role = role,
            Level = CredentialLevel.Worker,
            Tier = tier,
            HighPrivilege = highPrivilege,
            Serial = 0,
            NotBefore = default,
            NotAfter = default,
        }, CredentialLifetimes.Worker(tier, highPrivilege), key, ref work, out refusal);
        return credential is null ? null : new(credential, Chain);
    }

    /// <summary>Stops issuing and renewing for a subject, because it was revoked.</summary>
    public void Bar(string subject)
    {
        lock (_lock) { _barred.Add(subject); }
    }

    /// <summary>Issues again for a subject that was barred: its next credential is valid, its revoked ones stay refused.</summary>
    public void Reinstate(string subject)
    {
        lock (_lock) { _barred.Remove(subject); }
    }

    /// <summary>Signs any bytes with the authority's key, for what it vouches for besides credentials.</summary>
    internal void Sign(ReadOnlySpan<byte> data, Span<byte> signature, ref Work work) => _signer.Sign(data, signature, ref work);

    private Credential? Issue(CredentialClaims claims, TimeSpan life, PublicKey key, ref Work work, out Reason? refusal)
    {
        // Before a place is taken: a name that no credential can carry takes none.
        Credential.RequireNames(claims);
        ulong serial;
        lock (_lock)
        {
            refusal = _barred.Contains(claims.Subject) ? TrustReasons.Revoked
                : !_children.Contains(claims.Subject) && _children.Count >= _maxChildren ? TrustReasons.AuthorityFull
                : null;
            if (refusal is not null) { return null; }
            _children.Add(claims.Subject);
            serial = ++_serial;
        }
        var now = Milliseconds(_time.GetUtcNow());
        return Credential.Issue(claims with { Serial = serial, NotBefore = now, NotAfter = now + life }, key, KeyId, _signer, ref work);
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
