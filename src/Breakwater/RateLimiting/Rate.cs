namespace Breakwater.RateLimiting;

/// <summary>
/// A token bucket: so much for each period, and at most a burst at once. In any interval of length t at most <c>Burst + Amount × t / Per</c> is admitted.
/// </summary>
/// <param name="Amount">Requests or tokens for each period; at least 1.</param>
/// <param name="Per">The period; at least 1 ms and at most a day.</param>
/// <param name="Burst">The most at once, which is what a bucket holds when it is full; at least 1.</param>
public readonly record struct Rate(long Amount, TimeSpan Per, long Burst)
{
    /// <summary>A rate per second that may all be used at once.</summary>
    public static Rate PerSecond(long amount) => new(amount, TimeSpan.FromSeconds(1), amount);

    /// <summary>A rate per minute that may all be used at once.</summary>
    public static Rate PerMinute(long amount) => new(amount, TimeSpan.FromMinutes(1), amount);
}
