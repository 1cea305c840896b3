using System.Globalization;
using System.IO.Compression;
using Breakwater.Fleet;
using Breakwater.Lab.Herds;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;

namespace Breakwater.Benchmarks;

/// <summary>Recorded arrivals of a model service, ten times as fast, let out by a fleet's hierarchy: waits by class. Virtual time, so that the figures repeat.</summary>
internal static class HerdTraces
{
    /// <summary>Plays traces; those that end in <c>.gz</c> are unpacked.</summary>
    public static void Run(string fleetFile, IReadOnlyList<string> traces, TextWriter output)
    {
        var read = FleetFile.Load(fleetFile);
        if (read.Fleet is not { } fleet)
        {
            foreach (var problem in read.Problems) { output.WriteLine(problem.Message); }
            return;
        }
        foreach (var path in traces)
        {
            using var file = File.OpenRead(path);
            using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(stream);
            var calls = HerdCalls.Recorded(FleetRoster.Expand(fleet), RecordedArrivals.Read(reader, HerdExperiment.TimesFaster));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}: {calls.Length:#,0} calls in {calls[^1].At / 1e9:0} s on {fleet.Name}, {calls.GroupBy(c => c.At / SimTime.Second).Max(g => g.Count())} in the busiest second"));
            foreach (var variant in new[] { HerdVariants.NoLimit, HerdVariants.Hierarchy, HerdVariants.Paced }) { Play(variant, fleet, calls, output); }
        }
    }

    private static void Play(string variant, FleetSpecification fleet, CallRequest[] calls, TextWriter output)
    {
        var herd = HerdReading.Play(fleet, calls, HerdVariants.Rules(variant, fleet), new Simulator(1), CancellationToken.None);
        var over = herd.OverBound(CapacityBound.LastNs(calls, FleetRateLimits.From(fleet)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {variant,-16} 429s {herd.Run.Throttled}, reach an agent {herd.Count(CallEnd.Throttled)}, not answered {herd.Failed}, retries {herd.Run.Retries}, overshoot {herd.Run.Overshoot:0}, last beyond the bound {(over is { } o ? o.ToString("P2", CultureInfo.InvariantCulture) : "-")}"));
        foreach (var priority in Enum.GetValues<Priority>())
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {priority,-8} p50 {herd.WaitMs(priority, 0.5):0.0} ms, p99 {herd.WaitMs(priority, 0.99):0.0} ms"));
        }
    }
}
