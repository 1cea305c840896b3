using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>Every reason the rate limits, the admission queue and the retry policy give.</summary>
public static class RateLimitReasons
{
    private const int Dimensions = 4;
    private static readonly ControlId Limits = ControlId.Parse("EC-1.3");
    private static readonly ControlId Concentration = ControlId.Parse("PG-2.9");
    private static readonly ControlId Retries = ControlId.Parse("EC-1.10");
    private static readonly ControlId Gateway = ControlId.Parse("ENV-15");

    private static readonly Reason[] Exhausted = [.. Each(false)];
    private static readonly Reason[] TooLarge = [.. Each(true)];

    /// <summary>The tenant is not configured.</summary>
    public static Reason UnknownTenant { get; } = new(Limits, "rates.unknown-tenant", "the rate limits know no such tenant");

    /// <summary>The request names no agent.</summary>
    public static Reason UnknownAgent { get; } = new(Limits, "rates.unknown-agent", "a request of work must name its agent");

    /// <summary>The provider is not configured.</summary>
    public static Reason UnknownProvider { get; } = new(Limits, "rates.unknown-provider", "the rate limits know no such provider");

    /// <summary>The estimate is below zero.</summary>
    public static Reason BadEstimate { get; } = new(Limits, "rates.bad-estimate", "an estimate of tokens is zero or more");

    /// <summary>As many agents are remembered as may be, and none was found idle.</summary>
    public static Reason TooManyAgents { get; } = new(Limits, "rates.too-many-agents", "as many agents are active as the limiter may remember", retryable: true);

    /// <summary>As many reservations are open as may be.</summary>
    public static Reason TooManyReservations { get; } = new(Limits, "rates.too-many-reservations", "as many reservations are open as may be", retryable: true);

    /// <summary>The queue is full, and of nothing less urgent.</summary>
    public static Reason QueueFull { get; } = new(Limits, "rates.queue-full", "the queue is full of what is as urgent or more", retryable: true);

    /// <summary>The tenant has as much in the queue as it may.</summary>
    public static Reason TenantQueueFull { get; } = new(Limits, "rates.tenant-queue-full", "the tenant has as many requests waiting as it may", retryable: true);

    /// <summary>What was shed has not been taken from the queue by its host.</summary>
    public static Reason ShedNotTaken { get; } = new(Limits, "rates.shed-not-taken", "the host has not taken what the queue shed", retryable: true);

    /// <summary>It gave way to something more urgent.</summary>
    public static Reason Displaced { get; } = new(Limits, "rates.displaced", "the request gave its place in the queue to a more urgent one", retryable: true);

    /// <summary>Its deadline passed, before or while it waited.</summary>
    public static Reason DeadlinePassed { get; } = new(Limits, "rates.deadline-passed", "the deadline passed before the request could be served");

    /// <summary>The task has had its retries.</summary>
    public static Reason RetriesUsedUp { get; } = new(Retries, "rates.retries-used-up", "the task has been tried as often as it may");

    /// <summary>The tenant's share of retries is used up.</summary>
    public static Reason RetryBudgetUsedUp { get; } = new(Gateway, "rates.retry-budget-used-up", "the tenant has used up its share of retries");

    /// <summary>Asking again does not help.</summary>
    public static Reason NotRetryable { get; } = new(Retries, "rates.not-retryable", "asking again would not help");

    /// <summary>A level has none left for now. One reason for each level and dimension.</summary>
    public static Reason Of(RateLevel level, RateDimension dimension) => Exhausted[(int)level * Dimensions + (int)dimension];

    /// <summary>A request asks for more than a level ever has. One reason for each level and dimension.</summary>
    public static Reason Above(RateLevel level, RateDimension dimension) => TooLarge[(int)level * Dimensions + (int)dimension];

    private static IEnumerable<Reason> Each(bool above)
    {
        foreach (var level in Enum.GetValues<RateLevel>())
        {
            foreach (var dimension in Enum.GetValues<RateDimension>())
            {
                var (l, d) = (Lower(level), Lower(dimension));
                var control = level == RateLevel.Provider ? Concentration : Limits;
                yield return above
                    ? new(control, $"rates.{l}-{d}-too-large", $"the request asks for more {d} than the limit of its {l} ever gives")
                    : dimension == RateDimension.Gate
                        ? new(control, $"rates.{l}-closed", $"the {l} asked not to be called for now", retryable: true)
                        : new(control, $"rates.{l}-{d}", $"the limit on {d} of the {l} level is reached", retryable: true);
            }
        }

        static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
    }
}
