using System.Numerics;
using Breakwater.Observability;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Observability;

/// <summary>How many of a group must deviate, against the binomial distribution summed exactly.</summary>
public sealed class ShiftThresholdsTests
{
    [Theory]
    [InlineData(4, 5)]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    [InlineData(7, 6)]
    [InlineData(11, 6)]
    [InlineData(12, 7)]
    [InlineData(13, 7)]
    [InlineData(14, 7)]
    [InlineData(15, 8)]
    [InlineData(100, 50)]
    public void By_default_small_groups_need_more_than_half(int active, int needed) => Math.Ceiling(Default().At(active)).ShouldBe(needed);

    /// <summary>The fewest whose tail is within the chance, and one fewer is not: in whole numbers, over 50ⁿ.</summary>
    [Fact]
    public void It_is_the_fewest_that_chance_does_not_bring_about()
    {
        var digits = Gen.Choose(2, 14);
        Prop.ForAll((from n in Gen.Choose(0, 300) from d in digits select (n, d)).ToArbitrary(), drawn =>
        {
            var (n, digit) = drawn;
            var least = ShiftThresholds.LeastAt(n, Math.Pow(10, -digit));
            // P(X ≥ k) ≤ 10^-d, both sides times 50ⁿ · 10^d.
            (Tail(n, least) * BigInteger.Pow(10, digit) <= BigInteger.Pow(50, n)).ShouldBeTrue($"{least} of {n}");
            (least == 0 || Tail(n, least - 1) * BigInteger.Pow(10, digit) > BigInteger.Pow(50, n)).ShouldBeTrue($"{least - 1} of {n}");
        }).Check(Trials.Of());
    }

    [Fact]
    public void The_share_is_never_undercut_and_beyond_the_table_it_asks_for_more_than_chance_does()
    {
        foreach (var share in new[] { 0.2, 0.5, 1 })
        {
            var thresholds = new ShiftThresholds(share, 1e-9, 10);
            for (var n = 0; n <= 1_000; n++) { ((double)thresholds.At(n)).ShouldBeGreaterThanOrEqualTo((float)share * n); }
        }
        var chance = 1e-9 / (1_440 * 2 * 10);
        for (var n = 257; n <= 2_000; n++) { ShiftThresholds.LeastAt(n, chance).ShouldBeLessThanOrEqualTo((int)Math.Ceiling(0.2 * n)); }
    }

    private static ShiftThresholds Default() => new WatchTerms(new()).Shifts;

    /// <summary>P(X ≥ k) · 50ⁿ for n members of which each deviates with 1/50.</summary>
    private static BigInteger Tail(int n, int k)
    {
        var (sum, choose) = (BigInteger.Zero, BigInteger.One);
        for (var j = 0; j <= n; j++)
        {
            if (j >= k) { sum += choose * BigInteger.Pow(49, n - j); }
            choose = choose * (n - j) / (j + 1);
        }
        return sum;
    }
}
