using Breakwater.Lab.Simulation;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Traffic;

/// <summary>
/// When the last call could be let out at the earliest if every level gave all it has, bursts included and nothing kept for safety: over any interval a bucket gives at most its
/// burst and its rate. Worked out from the arrivals alone, without the limiter.
/// </summary>
internal static class CapacityBound
{
    /// <summary>Virtual nanoseconds; 0 without calls.</summary>
    public static double LastNs(IReadOnlyList<CallRequest> requests, RateLimitOptions options)
    {
        var bound = requests.Count == 0 ? 0.0 : requests.Max(r => r.At);
        foreach (var (limits, mine) in Levels(requests, options))
        {
            if (limits.Requests is { } rate) { bound = Math.Max(bound, Of(mine, rate, _ => 1)); }
            if (limits.Tokens is { } tokens) { bound = Math.Max(bound, Of(mine, tokens, r => r.Used)); }
        }
        return bound;
    }

    private static IEnumerable<(RateLimits Limits, IEnumerable<CallRequest> Mine)> Levels(IReadOnlyList<CallRequest> requests, RateLimitOptions options) =>
    [
        (options.Global, requests),
        (options.Fleets[0], requests),
        .. requests.GroupBy(r => r.Tenant).Select(g => (options.Tenants[g.Key - 1].Limits, g.AsEnumerable())),
        .. requests.GroupBy(r => r.Provider).Select(g => (options.Providers[g.Key - 1].Limits, g.AsEnumerable())),
        .. requests.GroupBy(r => r.Agent).Select(g => (options.Agent, g.AsEnumerable())),
    ];

    // What arrives from a on cannot all be out before a + (amount − burst) ÷ rate, for every a.
    private static double Of(IEnumerable<CallRequest> requests, Rate rate, Func<CallRequest, long> amount)
    {
        var (after, bound) = (0L, 0.0);
        foreach (var request in requests.OrderByDescending(r => r.At))
        {
            after += amount(request);
            bound = Math.Max(bound, request.At + (after - rate.Burst) * (rate.Per.TotalSeconds * SimTime.Second / rate.Amount));
        }
        return bound;
    }
}
