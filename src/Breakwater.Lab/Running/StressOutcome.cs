using Breakwater.Lab.Results;

namespace Breakwater.Lab.Running;

/// <summary>A finished (or cut short) run.</summary>
/// <param name="Results">What was measured; the same bytes for the same inputs.</param>
/// <param name="Timings">What the wall clock said.</param>
public sealed record StressOutcome(ResultsDocument Results, TimingsDocument Timings);

/// <summary>The whole of <c>timings.json</c>: wall-clock figures of this machine and this run, never repeatable.</summary>
public sealed record TimingsDocument
{
    public string Schema { get; init; } = "breakwater.timings/1.0";
    public required string Machine { get; init; }
    public required int Threads { get; init; }
    public required DateTimeOffset Started { get; init; }
    public required double Seconds { get; init; }
    public required IReadOnlyList<PointTiming> Points { get; init; }
}

/// <summary>Wall-clock time of one point.</summary>
public sealed record PointTiming(string Experiment, string Variant, int N, string Scaling, double Seconds);
