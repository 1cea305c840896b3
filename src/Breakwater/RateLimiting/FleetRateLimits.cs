using Breakwater.Fleet;

namespace Breakwater.RateLimiting;

/// <summary>Limits that follow from a fleet file: its section `rateLimits`, and its providers' contracts.</summary>
public static class FleetRateLimits
{
    /// <summary>
    /// Options with the tenants and providers of a fleet in file order, so that their handles are position plus one. A provider admits what the file says for a minute,
    /// and of that at once what it says for a second (vendors count shorter windows than they publish), but tokens for at least one large request.
    /// </summary>
    /// <param name="fleet">A validated fleet.</param>
    /// <param name="adaptive">How the providers' concurrency follows their latency; null for no limit on it.</param>
    public static RateLimitOptions From(FleetSpecification fleet, AdaptiveConcurrency? adaptive = null) => new()
    {
        Agent = Of(fleet.RateLimits.Agent),
        Tenants = [.. fleet.Tenants.Select(t => new TenantRateLimits(t.Id, Of(fleet.RateLimits.Tenant)))],
        Fleets = [Of(fleet.RateLimits.Fleet)],
        Global = Of(fleet.RateLimits.Global),
        Providers = [.. fleet.Providers.Select(p => new ProviderRateLimits(p.Id, LimitsOf(p), adaptive))],
    };

    /// <summary>Options with a fleet's tenants and providers and no limit anywhere: for a host that limits elsewhere, and for measuring other controls alone.</summary>
    public static RateLimitOptions Unlimited(FleetSpecification fleet) => new()
    {
        Agent = RateLimits.None,
        Tenants = [.. fleet.Tenants.Select(t => new TenantRateLimits(t.Id, RateLimits.None))],
        Fleets = [RateLimits.None],
        Providers = [.. fleet.Providers.Select(p => new ProviderRateLimits(p.Id, RateLimits.None))],
    };

    /// <summary>The limits of a provider, by second of its contracted minute.</summary>
    public static RateLimits LimitsOf(Provider provider) => new()
    {
        Requests = Paced(provider.RequestsPerMinute, 2),
        Tokens = Paced(provider.TokensPerMinute, LargeRequest),
    };

    /// <summary>A level as the fleet file states it: what it admits for a period may come all at once.</summary>
    public static RateLimits Of(LevelLimits limits) => new() { Requests = Of(limits.Requests), Tokens = Of(limits.Tokens), Concurrency = limits.Concurrency };

    private static Rate? Of(CountPerPeriod? count) => count is { } c ? new Rate(c.Amount, c.Period, c.Amount) : null;

    /// <summary>Tokens of a request that a provider's burst always admits, as far as its minute does: a context of 200,000.</summary>
    public const long LargeRequest = 200_000;

    private static Rate Paced(long perMinute, long least)
    {
        var burst = Math.Max(perMinute / 60, Math.Min(least * 20 / 19 + 1, perMinute));
        return new(Math.Max(1, perMinute), TimeSpan.FromMinutes(1), Math.Max(2, burst));
    }
}
