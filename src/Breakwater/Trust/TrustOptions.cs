using Breakwater.Fleet;

namespace Breakwater.Trust;

/// <summary>How an enforcement node remembers verifications. Defaults are those of the fleet file.</summary>
public sealed class TrustOptions
{
    /// <summary>How long a verification is trusted, at most; entries lapse earlier by <see cref="ExpirySpread"/>. Zero turns the cache off. Default 5 min.</summary>
    public TimeSpan CacheTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The share of its time, 0 to 0.9, by which an entry may lapse early: each by a fixed part of it that a hash of its credential decides, so that what was
    /// verified together does not lapse together. 0 lets it. Default 0.2.
    /// </summary>
    public double ExpirySpread { get; set; } = 0.2;

    /// <summary>How long a refusal is remembered. Zero remembers none. Ignored while the cache is off. Default 30 s.</summary>
    public TimeSpan RefusalTtl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most verifications remembered, and separately a quarter as many refusals; beyond it the one nearest its expiry is forgotten. Default 262,144.</summary>
    public int CacheCapacity { get; set; } = 262_144;

    /// <summary>Most verifications under way at once, each tenant by an even share; beyond it checks are throttled. Default 4,096.</summary>
    public int MaxInFlight { get; set; } = 4_096;

    /// <summary>Whether a policy change makes every verification of the tenant stale. Default no.</summary>
    public bool ReverifyOnPolicyChange { get; set; }

    /// <summary>How far clocks may differ when validity is judged. Default 5 s.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The options that a fleet file sets.</summary>
    public static TrustOptions From(TrustSettings settings) => new()
    {
        CacheTtl = settings.CacheTtl,
        RefusalTtl = settings.RefusalTtl,
        CacheCapacity = settings.CacheCapacity,
        ReverifyOnPolicyChange = settings.ReverifyOnPolicyChange,
    };
}
