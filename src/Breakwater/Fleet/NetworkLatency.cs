namespace Breakwater.Fleet;

/// <summary>One-way latency between regions: symmetric, with one value inside a region. Immutable.</summary>
public sealed class NetworkLatency(TimeSpan withinRegion, IReadOnlyDictionary<(string From, string To), TimeSpan> between)
{
    /// <summary>One-way latency inside a region.</summary>
    public TimeSpan WithinRegion { get; } = withinRegion;

    /// <summary>The pairs as given, in either order.</summary>
    public IReadOnlyDictionary<(string From, string To), TimeSpan> Between { get; } = between;

    /// <summary>One-way latency between two regions.</summary>
    /// <exception cref="KeyNotFoundException">The pair is not given; validation requires every pair.</exception>
    public TimeSpan OneWay(string from, string to) =>
        string.Equals(from, to, StringComparison.Ordinal) ? WithinRegion
        : Between.TryGetValue((from, to), out var there) ? there
        : Between[(to, from)];
}
