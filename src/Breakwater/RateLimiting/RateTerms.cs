using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>Rates as the terms of buckets.</summary>
internal static class RateTerms
{
    extension(BucketTerms)
    {
        public static BucketTerms Of(Rate? rate) => rate is { } r ? BucketTerms.Of(r.Amount, r.Per, r.Burst) : default;

        public static bool Fits(Rate rate) => BucketTerms.Fits(rate.Amount, rate.Per, rate.Burst);
    }
}
