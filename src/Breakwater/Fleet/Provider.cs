using Breakwater.Contracts;

namespace Breakwater.Fleet;

/// <summary>A model provider.</summary>
public sealed record Provider
{
    /// <summary>Unique id.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Runs inside the institution rather than at a vendor.</summary>
    public bool OnPremises { get; init; }

    /// <summary>Id of the vendor whose model it serves, where that differs from <see cref="Id"/> (an on-premises copy, say).</summary>
    public string? Vendor { get; init; }

    /// <summary>Median response time.</summary>
    public required TimeSpan LatencyMedian { get; init; }

    /// <summary>99th percentile of the response time.</summary>
    public required TimeSpan LatencyP99 { get; init; }

    /// <summary>Requests admitted per minute.</summary>
    public required long RequestsPerMinute { get; init; }

    /// <summary>Tokens admitted per minute.</summary>
    public required long TokensPerMinute { get; init; }

    /// <summary>Price of a million input tokens.</summary>
    public required Money InputPrice { get; init; }

    /// <summary>Price of a million output tokens.</summary>
    public required Money OutputPrice { get; init; }

    /// <summary>Mean time between outages; null if the file gives none.</summary>
    public TimeSpan? MeanTimeBetweenFailures { get; init; }

    /// <summary>Mean length of an outage; null if the file gives none.</summary>
    public TimeSpan? MeanTimeToRepair { get; init; }
}
