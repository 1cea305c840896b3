namespace Breakwater.Fleet;

/// <summary>The section <c>rateLimits</c>: what each level of the hierarchy admits. Providers' limits stand with the providers.</summary>
public sealed record RateLimitSettings
{
    /// <summary>Every agent. Unless set 10 requests a minute.</summary>
    public LevelLimits Agent { get; init; } = new(new(10, TimeSpan.FromMinutes(1)), null, null);

    /// <summary>Every tenant. Unless set none of its own.</summary>
    public LevelLimits Tenant { get; init; } = LevelLimits.None;

    /// <summary>The fleet. Unless set 100 requests a second.</summary>
    public LevelLimits Fleet { get; init; } = new(new(100, TimeSpan.FromSeconds(1)), null, null);

    /// <summary>Everything a gate admits together. Unless set no limit.</summary>
    public LevelLimits Global { get; init; } = LevelLimits.None;
}

/// <summary>Limits of one level; null where there is none.</summary>
/// <param name="Requests">Requests per period.</param>
/// <param name="Tokens">Tokens per period, read and written together.</param>
/// <param name="Concurrency">Requests under way at once.</param>
public sealed record LevelLimits(CountPerPeriod? Requests, CountPerPeriod? Tokens, int? Concurrency)
{
    /// <summary>No limit in any dimension.</summary>
    public static LevelLimits None { get; } = new(null, null, null);
}

/// <summary>So many in each period, all at once if need be: <c>100/s</c> is not <c>6000/min</c>.</summary>
/// <param name="Amount">At least 1.</param>
/// <param name="Period">A second, a minute, an hour or a day.</param>
public readonly record struct CountPerPeriod(long Amount, TimeSpan Period);
