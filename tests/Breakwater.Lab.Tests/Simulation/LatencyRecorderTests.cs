using Breakwater.Lab.Simulation;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Simulation;

public sealed class LatencyRecorderTests
{
    private static readonly double[] Shares = [0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1];

    [Fact]
    public void Quantiles_are_within_the_stated_error_of_the_sorted_values() => Check.One(Trials.Of(), Prop.ForAll<ulong, PositiveInt>((seed, count) =>
    {
        var values = Values(seed, count.Get);
        var recorder = Recorded(values);
        Array.Sort(values);
        foreach (var share in Shares)
        {
            var exact = values[Math.Max(0, (int)Math.Ceiling(share * values.Length) - 1)];
            recorder.Quantile(share).ShouldBe(exact, exact < 256 ? 1e-9 : exact * 0.004);
        }
        recorder.Quantile(0).ShouldBe(values[0]);
        recorder.Quantile(1).ShouldBe(values[^1]);
        (recorder.Min, recorder.Max, recorder.Count).ShouldBe((values[0], values[^1], (long)values.Length));
        recorder.Sum.ShouldBe((double)values.Aggregate(Int128.Zero, (sum, v) => sum + v));
    }));

    [Fact]
    public void Merged_is_the_same_as_recorded_in_one() => Check.One(Trials.Of(), Prop.ForAll<ulong, NonNegativeInt, NonNegativeInt>((seed, m, n) =>
    {
        var left = Values(seed, m.Get);
        var right = Values(seed + 1, n.Get);
        var merged = Recorded(left);
        merged.Merge(Recorded(right));
        var swapped = Recorded(right);
        swapped.Merge(Recorded(left));
        var all = Recorded([.. left, .. right]);
        foreach (var one in (LatencyRecorder[])[merged, swapped])
        {
            (one.Count, one.Min, one.Max, one.Sum).ShouldBe((all.Count, all.Min, all.Max, all.Sum));
            foreach (var share in Shares) { one.Quantile(share).ShouldBe(all.Quantile(share)); }
        }
    }));

    [Fact]
    public void Extremes_fit()
    {
        var recorder = Recorded([0, long.MaxValue, long.MaxValue]);
        recorder.Quantile(0.5).ShouldBe(long.MaxValue, long.MaxValue * 0.004);
        recorder.Mean.ShouldBe(long.MaxValue / 3.0 * 2, 1e4);
        Should.Throw<ArgumentOutOfRangeException>(() => recorder.Record(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => recorder.Quantile(double.NaN));
        new LatencyRecorder().Quantile(0.5).ShouldBe(0);
        new LatencyRecorder().Mean.ShouldBe(0);
    }

    // Spread over all magnitudes, small values included.
    private static long[] Values(ulong seed, int count)
    {
        var random = new LabRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (long)(random.NextUInt64() >> (1 + random.NextInt(63))))];
    }

    private static LatencyRecorder Recorded(long[] values)
    {
        var recorder = new LatencyRecorder();
        foreach (var value in values) { recorder.Record(value); }
        return recorder;
    }
}
