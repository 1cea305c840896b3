using Breakwater.Lab.Scaling;
using Breakwater.Lab.Simulation;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Scaling;

public sealed class BreakpointTests
{
    private static readonly int[] Ladder = [5, 10, 20, 50, 100, 200, 500, 1000];
    private static readonly Budget AtMost = new("latency", 1000, "ms", HigherIsBetter: false);
    private static readonly Budget AtLeast = new("detection", 0.5, "share", HigherIsBetter: true);

    [Fact]
    public void Bisection_finds_what_a_linear_scan_finds() => Check.One(Trials.Of(), Prop.ForAll<NonNegativeInt, PositiveInt, NonNegativeInt>((low, gap, within) =>
    {
        var (held, broken) = (low.Get, low.Get + gap.Get);
        var threshold = held + 1 + within.Get % gap.Get;
        var tried = new HashSet<int>();
        var found = Bisection.SmallestBroken(held, broken, (n, _) => { tried.Add(n).ShouldBeTrue(); return n >= threshold; }, resolution: 0);
        var scanned = Enumerable.Range(held + 1, gap.Get).First(n => n >= threshold);
        found.SmallestBroken.ShouldBe(scanned);
        found.LargestHeld.ShouldBe(scanned - 1);
        found.IsExact.ShouldBeTrue();
        tried.Count.ShouldBe(found.Probes);
        found.Probes.ShouldBeLessThanOrEqualTo((int)Math.Ceiling(Math.Log2(gap.Get)) + 1);
    }));

    [Fact]
    public void Bisection_ends_at_its_resolution_or_when_tries_run_out() => Check.One(Trials.Of(), Prop.ForAll<PositiveInt, PositiveInt>((at, percent) =>
    {
        const int Top = 100_000;
        var threshold = 1 + at.Get % Top;
        var resolution = percent.Get % 20 / 100.0;
        var found = Bisection.SmallestBroken(0, Top, (n, _) => n >= threshold, resolution);
        threshold.ShouldBeInRange(found.LargestHeld + 1, found.SmallestBroken);
        (found.SmallestBroken - found.LargestHeld).ShouldBeLessThanOrEqualTo(Math.Max(1, (int)(resolution * found.SmallestBroken)));

        var few = Bisection.SmallestBroken(0, Top, (n, _) => n >= threshold, 0, maxProbes: 3);
        few.Probes.ShouldBe(3);
        threshold.ShouldBeInRange(few.LargestHeld + 1, few.SmallestBroken);
    }));

    [Fact]
    public void Bisection_can_be_cancelled_and_refuses_nonsense()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => Bisection.SmallestBroken(0, 10, (_, _) => true, cancellationToken: source.Token));
        Should.Throw<ArgumentOutOfRangeException>(() => Bisection.SmallestBroken(10, 10, (_, _) => true));
    }

    [Fact]
    public void Probes_run_each_size_once_and_tell_what_they_ran()
    {
        var runs = new List<int>();
        var probes = new Probes<int>((n, _) => { runs.Add(n); return n * n; });
        probes.Add(7, 49);
        foreach (var n in (int[])[9, 3, 9, 7, 3]) { probes.At(n, default).ShouldBe(n * n); }
        runs.ShouldBe([9, 3]);
        probes.Runs.Keys.ShouldBe([3, 7, 9]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_budget_broken_on_the_ladder_is_narrowed_down_by_running(bool higherIsBetter)
    {
        // 7 n breaks 1,000 at 143; 1 − n/600 falls below a half at 301.
        Func<int, double> curve = higherIsBetter ? n => 1 - n / 600.0 : n => 7 * n;
        var budget = higherIsBetter ? AtLeast : AtMost;
        var exact = higherIsBetter ? 301 : 143;
        var probes = new Probes<double>((n, _) => curve(n));
        var ladder = Ladder.Select(n => (n, curve(n))).ToArray();

        Breakpoint.Find(ladder, budget, null, probes.At, resolution: 0).ShouldBe(new Breakpoint(exact, 1000, "measured", null));
        var near = Breakpoint.Find(ladder, budget, null, probes.At);
        near.At!.Value.ShouldBeInRange(exact, exact * 1.021);
        probes.Runs.Keys.ShouldAllBe(n => higherIsBetter ? n > 200 && n < 500 : n > 100 && n < 200);
        Breakpoint.Find(ladder, budget, null, null).At.ShouldBe(higherIsBetter ? 500 : 200);
    }

    [Fact]
    public void The_first_break_counts_and_the_worst_of_several_runs()
    {
        Breakpoint.Find([(20, 5), (5, 1), (10, 2000), (40, 3000)], AtMost, null, null).At.ShouldBe(10);
        Breakpoint.Find([(5, 1), (10, 1), (10, 1001), (20, 1)], AtMost, null, null).At.ShouldBe(10);
        Breakpoint.Find([(5, 1001), (10, 1)], AtMost, null, (_, _) => throw new InvalidOperationException("nothing to run below the ladder")).At.ShouldBe(5);
        Breakpoint.Find([(5, 1), (10, double.NaN)], AtMost, null, null).At.ShouldBe(10);
        AtMost.IsBrokenBy(1000).ShouldBeFalse();
        AtLeast.IsBrokenBy(0.5).ShouldBeFalse();
    }

    [Fact]
    public void A_budget_that_holds_on_the_ladder_is_extrapolated_with_its_interval()
    {
        var exact = Ladder.Select(n => (n, 0.2 * n + 1)).ToArray();
        var found = Breakpoint.Find(exact, AtMost, Fit(exact), null);
        (found.At, found.TestedTo, found.How).ShouldBe((4996, 1000, "extrapolated"));
        found.Interval!.Value.Low.ShouldBe(4996, 1);
        found.Interval!.Value.High.ShouldBe(4996, 1);

        var random = new LabRandom(4);
        var noisy = Ladder.Select(n => (n, (0.2 * n + 1) * (1 + 0.03 * random.Normal()))).ToArray();
        var wide = Breakpoint.Find(noisy, AtMost, Fit(noisy), null);
        wide.Interval!.Value.Low.ShouldBeLessThan(wide.At!.Value);
        wide.Interval!.Value.High.ShouldBeGreaterThan(wide.At!.Value);
        4996.0.ShouldBeInRange(wide.Interval!.Value.Low, wide.Interval!.Value.High);

        var falling = Ladder.Select(n => (n, Math.Pow(n, -0.05))).ToArray();
        var broken = Breakpoint.Find(falling, AtLeast with { Limit = 0.7 }, Fit(falling), null);
        broken.At!.Value.ShouldBe(Math.Ceiling(Math.Pow(0.7, -20)), 1);
    }

    [Fact]
    public void Where_nothing_reaches_the_budget_it_held()
    {
        var slow = Ladder.Select(n => (n, Math.Log(n))).ToArray();
        Breakpoint.Find(slow, AtMost, Fit(slow), null).ShouldBe(new Breakpoint(null, 1000, "held", null));
        Breakpoint.Find(slow, AtMost, null, null).How.ShouldBe("held");

        // 0.005 n would break it at 200,000, twice as far as a fit up to 1,000 is trusted.
        var far = Ladder.Select(n => (n, 0.005 * n)).ToArray();
        Breakpoint.Find(far, AtMost, Fit(far), null).How.ShouldBe("held");
        Should.Throw<ArgumentException>(() => Breakpoint.Find([], AtMost, null, null));
    }

    [Fact]
    public void Result_carries_the_breakpoint()
    {
        var result = new Breakpoint(4996, 1000, "extrapolated", (4700, 5300)).ToResult("trust", "mesh", "p99", "complete", "agents", AtMost);
        (result.Experiment, result.Variant, result.Metric, result.Scaling, result.Axis).ShouldBe(("trust", "mesh", "p99", "complete", "agents"));
        (result.BudgetName, result.Budget, result.Unit, result.At, result.TestedTo, result.How).ShouldBe(("latency", 1000, "ms", 4996, 1000, "extrapolated"));
        result.Interval.ShouldBe([4700, 5300]);
    }

    private static Fit? Fit((int N, double Y)[] points) => ScalingFit.Fit([.. points.Select(p => ((double)p.N, p.Y))]);
}
