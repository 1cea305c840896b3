using System.Runtime.CompilerServices;

namespace Breakwater.Contracts;

/// <summary>
/// A token bucket in whole numbers. A level counts in parts of a request or token so small that each tick (100 ns) adds a whole number of them: a rate of 7 in 60 s is
/// 7 parts a tick, and a request is 600,000,000 of them. Nothing is ever rounded, so nothing drifts.
/// </summary>
/// <param name="Scale">Parts of one request, token or slot; 0 where the dimension is not limited.</param>
/// <param name="PerTick">Parts added each tick; 0 for concurrency, which comes back by completion only.</param>
/// <param name="Capacity">Parts of a full bucket.</param>
internal readonly record struct BucketTerms(long Scale, ulong PerTick, long Capacity)
{
    /// <summary>The largest capacity in parts; leaves room for debts and sums of levels.</summary>
    public const long MaxCapacity = 1L << 60;

    /// <summary>The deepest debt, reached only by usage beyond any bucket.</summary>
    public const long Floor = -(1L << 61);

    public bool IsLimited => Scale != 0;

    /// <summary>The most that one request may ask for.</summary>
    public long Burst => IsLimited ? Capacity / Scale : long.MaxValue;

    /// <summary>So much for each period, and at most a burst at once. Must fit; see <see cref="Fits"/>.</summary>
    public static BucketTerms Of(long amount, TimeSpan per, long burst)
    {
        var common = GreatestCommonDivisor(amount, per.Ticks);
        var scale = per.Ticks / common;
        return new(scale, (ulong)(amount / common), checked(burst * scale));
    }

    public static BucketTerms Of(int? concurrency) => concurrency is { } slots ? new(1, 0, slots) : default;

    /// <summary>Whether a rate can be counted in 64 bits.</summary>
    public static bool Fits(long amount, TimeSpan per, long burst) => (Int128)burst * (per.Ticks / GreatestCommonDivisor(amount, per.Ticks)) <= MaxCapacity;

    /// <summary>A level some ticks later; never above the capacity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Refilled(long level, long elapsed, long capacity)
    {
        var missing = capacity - level;
        if (missing <= 0 || PerTick == 0) { return level; }
        var high = Math.BigMul((ulong)elapsed, PerTick, out var added);
        return high != 0 || added >= (ulong)missing ? capacity : level + (long)added;
    }

    /// <summary>Ticks until so many parts have come in; at least 1.</summary>
    public long Wait(long missing) => PerTick == 0 ? 0 : (long)(((ulong)missing + PerTick - 1) / PerTick);

    /// <summary>Parts of an amount, at most as many as a bucket may have.</summary>
    public long Cost(long amount) => Math.BigMul((ulong)amount, (ulong)Scale, out var cost) != 0 || cost > MaxCapacity ? MaxCapacity : (long)cost;

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0) { (a, b) = (b, a % b); }
        return a;
    }
}
