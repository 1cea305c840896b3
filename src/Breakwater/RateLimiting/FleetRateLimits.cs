using Breakwater.Fleet;

namespace Breakwater.RateLimiting;

/// <summary>Limits that follow from a fleet file: its section `rateLimits`, and its providers' contracts.</summary>
public static class FleetRateLimits
{
    /// <summary>Tokens of a request that a provider's burst always admits, as far as its minute does: a context of 200,000.</summary>
    public const long LargeRequest = 200_000;

    /// <summary>
    /// Options with the tenants and providers of a fleet in file order, so that their handles are position plus one.
    /// </summary>
    /// <param name="fleet">A validated fleet.</param>
    /// <param name="adaptive">How the providers' concurrency follows their latency; null for no limit on it.</param>
    /// <param name="burst">See <see cref="LimitsOf"/>.</param>
    public static RateLimitOptions From(FleetSpecification fleet, AdaptiveConcurrency? adaptive = null, TimeSpan? burst = null) => new()
    {
        Agent = Of(fleet.RateLimits.Agent),
        Tenants = [.. fleet.Tenants.Select(t => new TenantRateLimits(t.Id, Of(fleet.RateLimits.Tenant)))],
        Fleets = [Of(fleet.RateLimits.Fleet)],
        Global = Of(fleet.RateLimits.Global),
        Providers = [.. fleet.Providers.Select(p => new ProviderRateLimits(p.Id, LimitsOf(p, burst), adaptive))],
    };

    /// <summary>
    /// What a gate uses unless it is told otherwise: the same with providers at 96% of what the file says and in bursts of 20 ms, because vendors count over shorter windows
    /// than they publish, and a bucket that is full at the wrong moment meets a 429.
    /// </summary>
    /// <param name="fleet">A validated fleet.</param>
    /// <param name="adaptive">How the providers' concurrency follows their latency; null for no limit on it.</param>
    public static RateLimitOptions Paced(FleetSpecification fleet, AdaptiveConcurrency? adaptive = null) =>
        From(fleet with
        {
            Providers = [.. fleet.Providers.Select(p => p with { RequestsPerMinute = Below(p.RequestsPerMinute), TokensPerMinute = Below(p.TokensPerMinute) })],
        }, adaptive, PacedBurst);

    /// <summary>Share of a provider's published rate that <see cref="Paced"/> uses, in percent.</summary>
    public const int PacePercent = 96;

    /// <summary>What <see cref="Paced"/> sends to a provider at once: what comes in during this.</summary>
    public static readonly TimeSpan PacedBurst = TimeSpan.FromMilliseconds(20);

    /// <summary>Options with a fleet's tenants and providers and no limit anywhere: for a host that limits elsewhere, and for measuring other controls alone.</summary>
    public static RateLimitOptions Unlimited(FleetSpecification fleet) => new()
    {
        Agent = RateLimits.None,
        Tenants = [.. fleet.Tenants.Select(t => new TenantRateLimits(t.Id, RateLimits.None))],
        Fleets = [RateLimits.None],
        Providers = [.. fleet.Providers.Select(p => new ProviderRateLimits(p.Id, RateLimits.None))],
    };

    /// <summary>A level as the fleet file states it: what it admits for a period may come all at once.</summary>
    public static RateLimits Of(LevelLimits limits) => new() { Requests = Of(limits.Requests), Tokens = Of(limits.Tokens), Concurrency = limits.Concurrency };

    /// <summary>
    /// The limits of a provider: what it admits in a minute, and at once what comes in during <paramref name="burst"/>, but tokens for at least one
    /// <see cref="LargeRequest"/>. A vendor that counts in windows sees up to a burst more than the rate in one of them: give a short burst, and a rate below its own.
    /// </summary>
    /// <param name="provider">The provider.</param>
    /// <param name="burst">Up to a minute; a second if null, because vendors count shorter windows than they publish.</param>
    public static RateLimits LimitsOf(Provider provider, TimeSpan? burst = null)
    {
        var time = burst ?? TimeSpan.FromSeconds(1);
        return new() { Requests = InBursts(provider.RequestsPerMinute, 2, time), Tokens = InBursts(provider.TokensPerMinute, LargeRequest, time) };
    }

    private static long Below(long perMinute) => Math.Max(1, (long)((Int128)perMinute * PacePercent / 100));

    private static Rate? Of(CountPerPeriod? count) => count is { } c ? new Rate(c.Amount, c.Period, c.Amount) : null;

    // A twentieth of the burst is kept for safety: the least has to fit beside it.
    private static Rate InBursts(long perMinute, long least, TimeSpan burst)
    {
        var atOnce = Math.Max((long)((Int128)perMinute * burst.Ticks / TimeSpan.TicksPerMinute), Math.Min(least * 20 / 19 + 1, perMinute));
        return new(Math.Max(1, perMinute), TimeSpan.FromMinutes(1), Math.Max(2, atOnce));
    }
}
