namespace Breakwater.RateLimiting;

/// <summary>
/// How the requests under way towards a provider follow its latency: a gradient limit after Netflix's concurrency-limits (<c>Gradient2Limit</c>), which compares
/// recent latency with a long average, and a multiplicative cut when the provider says that it is overloaded (AIMD, RFC 5681's principle).
/// </summary>
public sealed record AdaptiveConcurrency
{
    /// <summary>Requests under way to begin with. Default 20.</summary>
    public int Initial { get; init; } = 20;

    /// <summary>Never fewer; at least 2, so that one slot is left for safety. Default 2.</summary>
    public int Least { get; init; } = 2;

    /// <summary>Never more. Default 1,000.</summary>
    public int Most { get; init; } = 1_000;

    /// <summary>Latency may grow to so many percent of its long average before the limit shrinks. From 100 to 1,000; default 150.</summary>
    public int TolerancePercent { get; init; } = 150;

    /// <summary>What is left of the limit after an overload, in percent. From 10 to 99; default 70.</summary>
    public int OverloadPercent { get; init; } = 70;

    /// <summary>The limit moves at most once in this time, by the mean of what was observed in it. From 1 ms to a minute; default 1 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Windows over which the long average forgets. From 2 to 10,000; default 100.</summary>
    public int LongWindows { get; init; } = 100;
}
