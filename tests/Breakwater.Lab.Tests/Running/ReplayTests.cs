using Breakwater.Lab.Calibration;
using Breakwater.Lab.Comparing;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tests.Calibration;
using Breakwater.Lab.Tests.Comparing;

namespace Breakwater.Lab.Tests.Running;

public sealed class ReplayTests
{
    private static readonly int[] s_sizes = [5, 10, 20];

    private static readonly Lazy<ResultsDocument> s_run = new(() => StressTest.Run(
        Bank.Fleet, new() { Mode = StressMode.Quick, Scale = s_sizes, Seed = 3 }, CalibrationProfile.Reference, null, TimeProvider.System, default).Results);

    public static TheoryData<string, string, string> Points() =>
        [.. from experiment in StressTest.Experiments from variant in experiment.Spec.Variants from reach in variant.Reach select (experiment.Spec.Id, variant.Id, reach.Scaling)];

    [Theory]
    [MemberData(nameof(Points))]
    public void A_replay_repeats_itself_and_measures_what_the_stress_test_measured(string experiment, string variant, string scaling)
    {
        var request = new ReplayRequest { Experiment = experiment, Variant = variant, N = 20, Scaling = scaling, Seed = 3 };
        Replay.Check(request).ShouldBeEmpty();
        List<ReplayEvent> first = [], second = [];

        var outcome = Replay.Run(Bank.Fleet, request, CalibrationProfile.Reference, first.Add, default);
        Replay.Run(Bank.Fleet, request, CalibrationProfile.Reference, second.Add, default);

        outcome.End.ShouldBe(ReplayEnd.Finished);
        outcome.Events.ShouldBe(first.Count);
        first.ShouldNotBeEmpty();
        first.Select(e => e.Step).ShouldBe(Enumerable.Range(1, first.Count).Select(n => (long)n));
        second.ShouldBe(first);
        outcome.Last.ShouldBe(first.TakeLast(20));
        var measured = s_run.Value.Experiments.Single(e => e.Id == experiment).Variants.Single(v => v.Id == variant).Points.Single(p => p.N == 20 && p.Scaling == scaling);
        outcome.Measured.ShouldBeEquivalentTo(measured);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(19)]
    public void It_ends_after_the_step_asked_for_through_several_simulations(int step)
    {
        var whole = Toy(new(), new() { Experiment = "toy", Variant = "plain", N = 10, Last = 100 });
        whole.Last.Select(e => (e.Simulation, e.TimeNs, e.Process, e.Kind, e.A)).ShouldBe(
            from simulation in new[] { 1, 2 } from n in Enumerable.Range(0, 10) select (simulation, 10L * (n + 1), $"Ticker-{simulation}", 7, 10L - n));

        var part = Toy(new(), new() { Experiment = "toy", Variant = "plain", N = 10, ToStep = step, Last = 3 });

        part.End.ShouldBe(ReplayEnd.StepReached);
        part.Events.ShouldBe(step);
        part.Measured.ShouldBeNull();
        part.Last.ShouldBe(whole.Last.Take(step).TakeLast(3));
    }

    [Fact]
    public void A_step_beyond_the_end_is_the_end()
    {
        var outcome = Toy(new(), new() { Experiment = "toy", Variant = "clever", N = 10, ToStep = 20, Last = 0 });

        outcome.End.ShouldBe(ReplayEnd.Finished);
        outcome.Scaling.ShouldBe("constant-degree");
        outcome.Last.ShouldBeEmpty();
        outcome.Measured!.Work["checks"].ShouldBe(10);
    }

    [Fact]
    public void A_failure_happens_again_and_its_event_is_the_last()
    {
        var outcome = Toy(new(failAtStep: 4), new() { Experiment = "toy", Variant = "plain", N = 10 });

        outcome.End.ShouldBe(ReplayEnd.Failed);
        outcome.Events.ShouldBe(4);
        outcome.Last[^1].A.ShouldBe(7);
        outcome.Failure.ShouldNotBeNull().ShouldContain("the toy broke");
        outcome.Failure!.ShouldContain("at step 4");
    }

    [Fact]
    public void A_point_that_fails_says_the_command_that_replays_it()
    {
        var toy = new ToyExperiment(failAtStep: 2);
        var options = new StressOptions { Seed = 9, Replay = "breakwater replay 'my fleet.yaml' --calibration here.json" };
        var sweep = new Sweep(Bank.Fleet, options, CalibrationProfile.Reference, null, default);

        var failure = Should.Throw<PointFailedException>(() => sweep.RunOne(new(toy, toy.Spec.Variants[0], "complete", 30)));

        failure.Message.ShouldEndWith("Replay it with: breakwater replay 'my fleet.yaml' --calibration here.json --experiment toy --variant plain --n 30 --scaling complete --seed 9");
    }

    [Theory]
    [InlineData("trust", "full-mes", null, "--variant", "Did you mean `full-mesh`?")]
    [InlineData("trast", "full-mesh", null, "--experiment", "Did you mean `trust`?")]
    [InlineData("revocation", "full-mesh", "complete", "--scaling", "There are: constant-degree.")]
    public void Unknown_names_are_said_with_a_remedy(string experiment, string variant, string? scaling, string option, string remedy)
    {
        var problem = Replay.Check(new() { Experiment = experiment, Variant = variant, N = 20, Scaling = scaling }).ShouldHaveSingleItem();

        problem.File.ShouldBe(option);
        problem.Remedy.ShouldBe(remedy);
    }

    [Fact]
    public void A_cancelled_replay_is_cancelled() =>
        Should.Throw<OperationCanceledException>(() => Replay.Run(Bank.Fleet, new() { Experiment = "trust", Variant = "full-mesh", N = 20 }, CalibrationProfile.Reference, null, new(canceled: true)))
            .ShouldNotBeOfType<ReplayEndedException>();

    [Fact]
    public void Every_finding_that_a_run_draws_can_be_named_before_it() =>
        s_run.Value.Findings.Select(f => f.Id).Where(id => !ThresholdParser.Parse($"finding/{id}==break", ThresholdNames.Of(Bank.Fleet)).IsGood).ShouldBeEmpty("the experiment's Findings list what it may draw");

    [Fact]
    public void A_run_holds_its_comparison_and_its_thresholds()
    {
        var results = StressTest.Run(
            Bank.Fleet,
            new() { Mode = StressMode.Quick, Scale = s_sizes, Seed = 3, Baseline = s_run.Value, FailOn = [new MovedThreshold(), new MetricThreshold("trust", "full-mesh", "signatureChecks", 20, "complete", ThresholdOperator.Equal, 380, "")] },
            CalibrationProfile.Reference, null, TimeProvider.System, default).Results;

        results.Comparison!.Moved.ShouldBeFalse(results.Comparison.Headline);
        results.Comparison.Compared.ShouldBeGreaterThan(100);
        results.Thresholds!.Select(t => t.Status).ShouldBe(["passed", "failed"]);
        (results with { Comparison = null, Thresholds = null }).ShouldSatisfyAllConditions(bare => Bytes(bare).ShouldBe(Bytes(s_run.Value)));
    }

    [Fact]
    public void Experiments_make_their_simulations_where_a_replay_can_watch_them()
    {
        // Put together here, so that this file would not find itself.
        const string made = "new " + "Simulator(";
        var lab = Path.Combine(Repository.Root, "src", "Breakwater.Lab");
        var files = Directory.GetFiles(lab, "*.cs", SearchOption.AllDirectories).Where(f => Path.GetRelativePath(lab, f).Split(Path.DirectorySeparatorChar)[0] != "Simulation").ToList();
        files.Count.ShouldBeGreaterThan(50);
        files.Where(f => File.ReadAllText(f).Contains(made, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static ReplayOutcome Toy(ToyExperiment toy, ReplayRequest request) => Replay.Run(toy, Bank.Fleet, request, CalibrationProfile.Reference, null, default);

    private static byte[] Bytes(ResultsDocument results)
    {
        using var stream = new MemoryStream();
        ResultsSerializer.Write(results, stream);
        return stream.ToArray();
    }
}
