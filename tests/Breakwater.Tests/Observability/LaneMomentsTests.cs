using Breakwater.Observability;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Observability;

/// <summary>Streaming moments against the obvious two passes in double precision.</summary>
public sealed class LaneMomentsTests
{
    [Fact]
    public void Moments_merged_from_any_split_are_those_of_the_whole()
    {
        var value = Gen.Choose(-1_000, 1_000).Select(v => v / 10f);
        var run = from values in value.ArrayOf() from cut in Gen.Choose(0, 100) select (values, cut);
        Prop.ForAll(run.ToArbitrary(), r =>
        {
            var cut = r.values.Length * r.cut / 100;
            var (left, right) = (Of(r.values[..cut]), Of(r.values[cut..]));
            var (merged, swapped) = (left, right);
            merged.Merge(right);
            swapped.Merge(left);
            Check(merged, r.values);
            Check(swapped, r.values);
            Check(Of(r.values), r.values);
        }).Check(Trials.Of());
    }

    [Fact]
    public void A_lane_that_is_not_masked_does_not_move()
    {
        var moments = default(LaneMoments);
        moments.Add(Lanes.All(5), Lanes.Mask(0b10));
        moments.Weight[0].ShouldBe(0);
        moments.Mean[0].ShouldBe(0);
        moments.Mean[1].ShouldBe(5);
    }

    [Fact]
    public void Limiting_the_weight_keeps_mean_and_variance()
    {
        var moments = Of([1, 2, 3, 4, 5, 6]);
        var (mean, variance) = (moments.Mean[0], moments.Variance[0]);
        moments.Limit(3);
        moments.Weight[0].ShouldBe(3);
        moments.Mean[0].ShouldBe(mean);
        moments.Variance[0].ShouldBe(variance, 1e-4);
    }

    [Fact]
    public void Lanes_sum_mask_and_order_as_written()
    {
        float[] values = [.. Enumerable.Range(0, Lanes.Count).Select(i => (float)(1 << i))];
        var lanes = Lanes.Of(values);
        lanes.Sum().ShouldBe(4_095);
        lanes.Largest().ShouldBe(2_048);
        for (var i = 0; i < Lanes.Count; i++)
        {
            lanes[i].ShouldBe(values[i]);
            Lanes.Bits(Lanes.Mask(1u << i)).ShouldBe(1u << i);
            (lanes & Lanes.Mask(1u << i)).Sum().ShouldBe(values[i]);
            (lanes & Lanes.Mask(1u << i)).LargestLane().ShouldBe((BehaviourSignal)i);
        }
    }

    private static LaneMoments Of(float[] values)
    {
        var moments = default(LaneMoments);
        foreach (var value in values) { moments.Add(Lanes.All(value), Lanes.Mask(0xFFF)); }
        return moments;
    }

    private static void Check(in LaneMoments moments, float[] values)
    {
        moments.Weight[3].ShouldBe(values.Length);
        if (values.Length == 0) { return; }
        var mean = values.Average(v => (double)v);
        var variance = values.Average(v => (v - mean) * (v - mean));
        moments.Mean[3].ShouldBe((float)mean, 0.01);
        moments.Variance[3].ShouldBe((float)variance, 0.01 + (variance * 1e-3));
    }
}
