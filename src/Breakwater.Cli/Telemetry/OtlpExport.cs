using Breakwater.Contracts;
using Breakwater.Lab.Running;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Breakwater.Cli.Telemetry;

/// <summary>
/// Exports what a run's controls tell, and a span for each point, over OTLP. It works beside the run on threads of its own: a receiver that is slow or missing neither fails the run nor
/// delays it, and at the end it has its timeout and a second more.
/// </summary>
internal sealed class OtlpExport
{
    private static readonly TimeSpan More = TimeSpan.FromSeconds(1);

    private readonly OtlpTarget _target;
    private readonly OtlpFailures _failures;
    private readonly MeterProvider _meters;
    private readonly TracerProvider _traces;

    private OtlpExport(OtlpTarget target, OtlpFailures failures, MeterProvider meters, TracerProvider traces) => (_target, _failures, _meters, _traces) = (target, failures, meters, traces);

    /// <summary>Begins to listen and to export.</summary>
    public static OtlpExport Start(OtlpTarget target, string fleet, ulong seed)
    {
        var failures = new OtlpFailures();
        // What the environment says of the resource comes last, and holds.
        var resource = ResourceBuilder.CreateDefault().AddService("breakwater-stress")
            .AddAttributes([new("breakwater.fleet", fleet), new("breakwater.seed", (long)seed), new("breakwater.simulated", true)])
            .AddEnvironmentVariableDetector();
        var meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(BreakwaterTelemetry.Name)
            // Agents, and with them how long their actions take, are simulated.
            .AddView("gen_ai.client.operation.duration", MetricStreamConfiguration.Drop)
            .AddOtlpExporter((exporter, reader) =>
            {
                target.Apply(exporter, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)target.Interval.TotalMilliseconds;
            })
            .Build();
        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(LabTelemetry.Name)
            .AddOtlpExporter(exporter => target.Apply(exporter, "traces"))
            .Build();
        return new(target, failures, meters, traces);
    }

    /// <summary>Exports what is left and ends. Says what could not be delivered, and why; null if all was.</summary>
    public string? End()
    {
        // On threads of their own: what else keeps the pool busy takes nothing from the receiver's time.
        var patience = (int)_target.Timeout.TotalMilliseconds;
        var last = OnItsOwn(() => _meters.ForceFlush(patience));
        var spans = OnItsOwn(() => _traces.ForceFlush(patience));
        var inTime = Task.WaitAll([last, spans], _target.Timeout + More);
        var why = _failures.Last;
        // What a receiver that hangs still holds up ends with the process.
        _ = Task.Run(() =>
        {
            _meters.Dispose();
            _traces.Dispose();
            _failures.Dispose();
        });
        if (!inTime) { return $"Telemetry was not delivered to {_target.Name}: it did not answer in time. The run is not affected."; }
        if (!last.Result || !spans.Result) { return $"Telemetry was not delivered to {_target.Name}: {why ?? "it was refused"}. The run is not affected."; }
        return why is null ? null : $"Some telemetry was not delivered to {_target.Name}: {why}. The run is not affected.";
    }

    private static Task<bool> OnItsOwn(Func<bool> flush) => Task.Factory.StartNew(flush, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
