using System.Diagnostics.Tracing;

namespace Breakwater.Cli.Telemetry;

/// <summary>Remembers the last failure that the exporter reports, in a few words. Thread-safe.</summary>
internal sealed class OtlpFailures : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
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
        var text = string.Join(' ', (eventData.Payload ?? []).OfType<string>());
        // Of an exception that is written whole, the innermost says what happened.
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => !l.StartsWith("at ", StringComparison.Ordinal) && !l.StartsWith("---", StringComparison.Ordinal)).ToList();
        _last = lines.Count == 0 ? eventData.EventName : lines[0];
    }
}
