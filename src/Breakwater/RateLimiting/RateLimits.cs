namespace Breakwater.RateLimiting;

/// <summary>The limits of one level. A dimension that is null is not limited there.</summary>
public sealed record RateLimits
{
    /// <summary>No limit in any dimension.</summary>
    public static RateLimits None { get; } = new();

    /// <summary>Requests per time; null for no limit.</summary>
    public Rate? Requests { get; init; }

    /// <summary>Tokens per time; null for no limit.</summary>
    public Rate? Tokens { get; init; }

    /// <summary>Requests under way at once, at least 1; null for no limit.</summary>
    public int? Concurrency { get; init; }

    internal bool Limits => Requests is not null || Tokens is not null || Concurrency is not null;
}
