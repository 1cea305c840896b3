using System.Diagnostics.Tracing;

namespace Breakwater.Cli.Telemetry;

/// <summary>Remembers the last failure that the exporter reports, in a few words. Thread-safe.</summary>
internal sealed class OtlpFailures : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const string Type = "Exception: ";
    private volatile string? _last;

    /// <summary>Null if there was none.</summary>
    public string? Last => _last;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter) { EnableEvents(eventSource, EventLevel.Warning); }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name != Exporter) { return; }
        // What was thrown is written whole; its first line says what happened, after its type.
        var thrown = (eventData.Payload ?? []).OfType<string>().LastOrDefault(p => p.Contains(Type, StringComparison.Ordinal));
        _last = thrown is null ? eventData.EventName : thrown.Split('\n')[0][(thrown.Split('\n')[0].LastIndexOf(Type, StringComparison.Ordinal) + Type.Length)..].Trim().TrimEnd('.');
    }
}
