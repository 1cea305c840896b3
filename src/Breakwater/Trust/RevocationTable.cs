using System.Collections.Concurrent;
using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// Who is revoked, as far as this node has heard. A revocation names a subject and a time: everything issued to the subject until then, and
/// everything issued below it, is refused; a credential issued later (after reinstatement) is not. Thread-safe, O(chain) look-ups.
/// </summary>
internal sealed class RevocationTable
{
    private readonly ConcurrentDictionary<(TenantHandle Tenant, CredentialLevel Level, string Subject), long> _until = new();

    public void Add(TenantHandle tenant, CredentialLevel level, string subject, DateTimeOffset until) =>
        _until.AddOrUpdate((tenant, level, subject), static (_, added) => added, static (_, known, added) => Math.Max(known, added), until.ToUnixTimeMilliseconds());

    public IEnumerable<(TenantHandle Tenant, CredentialLevel Level, string Subject, DateTimeOffset Until)> All() =>
        _until.Select(r => (r.Key.Tenant, r.Key.Level, r.Key.Subject, DateTimeOffset.FromUnixTimeMilliseconds(r.Value)));

    public bool Contains(TenantHandle tenant, CredentialLevel level, string subject) => !_until.IsEmpty && _until.ContainsKey((tenant, level, subject));

    public bool Covers(TenantHandle tenant, CredentialChain chain)
    {
        if (_until.IsEmpty) { return false; }
        for (var link = chain; link is not null; link = link.Issuer)
        {
            var claims = link.Leaf.Claims;
            var owner = claims.Level == CredentialLevel.Region ? default : tenant;
            if (_until.TryGetValue((owner, claims.Level, claims.Subject), out var until) && claims.NotBefore.ToUnixTimeMilliseconds() <= until) { return true; }
        }
        return false;
    }
}
