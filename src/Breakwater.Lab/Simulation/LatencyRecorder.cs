using System.Numerics;

namespace Breakwater.Lab.Simulation;

/// <summary>
/// Counts durations (or any non-negative integers) in log-linear buckets: exact below 128, above that 128 buckets for each power of two,
/// so that a quantile is within 0.4% of a recorded value. Count, sum, mean, least and greatest are exact. At most 7,296 buckets however
/// much is recorded; merging gives the same as recording everything in one, in any order. Not safe for use by two threads at once.
/// </summary>
public sealed class LatencyRecorder
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private long[] _counts = new long[SubBuckets];
    private Int128 _sum;

    public long Count { get; private set; }

    /// <summary>Least value recorded; 0 when there is none.</summary>
    public long Min { get; private set; }

    /// <summary>Greatest value recorded; 0 when there is none.</summary>
    public long Max { get; private set; }

    /// <summary>Sum of the values.</summary>
    public double Sum => (double)_sum;

    /// <summary>Mean of the values; 0 when there is none.</summary>
    public double Mean => Count == 0 ? 0 : (double)_sum / Count;

    /// <summary>Counts a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public void Record(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var bucket = BucketOf(value);
        if (bucket >= _counts.Length) { Reach(bucket); }
        _counts[bucket]++;
        _sum += value;
        Min = Count == 0 ? value : Math.Min(Min, value);
        Max = Math.Max(Max, value);
        Count++;
    }

    /// <summary>Adds everything another recorder has counted.</summary>
    public void Merge(LatencyRecorder other)
    {
        if (other.Count == 0) { return; }
        if (other._counts.Length > _counts.Length) { Reach(other._counts.Length - 1); }
        for (var i = 0; i < other._counts.Length; i++) { _counts[i] += other._counts[i]; }
        _sum += other._sum;
        Min = Count == 0 ? other.Min : Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        Count += other.Count;
    }

    /// <summary>
    /// The value at or below which the given share of the values lie (nearest rank), to 0.4%: the middle of its bucket, never beyond the
    /// least or greatest recorded. 0 when there is none.
    /// </summary>
    /// <param name="share">In [0, 1]; 0 gives the least, 1 the greatest.</param>
    public double Quantile(double share)
    {
        if (share is not (>= 0 and <= 1)) { throw new ArgumentOutOfRangeException(nameof(share), share, "must lie between 0 and 1"); }
        if (Count == 0 || share == 0) { return Min; }
        var rank = (long)Math.Ceiling(share * Count);
        if (rank >= Count) { return Max; }
        var seen = 0L;
        var bucket = -1;
        while (seen < rank) { seen += _counts[++bucket]; }
        return Math.Clamp(MiddleOf(bucket), Min, Max);
    }

    private static int BucketOf(long value)
    {
        if (value < SubBuckets) { return (int)value; }
        var shift = BitOperations.Log2((ulong)value) - SubBucketBits;
        return (shift << SubBucketBits) + (int)(value >> shift);
    }

    private static double MiddleOf(int bucket)
    {
        if (bucket < 2 * SubBuckets) { return bucket; }
        var shift = (bucket >> SubBucketBits) - 1;
        var low = (long)(bucket - (shift << SubBucketBits)) << shift;
        return low + ((1L << shift) - 1) / 2.0;
    }

    private void Reach(int bucket) => Array.Resize(ref _counts, ((bucket >> SubBucketBits) + 1) << SubBucketBits);
}
