using Breakwater.Lab.Comparing;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Comparing;

public sealed class RunComparisonTests
{
    private static readonly int[] s_sizes = [5, 10, 20, 30, 50];

    private static readonly (string Variant, string Scaling)[] s_series =
        [("plain", ScalingNames.Complete), ("plain", ScalingNames.ConstantDegree), ("clever", ScalingNames.ConstantDegree)];

    [Fact]
    public void A_run_has_not_moved_against_itself()
    {
        var comparison = RunComparison.Compare(Run(), Run());

        comparison.Moved.ShouldBeFalse();
        comparison.Compared.ShouldBe(s_series.Length * s_sizes.Length * 4);
        comparison.Headline.ShouldBe("Nothing moved; 60 values compared");
        comparison.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Exactly_what_was_planted_is_found_whichever_run_comes_first()
    {
        var places = from series in s_series from n in s_sizes from metric in new[] { "checks", "delayMs", "kept", "money" } select (series.Variant, series.Scaling, N: n, Metric: metric);
        var plants = Gen.Elements(places.ToArray()).ListOf().Resize(6).Select(p => p.Distinct().ToList());
        Prop.ForAll(plants.ToArbitrary(), planted =>
            {
                var (before, after) = (Run(), Run((place, value) => planted.Contains(place) ? value + 1 : value));
                foreach (var (comparison, sign) in new[] { (RunComparison.Compare(before, after), 1), (RunComparison.Compare(after, before), -1) })
                {
                    comparison.Moved.ShouldBe(planted.Count > 0);
                    comparison.Series.SelectMany(s => s.Values.Select(v => (s.Variant, s.Scaling, N: (int)v.At, s.Metric))).Order().ShouldBe(planted.Order());
                    comparison.Series.SelectMany(s => s.Values).ShouldAllBe(v => Math.Abs(v.After - v.Before - sign) < 1e-9 && v.Interval == null);
                    comparison.Series.ShouldAllBe(s => s.Direction == (s.Metric == "kept" == sign > 0 ? "better" : "worse"));
                }
            })
            .Check(Trials.Of());
    }

    [Fact]
    public void Rounding_of_a_time_is_no_move_and_the_least_work_is_one()
    {
        RunComparison.Compare(Run(), Run((p, v) => p.Metric == "delayMs" ? v * (1 + 1e-9) : v)).Moved.ShouldBeFalse();
        RunComparison.Compare(Run(), Run((p, v) => p.Metric == "delayMs" ? v * (1 + 1e-8) : v)).Series.Count.ShouldBe(3);
        RunComparison.Compare(Run(), Run((p, v) => p.Metric == "checks" ? v * (1 + 1e-9) : v)).Series.Count.ShouldBe(3);
    }

    [Fact]
    public void With_another_calibration_only_work_is_compared()
    {
        var other = Run((place, value) => value + 1);
        other = other with
        {
            Scenario = other.Scenario with { Calibration = other.Scenario.Calibration with { Digest = "other" } },
            Breakpoints = [ToyResults.Breakpoint("plain", "complete", "delayMs", 7, 50)],
        };

        var comparison = RunComparison.Compare(Run() with { Breakpoints = [ToyResults.Breakpoint("plain", "complete", "delayMs", 30, 50)] }, other);

        comparison.Series.Select(s => s.Metric).Distinct().ShouldBe(["checks"]);
        comparison.Breakpoints.ShouldBeEmpty();
        comparison.Compared.ShouldBe(s_series.Length * s_sizes.Length);
        comparison.Notes.ShouldHaveSingleItem().ShouldContain("only counted work is compared");
    }

    [Fact]
    public void With_another_seed_a_time_moves_when_it_leaves_the_interval_of_the_law()
    {
        // Alternately 4% above and below a straight line.
        double Noisy((string, string, int N, string Metric) place, double value) => place.Metric == "delayMs" ? value * (Array.IndexOf(s_sizes, place.N) % 2 == 0 ? 1.04 : 0.96) : value;
        var before = Run(Noisy, fits: true);
        ResultsDocument Reseeded(double factor) => Seeded(Run((p, v) => p.Metric == "delayMs" && p.N == 20 ? v * factor : Noisy(p, v), fits: true), 2);

        RunComparison.Compare(before, Reseeded(0.98)).Series.ShouldBeEmpty();
        var moved = RunComparison.Compare(before, Reseeded(1.5));
        moved.Series.ShouldAllBe(s => s.Metric == "delayMs" && s.Values.Count == 1 && s.Values[0].Interval!.Count == 2);
        moved.Series.Count.ShouldBe(3);
        moved.Notes.ShouldHaveSingleItem().ShouldStartWith("The seeds differ (1 then, 2 now)");

        // With one seed virtual time is exact.
        RunComparison.Compare(before, Seeded(Reseeded(0.98), 1)).Series.Count.ShouldBe(3);
    }

    [Fact]
    public void Another_fleet_is_allowed_and_said()
    {
        var other = Run();

        var comparison = RunComparison.Compare(other with { Scenario = other.Scenario with { Name = "harbour", Digest = "x", Agents = 7, Mode = "full", Partial = true } }, other);

        comparison.Moved.ShouldBeFalse();
        comparison.Baseline.Name.ShouldBe("harbour");
        comparison.Notes.Count.ShouldBe(3);
        comparison.Notes[0].ShouldContain("harbour with 7 agents");
    }

    [Fact]
    public void A_variant_of_one_run_alone_is_listed_and_has_not_moved()
    {
        var half = Bare(ToyResults.Of(Points((_, value) => value).Where(p => p.Variant == "plain")));

        var comparison = RunComparison.Compare(half, Run());

        comparison.Moved.ShouldBeFalse();
        comparison.OnlyHere.ShouldBe(["toy/clever"]);
        RunComparison.Compare(Run(), half).OnlyInBaseline.ShouldBe(["toy/clever"]);
    }

    [Theory]
    [InlineData(100.0, 101.0, false)]
    [InlineData(100.0, 103.0, true)]
    [InlineData(100.0, 97.0, true)]
    [InlineData(5.0, 6.0, false)]
    [InlineData(5.0, 7.0, true)]
    public void Measured_breakpoints_move_by_more_than_the_bisection_resolves(double before, double after, bool moved) =>
        Move(ToyResults.Breakpoint("plain", "complete", "delayMs", before, 200), ToyResults.Breakpoint("plain", "complete", "delayMs", after, 200)).ShouldBe(moved);

    [Theory]
    [InlineData(150.0, 50.0, 50.0, true)]
    [InlineData(40.0, 50.0, 30.0, true)]
    [InlineData(40.0, 30.0, 50.0, false)]
    [InlineData(150.0, 50.0, 200.0, false)]
    public void Against_a_budget_that_held_a_breakpoint_moves_if_that_run_got_there(double at, double heldTo, double testedTo, bool moved)
    {
        var held = ToyResults.Breakpoint("plain", "complete", "delayMs", null, heldTo);
        var broke = ToyResults.Breakpoint("plain", "complete", "delayMs", at, testedTo);
        Move(held, broke).ShouldBe(moved);
        Move(broke, held).ShouldBe(moved);
        if (moved) { RunComparison.Compare(Run() with { Breakpoints = [held] }, Run() with { Breakpoints = [broke] }).Breakpoints.Single().Direction.ShouldBe("worse"); }
    }

    [Fact]
    public void An_extrapolated_breakpoint_moves_when_the_other_leaves_its_interval()
    {
        BreakpointResult At(double at, double low, double high) => ToyResults.Breakpoint("plain", "complete", "delayMs", at, 50, "extrapolated", [low, high]);

        Move(At(100, 90, 115), At(120, 110, 130)).ShouldBeTrue();
        Move(At(100, 90, 125), At(120, 110, 130)).ShouldBeFalse();
        Move(At(100, 90, 115), At(120, 95, 130)).ShouldBeFalse();
        Move(At(100, 90, 115), ToyResults.Breakpoint("plain", "complete", "delayMs", 110, 200)).ShouldBeFalse();
        Move(At(100, 90, 115), ToyResults.Breakpoint("plain", "complete", "delayMs", 116, 200)).ShouldBeTrue();
    }

    [Fact]
    public void A_law_of_another_class_moved_and_one_on_other_sizes_only_if_it_goes_elsewhere()
    {
        ResultsDocument With(FitResult fit, Func<double, double>? scale = null)
        {
            var run = Run((p, v) => p.Metric == "checks" && scale is not null ? scale(p.N) : v);
            var toy = run.Experiments[0];
            return run with { Experiments = [toy with { Variants = [toy.Variants[0] with { Fits = [fit] }, toy.Variants[1]] }] };
        }

        var line = With(ToyResults.Fit("checks", "complete", "linear"));
        RunComparison.Compare(line, With(ToyResults.Fit("checks", "complete", "quadratic", "n²"))).Laws.ShouldHaveSingleItem().After.Class.ShouldBe("quadratic");
        RunComparison.Compare(line, With(ToyResults.Fit("checks", "complete", "sublinear", "power law", 10))).Laws.ShouldBeEmpty();
        RunComparison.Compare(line, With(ToyResults.Fit("checks", "complete", "quadratic", "n²", 10), n => n * n)).Laws.ShouldHaveSingleItem();
        RunComparison.Compare(line, With(ToyResults.Fit("checks", "complete", "quadratic", "n²", 60, 70), n => n * n)).Laws.ShouldBeEmpty();
    }

    [Fact]
    public void Judgements_and_statuses_that_changed_are_found()
    {
        var before = Run() with
        {
            Findings = [ToyResults.Finding("Y1", "break"), ToyResults.Finding("Y2", "hold"), ToyResults.Finding("Z", "bend", "elsewhere/v/m"), ToyResults.Finding("A1", "hold", "roster")],
            Controls = [new("IA-2.1", "Zero trust", "IA", 2, "implemented", null, "quadratic", [])],
            Questions = [new("1.1.1", "tabletop", 1, "q", "not yet measured", null, []), new("1.1.2", "tabletop", 1, "r", "answered", "42", [])],
        };
        var after = before with
        {
            Findings = [ToyResults.Finding("Y1", "hold"), ToyResults.Finding("A1", "hold", "roster"), ToyResults.Finding("Y3", "bend")],
            Controls = [before.Controls[0] with { Status = "measured" }],
            Questions = [before.Questions[0] with { Status = "answered", Answer = "12" }, before.Questions[1] with { Answer = "43" }],
        };

        var comparison = RunComparison.Compare(before, after);

        comparison.Findings.ShouldBe([new("Y1", "Y1", "break", "hold"), new("Y3", "Y3", null, "bend"), new("Y2", "Y2", "hold", null)]);
        comparison.Controls.ShouldBe([new("IA-2.1", "Zero trust", "implemented", "measured")]);
        comparison.Questions.ShouldBe([new("1.1.1", "q", "not yet measured", "answered")]);
        comparison.Headline.ShouldBe("Moved: 3 findings, 1 control, 1 question; 60 values compared");
    }

    [Fact]
    public void Thresholds_see_the_comparison()
    {
        ThresholdResult Moved(ResultsDocument baseline) => RunComparison.AddTo(Run(), baseline, [new MovedThreshold()], Thresholds.Names).Thresholds!.ShouldHaveSingleItem();

        Moved(Run()).Status.ShouldBe("passed");
        var failed = Moved(Run((_, v) => v + 1));
        (failed.Expression, failed.Status).ShouldBe(("moved", "failed"));
        failed.Values.ShouldBe([new("what moved", "60 values", true)]);
        RunComparison.AddTo(Run(), null, [], Thresholds.Names).Thresholds.ShouldBeNull();
    }

    private static bool Move(BreakpointResult was, BreakpointResult now)
    {
        var moved = RunComparison.Compare(Run() with { Breakpoints = [was] }, Run() with { Breakpoints = [now] }).Breakpoints.Count == 1;
        RunComparison.Compare(Run() with { Breakpoints = [now] }, Run() with { Breakpoints = [was] }).Breakpoints.Count.ShouldBe(moved ? 1 : 0);
        return moved;
    }

    private static ResultsDocument Seeded(ResultsDocument run, ulong seed) => run with { Scenario = run.Scenario with { Seed = seed } };

    private static ResultsDocument Run(Func<(string, string, int N, string Metric), double, double>? change = null, bool fits = false)
    {
        return Bare(ToyResults.Of(Points(change ?? ((_, value) => value)), fits ? s_series.Select(s => (s.Variant, s.Scaling, "delayMs", "linear")) : null));
    }

    private static ResultsDocument Bare(ResultsDocument run) => run with { Controls = [], Questions = [], Comparison = null, Thresholds = null };

    private static IEnumerable<(string Variant, string Scaling, int N, double Checks, double DelayMs, double Kept, double Money)> Points(Func<(string, string, int N, string Metric), double, double> change) =>
        from s in s_series
        from n in s_sizes
        let at = new Func<string, double, double>((metric, value) => change((s.Variant, s.Scaling, n, metric), value))
        select (s.Variant, s.Scaling, n, at("checks", 3.0 * n), at("delayMs", 2.0 * n), at("kept", 0.5), at("money", n));
}
