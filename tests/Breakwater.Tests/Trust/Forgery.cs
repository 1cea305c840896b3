using Breakwater.Contracts;
using Breakwater.Trust;

namespace Breakwater.Tests.Trust;

/// <summary>Credentials made by hand: what an attacker with some keys, or a careless issuer, could make.</summary>
internal static class Forgery
{
    public static CredentialClaims Claims(
        DateTimeOffset from, string tenant = "acme", string subject = "trader-1", string role = "trader", CredentialLevel level = CredentialLevel.Worker, TimeSpan? life = null) => new()
    {
        Tenant = tenant, Subject = subject, Role = role, Level = level, Tier = AutonomyTier.Managed, Serial = 7,
        NotBefore = from, NotAfter = from + (life ?? TimeSpan.FromHours(24)),
    };

    public static Credential Sign(CredentialClaims claims, ISigner subject, ISigner issuer)
    {
        var work = default(Work);
        return Credential.Issue(claims, subject.PublicKey, Fingerprint.Of(issuer.PublicKey.Point, ref work), issuer, ref work);
    }

    /// <summary>The same claims for the same key under the issuer's name, with a signature that is not the issuer's.</summary>
    public static Credential Imitate(Credential genuine, Func<CredentialClaims, CredentialClaims> change)
    {
        var work = default(Work);
        return Credential.Issue(change(genuine.Claims), genuine.Key, genuine.IssuerKey, TestKeys.Of("forger"), ref work);
    }

    public static Credential? Read(ReadOnlySpan<byte> bytes)
    {
        var work = default(Work);
        return Credential.TryRead(bytes, out var credential, ref work) ? credential : null;
    }
}
