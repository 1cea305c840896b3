using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// How long credentials live (IA-2.2: 24 h, high privilege 1 h; IA-3.1: 60 min, high privilege 15 min) and when they are renewed. The
/// framework sets no life for authorities; 30 days for a region and 7 for a zone are this project's choice.
/// </summary>
public static class CredentialLifetimes
{
    /// <summary>Life of a regional authority's credential.</summary>
    public static TimeSpan Region { get; } = TimeSpan.FromDays(30);

    /// <summary>Life of a zone authority's credential.</summary>
    public static TimeSpan Zone { get; } = TimeSpan.FromDays(7);

    /// <summary>Life of an agent's credential. Tier 1 asks for none; it gets Tier 2's.</summary>
    public static TimeSpan Worker(AutonomyTier tier, bool highPrivilege) => (tier, highPrivilege) switch
    {
        (AutonomyTier.Autonomous, true) => TimeSpan.FromMinutes(15),
        (AutonomyTier.Autonomous, false) => TimeSpan.FromMinutes(60),
        (_, true) => TimeSpan.FromHours(1),
        _ => TimeSpan.FromHours(24),
    };

    /// <summary>
    /// When to renew: between 60% and 80% of the life, spread by a keyed hash of subject and serial, so that a fleet started together does
    /// not renew together, and the same fleet renews at the same times in every run.
    /// </summary>
    public static DateTimeOffset RenewAt(CredentialClaims claims)
    {
        var life = claims.NotAfter - claims.NotBefore;
        return claims.NotBefore + life * (0.6 + 0.2 * StableHash.Fraction("trust.renew", claims.Subject, (long)claims.Serial));
    }
}
