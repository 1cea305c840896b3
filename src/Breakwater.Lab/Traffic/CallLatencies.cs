using Breakwater.Fleet;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Traffic;

/// <summary>What an answer to each call takes: log-normal, after its provider's median and 99th percentile. One draw for each call, so a call on another provider is as lucky as before.</summary>
internal static class CallLatencies
{
    /// <summary>Virtual nanoseconds by call.</summary>
    public static long[] Draw(IReadOnlyList<Provider> providers, IReadOnlyList<CallRequest> calls, LabRandom random)
    {
        var latencies = new long[calls.Count];
        for (var i = 0; i < latencies.Length; i++)
        {
            var provider = providers[calls[i].Provider - 1];
            var median = SimTime.From(provider.LatencyMedian);
            latencies[i] = SimTime.FromNanoseconds(random.LogNormal(Math.Max(1, median), Math.Max(1, Math.Max(median, SimTime.From(provider.LatencyP99)))));
        }
        return latencies;
    }
}
