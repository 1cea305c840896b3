using Breakwater.Contracts;
using Breakwater.Trust;

namespace Breakwater.Tests.Trust;

/// <summary>The slow, obvious verifier: remembers no verification, walks every chain to the root every time.</summary>
internal sealed class NaiveVerifier(PublicKey root, IReadOnlyList<string> tenants, TimeProvider time, TimeSpan skew)
{
    private readonly List<(string Tenant, CredentialLevel Level, string Subject, DateTimeOffset Until)> _revoked = [];
    private readonly Dictionary<(Fingerprint Credential, PublicKey Issuer), bool> _signed = [];

    public void Revoke(string tenant, CredentialLevel level, string subject, DateTimeOffset until) => _revoked.Add((tenant, level, subject, until));

    public bool Trusts(CredentialChain chain)
    {
        var work = default(Work);
        var tenant = chain.Leaf.Claims.Tenant;
        var now = time.GetUtcNow();
        var rootKey = Fingerprint.Of(root.Point, ref work);
        var expected = (int)chain.Leaf.Claims.Level;
        for (var link = chain; link is not null; link = link.Issuer, expected--)
        {
            var claims = link.Leaf.Claims;
            if ((int)claims.Level != expected || expected < 1) { return false; }
            if (now < claims.NotBefore - skew || now >= claims.NotAfter) { return false; }
            if (expected == 1 ? claims.Tenant != "" : claims.Tenant != tenant || !tenants.Contains(tenant)) { return false; }
            if (link.Issuer is null != (expected == 1)) { return false; }
            if (link.Leaf.IssuerKey != (link.Issuer is null ? rootKey : Fingerprint.Of(link.Issuer.Leaf.Key.Point, ref work))) { return false; }
            if (!IsSigned(link.Leaf, link.Issuer?.Leaf.Key ?? root)) { return false; }
            if (_revoked.Any(r => r.Level == claims.Level && r.Subject == claims.Subject && (expected == 1 || r.Tenant == tenant) && claims.NotBefore <= r.Until)) { return false; }
        }
        return true;
    }

    // Arithmetic, the same for ever: remembered only to keep the test quick.
    private bool IsSigned(Credential credential, PublicKey issuer)
    {
        var work = default(Work);
        if (!_signed.TryGetValue((credential.Id, issuer), out var signed)) { _signed[(credential.Id, issuer)] = signed = credential.IsSignedBy(issuer, ref work); }
        return signed;
    }
}
