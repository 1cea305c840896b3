using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Breakwater.Benchmarks;

/// <summary>What it costs that somebody can listen: admit and complete, alone, with every instrument heard, and with spans.</summary>
internal static class TelemetryScale
{
    private const int Batch = 2_000, Batches = 400;

    public static void Run(TextWriter output)
    {
        var gate = new GateBenchmarks { Agents = 10_000 };
        gate.Setup();
        Measure(output, "nobody listens", gate);
        using var meters = new MeterListener();
        var heard = 0L;
        meters.InstrumentPublished = static (instrument, listener) => { if (instrument.Meter.Name == "Breakwater") { listener.EnableMeasurementEvents(instrument); } };
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => heard++);
        meters.SetMeasurementEventCallback<double>((_, _, _, _) => heard++);
        meters.Start();
        Measure(output, "every instrument heard", gate);
        using var spans = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == "Breakwater", Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(spans);
        Measure(output, "and every span", gate);
    }

    private static void Measure(TextWriter output, string name, GateBenchmarks gate)
    {
        for (var i = 0; i < 20 * Batch; i++) { gate.AdmitAndComplete(); }
        var times = new double[Batches];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var b = 0; b < Batches; b++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++) { gate.AdmitAndComplete(); }
            times[b] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / Batch;
        }
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / ((double)Batch * Batches);
        Array.Sort(times);
        output.WriteLine(FormattableString.Invariant($"{name,-24} median {times[Batches / 2],7:0} ns  p95 {times[Batches * 95 / 100],7:0} ns  {bytes:0} B"));
    }
}
