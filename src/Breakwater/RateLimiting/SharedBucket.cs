using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>
/// One dimension of a level that all lanes share. Lanes hold part of it for themselves (see <see cref="Holding"/>), so that they seldom meet here.
/// Everything needs <see cref="Lock"/>; locks of several buckets are taken in the order of their numbers, after those of lanes.
/// </summary>
/// <remarks>
/// INVARIANT (no overshoot): <c>Level + Lent ≤ Capacity</c>, where <c>Lent</c> is the most that lanes may hold. What they hold was taken from the level, so level and
/// holdings together never exceed an exact bucket's level; they fall short of it by at most what is lent.
/// INVARIANT (debt stops all): while anything is lent, <c>Level ≥ Reserve</c>. So what a lane holds, work may take without asking.
/// </remarks>
internal sealed class SharedBucket(RateLevel level, RateDimension dimension, BucketTerms terms, int safetyPercent)
{
    /// <summary>A lane takes a share only if it is worth so many requests like the one that asks.</summary>
    private const int WorthWhile = 8;

    private long _last;

    public Lock Lock { get; } = new();

    public RateLevel At { get; } = level;

    public RateDimension Dimension { get; } = dimension;

    public BucketTerms Terms { get; private set; } = terms;

    /// <summary>Parts that only safety traffic may take.</summary>
    public long Reserve { get; private set; } = ReserveOf(terms, safetyPercent);

    public long Level { get; private set; } = terms.Capacity;

    public long Lent { get; private set; }

    /// <summary>The most that a request of work may ask for.</summary>
    public long MostForWork => (Terms.Capacity - Reserve) / Terms.Scale;

    public static long ReserveOf(BucketTerms terms, int percent) =>
        terms.IsLimited ? Math.Max(1, (terms.Burst * percent + 99) / 100) * terms.Scale : 0;

    public void Refill(long now)
    {
        // Another thread may have read its clock later and come first.
        if (now <= _last) { return; }
        Level = Terms.Refilled(Level, now - _last, Terms.Capacity - Lent);
        _last = now;
    }

    /// <summary>Takes back what a lane holds. Refill first: what the lane spent meanwhile counts as spent now, never earlier.</summary>
    public void Recall(ref Holding holding)
    {
        Level += holding.Have;
        Lent -= holding.Share;
        holding.Have = holding.Share = 0;
    }

    public void Take(long cost) => Level = Math.Max(Level - cost, BucketTerms.Floor);

    public void GiveBack(long parts)
    {
        var most = Terms.Capacity - Lent;
        if (Level < most) { Level = Math.Min(most, Level + parts); }
    }

    /// <summary>Lends a lane that holds nothing a share of what is left, if that is worth it.</summary>
    public void Lend(ref Holding holding, long cost, int shift)
    {
        var share = (Level - Reserve) >> shift;
        if (share <= 0 || share / WorthWhile < cost) { return; }
        Level -= share;
        Lent += share;
        holding.Have = holding.Share = share;
    }

    /// <summary>Ticks from a time until so many parts have come in.</summary>
    public long Wait(long missing, long now) => Terms.Wait(missing) + Math.Max(0, _last - now);

    /// <summary>Changes how many may be under way. Needs everything recalled. What is under way beyond the new limit is a debt.</summary>
    public void Resize(int slots, int safetyPercent)
    {
        Level += slots - Terms.Capacity;
        Terms = BucketTerms.Of(slots);
        Reserve = ReserveOf(Terms, safetyPercent);
    }
}

/// <summary>What one lane holds of a shared bucket. Guarded by the lane's lock; <see cref="Share"/> is in the bucket's <see cref="SharedBucket.Lent"/>.</summary>
internal struct Holding
{
    /// <summary>Parts left to spend, from 0 to <see cref="Share"/>.</summary>
    public long Have;

    /// <summary>The most it may have.</summary>
    public long Share;

    /// <summary>Parts of one request, token or slot.</summary>
    public long Scale;

    /// <summary>The most that one request of work may ask for.</summary>
    public long Most;

    /// <summary>Which dimension it is of.</summary>
    public RateDimension Dimension;
}
