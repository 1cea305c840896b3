using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>
/// What the limiter says. A refusal names the level and dimension that keeps the request longest, and when to ask again. <c>default</c> is a grant only to look at:
/// a grant comes with a reservation.
/// </summary>
public readonly record struct RateVerdict
{
    private RateVerdict(Reason reason, RateLevel level, RateDimension dimension, TimeSpan retryAfter)
    {
        Reason = reason;
        Level = level;
        Dimension = dimension;
        RetryAfter = retryAfter;
    }

    /// <summary>Admitted.</summary>
    public static RateVerdict Granted => default;

    /// <summary>Why not; null for a grant.</summary>
    public Reason? Reason { get; }

    /// <summary>The level that refused.</summary>
    public RateLevel Level { get; }

    /// <summary>The dimension that refused.</summary>
    public RateDimension Dimension { get; }

    /// <summary>
    /// When to ask again. For <see cref="RateDimension.Requests"/>, <see cref="RateDimension.Tokens"/> and <see cref="RateDimension.Gate"/> exact: asked again then,
    /// with nothing else taken meanwhile, it is granted, and not a tick (100 ns) earlier. For concurrency, and where memory is at its bound, a suggestion. Zero where asking again does not help.
    /// </summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>Whether it was admitted.</summary>
    public bool IsGranted => Reason is null;

    /// <summary>The effect on a decision: allow, throttle where asking again can help, deny where it cannot.</summary>
    public Effect Effect => Reason is null ? Effect.Allow : Reason.Retryable ? Effect.Throttle : Effect.Deny;

    internal static RateVerdict Refused(Reason reason, RateLevel level, RateDimension dimension, long ticks) => new(reason, level, dimension, new(ticks));
}
