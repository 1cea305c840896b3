using System.Numerics;
using Breakwater.RateLimiting;

namespace Breakwater.Tests.RateLimiting;

/// <summary>A token bucket, slow and obviously right: one over the period is the unit, numbers have no end.</summary>
internal sealed class OracleBucket
{
    private readonly BigInteger _unit;
    private readonly BigInteger _perTick;
    private readonly BigInteger _capacity;
    private readonly BigInteger _reserve;
    private BigInteger _level;
    private long _last;

    public OracleBucket(RateLevel level, RateDimension dimension, Rate rate, int safetyPercent, int shrunkBy = 0)
        : this(level, dimension, rate.Burst, rate.Per.Ticks, rate.Amount, safetyPercent, shrunkBy) { }

    public OracleBucket(RateLevel level, int slots, int safetyPercent, int shrunkBy = 0)
        : this(level, RateDimension.Concurrency, slots, 1, 0, safetyPercent, shrunkBy) { }

    private OracleBucket(RateLevel level, RateDimension dimension, long burst, long unit, long perTick, int safetyPercent, int shrunkBy)
    {
        Level = level;
        Dimension = dimension;
        _unit = unit;
        _perTick = perTick;
        _reserve = safetyPercent == 0 ? 0 : Math.Max(1, (burst * safetyPercent + 99) / 100) * _unit;
        _capacity = burst * _unit - (shrunkBy == 0 ? 0 : burst * _unit / shrunkBy + 1);
        _level = _capacity;
        Burst = burst;
    }

    public RateLevel Level { get; }

    public RateDimension Dimension { get; }

    public long Burst { get; }

    public bool Never(BigInteger amount, bool isSafety) => amount * _unit > Burst * _unit - (isSafety ? 0 : _reserve);

    /// <summary>Ticks until the amount is there; 0 if it is; -1 if no clock can say.</summary>
    public BigInteger Wait(BigInteger amount, bool isSafety, long now)
    {
        Advance(now);
        var missing = amount * _unit - (_level - (isSafety ? 0 : _reserve));
        if (missing <= 0) { return 0; }
        return _perTick == 0 ? -1 : (missing + _perTick - 1) / _perTick;
    }

    public void Move(BigInteger amount, long now)
    {
        Advance(now);
        _level = BigInteger.Min(_capacity, _level + amount * _unit);
    }

    private void Advance(long now)
    {
        if (_perTick > 0 && _level < _capacity) { _level = BigInteger.Min(_capacity, _level + (now - _last) * _perTick); }
        _last = now;
    }
}

/// <summary>The whole hierarchy, as a list of exact buckets for each request.</summary>
internal sealed class OracleHierarchy(RateLimitOptions options, int shrunkBy = 0)
{
    private readonly Dictionary<(RateLevel Level, int Key), List<OracleBucket>> _buckets = [];

    public readonly record struct Answer(bool IsGranted, RateLevel Level, RateDimension Dimension, bool IsNever, bool IsCompletion, BigInteger Wait);

    public Answer Ask(int tenant, int agent, int provider, long tokens, bool isSafety, long now)
    {
        var answer = new Answer(true, default, default, false, false, 0);
        foreach (var bucket in Path(tenant, agent, provider, isSafety))
        {
            var amount = bucket.Dimension == RateDimension.Tokens ? tokens : 1;
            if (amount == 0) { continue; }
            if (bucket.Never(amount, isSafety))
            {
                if (!answer.IsNever) { answer = answer with { IsGranted = false, IsNever = true, Level = bucket.Level, Dimension = bucket.Dimension }; }
                continue;
            }
            var wait = bucket.Wait(amount, isSafety, now);
            if (wait == 0) { continue; }
            if (wait < 0)
            {
                if (!answer.IsNever && !answer.IsCompletion) { answer = answer with { Level = bucket.Level, Dimension = bucket.Dimension }; }
                answer = answer with { IsGranted = false, IsCompletion = true };
                continue;
            }
            if (!answer.IsNever && !answer.IsCompletion && wait > answer.Wait) { answer = answer with { Level = bucket.Level, Dimension = bucket.Dimension }; }
            answer = answer with { IsGranted = false, Wait = BigInteger.Max(answer.Wait, wait) };
        }
        return answer;
    }

    public void Move(int tenant, int agent, int provider, bool isSafety, BigInteger requests, BigInteger tokens, BigInteger slots, long now)
    {
        foreach (var bucket in Path(tenant, agent, provider, isSafety))
        {
            bucket.Move(bucket.Dimension switch { RateDimension.Requests => requests, RateDimension.Tokens => tokens, _ => slots }, now);
        }
    }

    private IEnumerable<OracleBucket> Path(int tenant, int agent, int provider, bool isSafety)
    {
        var entry = options.Tenants[tenant];
        if (!isSafety)
        {
            foreach (var b in At(RateLevel.Agent, agent * 1_000 + tenant, options.Agent)) { yield return b; }
        }
        foreach (var b in At(RateLevel.Tenant, tenant, entry.Limits)) { yield return b; }
        foreach (var b in At(RateLevel.Fleet, entry.Fleet, options.Fleets[entry.Fleet])) { yield return b; }
        foreach (var b in At(RateLevel.Global, 0, options.Global)) { yield return b; }
        if (provider > 0)
        {
            foreach (var b in At(RateLevel.Provider, provider, options.Providers[provider - 1].Limits)) { yield return b; }
        }
    }

    private List<OracleBucket> At(RateLevel level, int key, RateLimits limits)
    {
        if (_buckets.TryGetValue((level, key), out var known)) { return known; }
        var isShared = level != RateLevel.Agent;
        var (percent, shrunk) = isShared ? (options.SafetyReservePercent, shrunkBy) : (0, 0);
        var made = new List<OracleBucket>();
        if (limits.Requests is { } requests) { made.Add(new(level, RateDimension.Requests, requests, percent, shrunk)); }
        if (limits.Tokens is { } tokens) { made.Add(new(level, RateDimension.Tokens, tokens, percent, shrunk)); }
        if (limits.Concurrency is { } slots) { made.Add(new(level, slots, percent, shrunk)); }
        return _buckets[(level, key)] = made;
    }
}
