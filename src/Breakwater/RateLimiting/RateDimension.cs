namespace Breakwater.RateLimiting;

/// <summary>What is limited at a level.</summary>
public enum RateDimension : byte
{
    /// <summary>Requests per time.</summary>
    Requests,
    /// <summary>Tokens per time: the estimate is reserved, what was used is settled.</summary>
    Tokens,
    /// <summary>Requests under way at once.</summary>
    Concurrency,
    /// <summary>Whether a provider takes requests at all: it is closed until its Retry-After has passed.</summary>
    Gate,
}
