namespace Breakwater.RateLimiting;

/// <summary>How a call to a provider ended, as far as its limits go.</summary>
public enum ProviderOutcome : byte
{
    /// <summary>It answered, be it with a refusal of its own making: its latency counts.</summary>
    Answered,
    /// <summary>HTTP 429, or 503 with a Retry-After: it is closed for everybody until then.</summary>
    Throttled,
    /// <summary>Time-out, 5xx or 529: it is overloaded. Concurrency is cut; it is not closed.</summary>
    Overloaded,
    /// <summary>Cancelled by the caller, or failed before it reached the provider: says nothing of it.</summary>
    Ignored,
}
