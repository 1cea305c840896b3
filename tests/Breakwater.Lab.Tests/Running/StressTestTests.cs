using Breakwater.Lab.Calibration;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tests.Experiments;

namespace Breakwater.Lab.Tests.Running;

/// <summary>Ladder, fit, prediction, bisection, cancellation and failure, on experiments whose law is known.</summary>
public sealed class StressTestTests
{
    [Fact]
    public void A_linear_law_is_recovered_and_predicted_beyond_a_thousand_from_what_lies_below()
    {
        var variant = Run(new FakeExperiment(n => 7 * n)).Experiments[0].Variants[0];
        var fit = variant.Fits.ShouldHaveSingleItem();
        (fit.Law, fit.Class).ShouldBe(("n", "linear"));
        fit.Predictions.Select(p => p.At).ShouldBe([2_000, 5_000]);
        foreach (var prediction in fit.Predictions)
        {
            prediction.Measured.ShouldBe(7 * prediction.At);
            prediction.Predicted.ShouldBe(7 * prediction.At, 1e-3 * prediction.At);
        }
    }

    [Fact]
    public void A_law_that_changes_beyond_a_thousand_is_shown_to_have_been_predicted_wrong()
    {
        var fit = Run(new FakeExperiment(n => n <= 1_000 ? n : (double)n * n)).Experiments[0].Variants[0].Fits[0];
        var last = fit.Predictions.Single(p => p.At == 5_000);
        last.Predicted.ShouldBe(5_000, 5);
        last.Measured.ShouldBe(25_000_000);
    }

    [Fact]
    public void What_was_not_run_is_predicted_and_has_no_measurement()
    {
        var fit = Run(new FakeExperiment(n => (double)n * n, reach: 500)).Experiments[0].Variants[0].Fits[0];
        (fit.Law, fit.Class).ShouldBe(("n²", "quadratic"));
        fit.Predictions.Select(p => p.At).ShouldBe([1_000, 10_000, 100_000]);
        fit.Predictions.ShouldAllBe(p => p.Measured == null);
        fit.Predictions[2].Predicted.ShouldBe(1e10, 1e7);
    }

    [Theory]
    [InlineData(1, 1_234)]
    [InlineData(1, 150)]
    [InlineData(2, 1_234)]
    [InlineData(2, 61)]
    public void A_breakpoint_is_bisected_by_real_runs(int power, int truth)
    {
        var experiment = new FakeExperiment(n => Math.Pow(n, power), limit: Math.Pow(truth, power) - 0.5);
        var results = Run(experiment);
        var found = results.Breakpoints.ShouldHaveSingleItem();
        found.How.ShouldBe("measured");
        found.At!.Value.ShouldBeInRange(truth, truth * 1.021 + 1);
        experiment.Ran.ShouldContain((int)found.At.Value);
        // The sizes that were run for it are points like any other.
        results.Experiments[0].Variants[0].Points.Select(p => p.N).ShouldBe(experiment.Ran);
        experiment.Ran.Count.ShouldBeInRange(12, 25);
    }

    [Fact]
    public void A_hard_limit_in_the_values_is_found_where_it_is_and_not_where_a_law_would_have_it()
    {
        var experiment = new FakeExperiment(n => n < 777 ? 1 : 1e9, limit: 10);
        Run(experiment).Breakpoints.ShouldHaveSingleItem().At!.Value.ShouldBeInRange(777, 777 * 1.021);
    }

    [Fact]
    public void A_constant_holds_and_a_slow_law_is_extrapolated()
    {
        var held = Run(new FakeExperiment(_ => 3, limit: 4));
        held.Experiments[0].Variants[0].Fits[0].Class.ShouldBe("constant");
        var found = held.Breakpoints.ShouldHaveSingleItem();
        (found.How, found.At, found.TestedTo).ShouldBe(("held", null, 5_000));

        var beyond = Run(new FakeExperiment(n => n, limit: 20_000)).Breakpoints.ShouldHaveSingleItem();
        beyond.How.ShouldBe("extrapolated");
        beyond.At!.Value.ShouldBe(20_001, 20);
    }

    [Fact]
    public void A_size_that_a_limit_of_the_fleet_refuses_ends_the_climb_and_is_said()
    {
        var results = Run(new FakeExperiment(n => n < 1_000 ? n : throw new HardLimitException("There is no room; make some.", new InvalidOperationException())));
        var experiment = results.Experiments[0];
        experiment.Variants[0].Points.Select(p => p.N).Max().ShouldBe(500);
        experiment.Assumptions.ShouldContain("From 1,000 agents on nothing was run: There is no room; make some.");
        results.Deliverables.First(d => d.Id == "B").StressPoints.ShouldContain(s => s.Judgement == "break" && s.Reasoning.Contains("There is no room"));
    }

    [Theory]
    [InlineData(StressMode.Quick, 200)]
    [InlineData(StressMode.Default, 500)]
    [InlineData(StressMode.Full, 5)]
    public void A_failure_surfaces_with_the_line_that_replays_it(StressMode mode, int n)
    {
        var experiment = new FakeExperiment(size => size == n ? throw new InvalidDataException("Something broke.") : size);
        var failure = Should.Throw<PointFailedException>(() => Run(experiment, new() { Mode = mode, Seed = 18, Threads = 3 }));
        failure.Message.ShouldBe($"fake/only failed at {n} agents under constant-degree: Something broke. Replay it with: breakwater replay FLEET.yaml --experiment fake --variant only --n {n} --scaling constant-degree --seed 18");
        failure.InnerException.ShouldBeOfType<InvalidDataException>();
    }

    [Fact]
    public void A_failure_during_bisection_surfaces_too() =>
        Should.Throw<PointFailedException>(() => Run(new FakeExperiment(n => n is > 500 and < 1_000 ? throw new InvalidDataException("x") : n, limit: 700)));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Cut_short_it_gives_what_is_finished_and_says_so(int threads)
    {
        using var stop = new CancellationTokenSource();
        var experiment = new FakeExperiment(n =>
        {
            if (n == 500) { stop.Cancel(); }
            // What other threads take up meanwhile waits for the interrupt, however the threads are scheduled.
            if (n < 500) { stop.Token.WaitHandle.WaitOne(); }
            return n;
        });
        var results = Run(experiment, new() { Threads = threads }, cancellation: stop.Token);
        results.Scenario.Partial.ShouldBeTrue();
        // The longest come first.
        results.Experiments[0].Variants[0].Points.Select(p => p.N).ShouldContain(1_000);
        results.Experiments[0].Variants[0].Points.Select(p => p.N).ShouldNotContain(5);
        results.Breakpoints.ShouldBeEmpty();
    }

    [Fact]
    public void Stopped_before_anything_is_finished_it_still_gives_a_document()
    {
        var results = LabBench.Stress(LabBench.Bank, new(), cancellation: new(canceled: true)).Results;
        results.Scenario.Partial.ShouldBeTrue();
        results.Experiments.SelectMany(e => e.Variants).SelectMany(v => v.Points).ShouldBeEmpty();
        results.Findings.ShouldAllBe(f => f.Deliverable == "A");
        results.Experiments.ShouldAllBe(e => e.Assumptions.Any(a => a.StartsWith("No findings were drawn")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Progress_never_goes_back_and_ends_at_one(int threads)
    {
        var reports = new List<StressProgress>();
        Run(new FakeExperiment(n => n, limit: 777), new() { Threads = threads }, new Listener(reports));
        reports.ShouldNotBeEmpty();
        reports.Zip(reports.Skip(1)).ShouldAllBe(p => p.First.Done <= p.Second.Done && p.First.PointsDone <= p.Second.PointsDone && p.First.PointsTotal <= p.Second.PointsTotal);
        reports.ShouldAllBe(p => p.Done >= 0 && p.Done <= 1 && p.PointsDone <= p.PointsTotal);
        reports[^1].Done.ShouldBe(1, 1e-9);
        reports[^1].PointsDone.ShouldBe(reports[^1].PointsTotal);
        reports[^1].Finished.ShouldBeTrue();
        reports.Count(p => p.Finished).ShouldBe(reports.Count(p => !p.Finished));
    }

    private static ResultsDocument Run(FakeExperiment experiment, StressOptions? options = null, IProgress<StressProgress>? progress = null, CancellationToken cancellation = default) =>
        StressTest.Run([experiment], LabBench.Bank, options ?? new() { Threads = 2 }, CalibrationProfile.Reference, progress, TimeProvider.System, cancellation).Results;

    private sealed class Listener(List<StressProgress> heard) : IProgress<StressProgress>
    {
        public void Report(StressProgress value) => heard.Add(value);
    }
}
