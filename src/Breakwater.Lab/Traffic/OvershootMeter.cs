using Breakwater.RateLimiting;

namespace Breakwater.Lab.Traffic;

/// <summary>
/// Checks the limiter's books from outside: an exact bucket for each agent, tenant, fleet and provider, in 128 bits, without lanes or shares. What a level admits beyond its bucket is overshoot.
/// </summary>
internal sealed class OvershootMeter(RateLimitOptions options)
{
    private readonly Dictionary<(RateLevel Level, int Key, bool Tokens), Bucket> _buckets = [];

    /// <summary>Requests or tokens admitted that an exact bucket would not have held; 0 is the only right answer.</summary>
    public double Overshoot { get; private set; }

    public void Take(in CallRequest request, long ticks)
    {
        Take(RateLevel.Agent, request.Agent, options.Agent, request, ticks);
        Take(RateLevel.Tenant, request.Tenant, options.Tenants[request.Tenant - 1].Limits, request, ticks);
        Take(RateLevel.Fleet, 0, options.Fleets[0], request, ticks);
        Take(RateLevel.Global, 0, options.Global, request, ticks);
        Take(RateLevel.Provider, request.Provider, options.Providers[request.Provider - 1].Limits, request, ticks);
    }

    public void Settle(in CallRequest request, long used, long ticks)
    {
        var unused = request.Estimate - used;
        if (unused == 0) { return; }
        foreach (var key in new[] { (RateLevel.Agent, request.Agent), (RateLevel.Tenant, request.Tenant), (RateLevel.Fleet, 0), (RateLevel.Global, 0), (RateLevel.Provider, request.Provider) })
        {
            if (_buckets.TryGetValue((key.Item1, key.Item2, true), out var bucket)) { bucket.Settle(unused, ticks); }
        }
    }

    private void Take(RateLevel level, int key, RateLimits limits, in CallRequest request, long ticks)
    {
        if (limits.Requests is { } requests) { Overshoot += BucketOf((level, key, false), requests).Take(1, ticks); }
        if (limits.Tokens is { } tokens) { Overshoot += BucketOf((level, key, true), tokens).Take(request.Estimate, ticks); }
    }

    private Bucket BucketOf((RateLevel Level, int Key, bool Tokens) key, Rate rate)
    {
        if (!_buckets.TryGetValue(key, out var bucket)) { _buckets[key] = bucket = new(rate); }
        return bucket;
    }

    // Levels in units of one part of Per: amounts come in as whole numbers each tick.
    private sealed class Bucket(Rate rate)
    {
        private readonly Int128 _capacity = (Int128)rate.Burst * rate.Per.Ticks;
        private Int128 _level = (Int128)rate.Burst * rate.Per.Ticks;
        private long _last;

        public double Take(long amount, long ticks)
        {
            Refill(ticks);
            var before = Int128.Max(0, _level);
            var cost = (Int128)amount * rate.Per.Ticks;
            _level -= cost;
            return cost <= before ? 0 : (double)(cost - before) / rate.Per.Ticks;
        }

        public void Settle(long unused, long ticks)
        {
            Refill(ticks);
            _level = Int128.Min(_capacity, _level + (Int128)unused * rate.Per.Ticks);
        }

        private void Refill(long ticks)
        {
            _level = Int128.Min(_capacity, _level + (Int128)rate.Amount * (ticks - _last));
            _last = ticks;
        }
    }
}
