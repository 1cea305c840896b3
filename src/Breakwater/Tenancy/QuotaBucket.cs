using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Tenancy;

/// <summary>
/// One tenant's rate, in the exact arithmetic of the rate limits: full at first, never more than its amount at once. Thread-safe under a lock of its own, which only the
/// tenant's own threads meet; allocates nothing.
/// </summary>
internal sealed class QuotaBucket(CountPerPeriod rate, TickClock clock)
{
    private readonly BucketTerms _terms = BucketTerms.Of(rate.Amount, rate.Period, rate.Amount);
    private readonly Lock _lock = new();
    private long _level = BucketTerms.Of(rate.Amount, rate.Period, rate.Amount).Capacity;
    private long _last;

    /// <summary>Takes an amount, or nothing.</summary>
    /// <param name="amount">At least 1.</param>
    /// <param name="retryAfter">When it would be there, if nothing else were taken meanwhile; zero if taken, or if it is more than the bucket ever holds.</param>
    public bool TryTake(long amount, out TimeSpan retryAfter)
    {
        var cost = _terms.Cost(amount);
        var now = clock.Now();
        retryAfter = TimeSpan.Zero;
        lock (_lock)
        {
            // Another thread may have read its clock later and come first.
            if (now > _last)
            {
                _level = _terms.Refilled(_level, now - _last, _terms.Capacity);
                _last = now;
            }
            if (cost <= _level)
            {
                _level -= cost;
                return true;
            }
            if (cost <= _terms.Capacity) { retryAfter = new(_terms.Wait(cost - _level) + Math.Max(0, _last - now)); }
            return false;
        }
    }
}
