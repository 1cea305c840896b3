namespace Breakwater.RateLimiting;

/// <summary>
/// The hierarchy of limits and what a node remembers of it. As shipped: an agent 10 requests a minute, a fleet 100 a second; nothing else is limited.
/// </summary>
public sealed class RateLimitOptions
{
    /// <summary>Limits of every agent (EC-1.3). Default 10 requests a minute; the framework advises 100 an hour.</summary>
    public RateLimits Agent { get; set; } = new() { Requests = Rate.PerMinute(10) };

    /// <summary>Tenants in the order of the fleet file: a tenant's handle is its position plus one. A request for any other is refused. Default: none.</summary>
    public IList<TenantRateLimits> Tenants { get; set; } = [];

    /// <summary>Limits of each fleet, in order. Default one, with 100 requests a second.</summary>
    public IList<RateLimits> Fleets { get; set; } = [new() { Requests = Rate.PerSecond(100) }];

    /// <summary>Limits of everything together. Default none.</summary>
    public RateLimits Global { get; set; } = RateLimits.None;

    /// <summary>Providers in the order of the fleet file: a provider's handle is its position plus one. A request for any other is refused. Default: none.</summary>
    public IList<ProviderRateLimits> Providers { get; set; } = [];

    /// <summary>
    /// Percent of the burst, tokens and concurrency of every shared level that only safety traffic may use; rounded up, and at least 1. From 1 to 50; default 5.
    /// </summary>
    public int SafetyReservePercent { get; set; } = 5;

    /// <summary>Agents remembered at once. Idle ones are forgotten; where none is idle, a further agent is throttled. Default 262,144.</summary>
    public int MaxAgents { get; set; } = 262_144;

    /// <summary>Reservations open at once, shared out evenly over the lanes; beyond it requests are throttled. Default 1,048,576.</summary>
    public int MaxReservations { get; set; } = 1_048_576;

    /// <summary>
    /// Parts into which tenants, and then their agents, are hashed; requests of different parts do not wait for each other. A tenant has at least four, and all of them where
    /// it is alone. A power of two from 1 to 256; default 256. It is not taken from the machine, so that decisions repeat on another one.
    /// </summary>
    public int Lanes { get; set; } = 256;

    /// <summary>
    /// One part in so many of a shared level's burst is the most that lanes may hold for themselves, so that they need not meet at it. While they do, the level
    /// behaves as if its burst were up to that much smaller, never larger. A power of two from 2 to 1,024, or 0: lanes hold nothing, and every decision is that of
    /// one exact bucket. Default 8.
    /// </summary>
    public int LeasePart { get; set; } = 8;

    /// <summary>After a provider's Retry-After, its callers come back over this long, each at a time of its own. From zero to a minute; default 1 s.</summary>
    public TimeSpan ReopenSpread { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a provider stays closed after a 429 without a Retry-After; doubled with each that follows, up to <see cref="MaxClosed"/>. Default 1 s.</summary>
    public TimeSpan FirstClosed { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest a provider stays closed, whatever it asks for. Default 1 h.</summary>
    public TimeSpan MaxClosed { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When to ask again where what is lacking comes back with a completion, which no clock foretells. Default 100 ms.</summary>
    public TimeSpan CompletionRetry { get; set; } = TimeSpan.FromMilliseconds(100);
}

/// <summary>A tenant's place in the hierarchy.</summary>
/// <param name="Name">Tenant id; unique.</param>
/// <param name="Limits">Its limits; <see cref="RateLimits.None"/> for none of its own.</param>
/// <param name="Fleet">Position of its fleet in <see cref="RateLimitOptions.Fleets"/>, from 0.</param>
public sealed record TenantRateLimits(string Name, RateLimits Limits, int Fleet = 0);

/// <summary>A model provider's place in the hierarchy.</summary>
/// <param name="Name">Provider id; unique.</param>
/// <param name="Limits">Its limits, as contracted.</param>
/// <param name="Adaptive">How its concurrency follows its latency; null for a fixed limit.</param>
public sealed record ProviderRateLimits(string Name, RateLimits Limits, AdaptiveConcurrency? Adaptive = null);
