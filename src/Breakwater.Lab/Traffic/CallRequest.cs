using Breakwater.Contracts;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Traffic;

/// <summary>One call that an agent wants to make.</summary>
/// <param name="At">When, in virtual nanoseconds.</param>
/// <param name="Agent">Index in the roster.</param>
/// <param name="Tenant">Its tenant: position in the fleet file plus one.</param>
/// <param name="Provider">The provider it calls: position in the fleet file plus one.</param>
/// <param name="Priority">Its class.</param>
/// <param name="Estimate">Tokens reserved for it.</param>
/// <param name="Used">Tokens it will use.</param>
internal readonly record struct CallRequest(long At, int Agent, ushort Tenant, ushort Provider, Priority Priority, long Estimate, long Used)
{
    /// <summary>What the limiter is asked for.</summary>
    /// <param name="tenants">Handles by position.</param>
    public RateRequest Rate(TenantHandle[] tenants) => new(tenants[Tenant - 1], new((uint)Agent, 1), new(Provider), Estimate);
}

/// <summary>What became of a call.</summary>
internal enum CallEnd : byte
{
    /// <summary>Still under way: never, once a run is over.</summary>
    Pending,
    /// <summary>The provider answered.</summary>
    Answered,
    /// <summary>The agent was left with a 429.</summary>
    Throttled,
    /// <summary>The agent was left with a refusal of its own limits.</summary>
    Refused,
    /// <summary>The agent was left with a provider that was out.</summary>
    Out,
    /// <summary>Its time was up before an answer came: it was shed from a queue, or the agent hung up.</summary>
    TimedOut,
}

/// <summary>What an agent's side does when it is refused.</summary>
internal enum Retrying
{
    /// <summary>It gives up.</summary>
    Never,
    /// <summary>It asks again at once, at most three times: what was told of waiting is not read.</summary>
    AtOnce,
    /// <summary>It asks again when it was told to, at most three times.</summary>
    AsTold,
    /// <summary>The retry policy that ships decides: jitter, at most three, within the tenant's budget.</summary>
    Budgeted,
}

/// <summary>How calls are let out.</summary>
/// <param name="Limits">The limiter's hierarchy; null for no limiter.</param>
/// <param name="Queues">Whether what is refused waits in an admission queue, one for each provider. Needs a limiter.</param>
/// <param name="Retrying">What happens after a refusal.</param>
/// <param name="Feedback">Whether the limiter is told how calls end.</param>
/// <param name="Deadline">How long after it was asked for an answer still counts; null for ever.</param>
/// <param name="WaitsToTheEnd">Whether a call waits in its queue until the deadline, and not only until the provider's slowest hundredth of answers would miss it.</param>
internal sealed record CallRules(RateLimitOptions? Limits, bool Queues, Retrying Retrying, bool Feedback, TimeSpan? Deadline = null, bool WaitsToTheEnd = false);
