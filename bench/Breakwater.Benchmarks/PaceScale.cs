using System.Diagnostics;
using Breakwater.Contracts;
using Breakwater.Pace;

namespace Breakwater.Benchmarks;

/// <summary>What a phase costs an action: nothing degraded, somebody else degraded, the agent itself; and what a change costs.</summary>
internal static class PaceScale
{
    private const int Batch = 2_000, Batches = 400, Changes = 5_000;

    public static void Run(TextWriter output)
    {
        var gate = new GateBenchmarks { Agents = 10_000 };
        gate.Setup();
        var scopes = gate.Agents.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Measure(output, $"nothing of {scopes} agents degraded", gate);
        Degrade(gate, PaceScope.Agent(gate.Governor.Tenants[0].Id, gate.AgentName(1)), PaceState.Alternate);
        Measure(output, "one agent in Alternate", gate);
        var started = Stopwatch.GetTimestamp();
        for (var i = 2; i < 2 + Changes; i++) { Degrade(gate, PaceScope.Agent(gate.Governor.Tenants[0].Id, gate.AgentName(i)), PaceState.Alternate); }
        output.WriteLine(FormattableString.Invariant($"{"a change",-40} mean   {Stopwatch.GetElapsedTime(started).TotalNanoseconds / Changes,7:0} ns"));
        Measure(output, "half of them in Alternate", gate);
        Degrade(gate, PaceScope.Tenant(gate.Governor.Tenants[0].Id), PaceState.Alternate);
        Measure(output, "all in Alternate, by their tenant", gate);
    }

    private static void Degrade(GateBenchmarks gate, PaceScope scope, PaceState to)
    {
        var result = gate.Governor.Degrade(scope, to, "measured", "benchmark");
        if (!result.Done) { throw new InvalidOperationException(result.Error); }
        if (result.Record.Number % 1_000 == 0) { gate.Governor.Advance(ref gate.Work); }
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
        output.WriteLine(FormattableString.Invariant($"{name,-40} median {times[Batches / 2],7:0} ns  p95 {times[Batches * 95 / 100],7:0} ns  {bytes:0} B"));
    }
}
