using Breakwater.Tests.Shared;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.ControlLog;
using Draws = Breakwater.TransparencyLog.Tests.Draws;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Policy.Rollout;

public sealed class GateTests
{
    private const double Z = 3.09;

    // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, score method, 95%.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Bounds_of_a_rate_are_the_published_ones(int hits, int trials, double low, double high)
    {
        var interval = ScoreInterval.Rate(hits, trials, 1.959964);
        interval.Low.ShouldBe(low, 0.00005);
        interval.High.ShouldBe(high, 0.00005);
    }

    [Fact]
    public void Bounds_of_a_difference_hold_it_turn_round_with_it_and_come_close_with_more_requests() =>
        Check.One(Trials.Of(2_000), Prop.ForAll(Gen.Choose(0, 400).ArrayOf(4).ToArbitrary(), n =>
        {
            var trials = n.Sum() + 1;
            var (difference, there, back) = ((double)(n[2] - n[1]) / trials, ScoreInterval.PairedIncrease(n[0], n[1], n[2], trials, Z), ScoreInterval.PairedIncrease(n[0], n[2], n[1], trials, Z));
            var more = ScoreInterval.PairedIncrease(100L * n[0], 100L * n[1], 100L * n[2], 100L * trials, Z);
            return there.Low <= difference + 1e-9 && difference <= there.High + 1e-9
                && Math.Abs(there.Low + back.High) < 1e-9 && Math.Abs(there.High + back.Low) < 1e-9
                && more.High - more.Low <= there.High - there.Low + 1e-9 && there.Low >= -1.0001 && there.High <= 1.0001;
        }));

    [Fact]
    public void A_difference_is_missed_as_seldom_as_promised()
    {
        // 90% two-sided over 2,000 samples of 400 requests: old denies 10%, new denies 10% of those it did not, so the increase is 9 points.
        var draws = new Draws(41);
        var missed = 0;
        for (var sample = 0; sample < 2_000; sample++)
        {
            var (both, first, second) = (0, 0, 0);
            for (var i = 0; i < 400; i++)
            {
                if (draws.Below(10) == 0) { both++; } else if (draws.Below(10) == 0) { second++; }
            }
            var interval = ScoreInterval.PairedIncrease(both, first, second, 400, 1.645);
            if (interval.Low > 0.09 || interval.High < 0.09) { missed++; }
        }
        (missed / 2_000.0).ShouldBe(0.10, 0.03);
    }

    [Fact]
    public void With_few_observations_no_gate_decides_however_bad_or_good_they_are() =>
        Check.One(Trials.Of(500), Prop.ForAll(Gen.Choose(0, 999).ToArbitrary(), Gen.Choose(0, 999).ToArbitrary(), (n, bad) =>
        {
            bad = Math.Min(n, bad);
            return GateReview.Of(new(), new() { Evaluated = n, AllowToDeny = bad, Slow = bad }, Z).All(f => f.State == GateState.Undecided)
                && GateReview.Of(new(), new() { Evaluated = n, Errors = bad }, Z).All(f => f.State == GateState.Undecided);
        }));

    [Fact]
    public void Each_gate_passes_what_is_surely_good_and_is_breached_by_what_is_surely_bad()
    {
        GateReview.Of(new(), RolloutWorld.Clean, Z).ShouldAllBe(f => f.State == GateState.Passed);
        State(new() { Evaluated = 5_000, ObligationsChanged = 500 }, GateKind.Drift).ShouldBe(GateState.Breached);
        State(new() { Evaluated = 5_000, ObligationsChanged = 500 }, GateKind.DenialIncrease).ShouldBe(GateState.Passed);
        State(new() { Evaluated = 5_000, AllowToDeny = 200 }, GateKind.DenialIncrease).ShouldBe(GateState.Breached);
        State(new() { Evaluated = 5_000, DenyToAllow = 200 }, GateKind.DenialIncrease).ShouldBe(GateState.Passed, "fewer denials are drift, not an increase");
        State(new() { Evaluated = 5_000, AllowToDeny = 100, BothDenied = 4_000 }, GateKind.DenialIncrease).ShouldBe(GateState.Undecided, "2 points exactly");
        State(new() { Evaluated = 5_000, Errors = 60 }, GateKind.Errors).ShouldBe(GateState.Breached);
        State(new() { Evaluated = 5_000, Slow = 100 }, GateKind.Latency).ShouldBe(GateState.Breached);
        State(new() { Evaluated = 5_000, Slow = 50 }, GateKind.Latency).ShouldBe(GateState.Undecided, "1% exactly");

        static GateState State(RolloutCounts counts, GateKind gate) => GateReview.Of(new(), counts, Z).Single(f => f.Gate == gate).State;
    }

    [Fact]
    public void Looking_again_and_again_seldom_rolls_back_what_is_right_at_the_threshold()
    {
        // 300 rollouts whose true drift is the threshold itself, each looked at 50 times.
        var draws = new Draws(7);
        var rolledBack = 0;
        for (var run = 0; run < 300; run++)
        {
            var (seen, drifted, breached) = (0, 0, false);
            for (var look = 0; look < 50 && !breached; look++)
            {
                for (var i = 0; i < 200; i++, seen++) { drifted += draws.Below(20) == 0 ? 1 : 0; }
                breached = GateReview.Of(new(), new() { Evaluated = seen, ObligationsChanged = drifted }, Z)[0].State == GateState.Breached;
            }
            if (breached) { rolledBack++; }
        }
        rolledBack.ShouldBeLessThanOrEqualTo(6, "2%");
    }
}
