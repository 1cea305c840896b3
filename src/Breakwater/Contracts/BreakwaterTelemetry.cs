using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Breakwater.Contracts;

/// <summary>
/// Where the runtime tells what it does: one meter and one source of spans, both named <see cref="Name"/>, for whoever listens. Nothing is exported from here; a host does that
/// with two lines, <c>AddMeter(BreakwaterTelemetry.Name)</c> and <c>AddSource(BreakwaterTelemetry.Name)</c>. While nobody listens, an instrument costs one read. Thread-safe.
/// </summary>
/// <remarks>Series are per tenant, cluster and fixed words, never per agent: a name that the fleet file does not have becomes no tag value. Spans are for single actions, and name the agent.</remarks>
public static class BreakwaterTelemetry
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Breakwater";

    /// <summary>Version of the OpenTelemetry semantic conventions whose GenAI names are used: the last release of them before they moved to a repository of their own.</summary>
    public const string SemanticConventions = "1.41.0";

    /// <summary>Schema of these names.</summary>
    public const string SchemaUrl = "https://opentelemetry.io/schemas/" + SemanticConventions;

    /// <summary>The meter of every instrument of the runtime.</summary>
    internal static Meter Meter { get; } = new(new MeterOptions(Name) { TelemetrySchemaUrl = SchemaUrl });

    /// <summary>The source of every span of the runtime.</summary>
    internal static ActivitySource Source { get; } = new(new ActivitySourceOptions(Name) { TelemetrySchemaUrl = SchemaUrl });

    /// <summary>A counter of the runtime.</summary>
    internal static Counter<long> Counter(string name, string unit, string description) => Meter.CreateCounter<long>(name, unit, description);

    /// <summary>A histogram of the runtime with fixed bounds.</summary>
    internal static Histogram<T> Histogram<T>(string name, string unit, string description, params T[] bounds) where T : struct =>
        Meter.CreateHistogram(name, unit, description, tags: null, new InstrumentAdvice<T> { HistogramBucketBoundaries = bounds });
}
