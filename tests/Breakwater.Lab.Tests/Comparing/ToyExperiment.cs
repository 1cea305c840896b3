using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Tests.Comparing;

/// <summary>An experiment of a few events that may be told to fail.</summary>
internal sealed class ToyExperiment(long? failAtStep = null) : Experiment
{
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "toy",
        Title = "Toy",
        Summary = "",
        Dimension = 2,
        Controls = [],
        Metrics =
        [
            new("checks", "Checks", "checks", "lower", "work"),
            new("delayMs", "Delay", "ms", "lower", "effect"),
            new("kept", "Kept", "share", "higher", "effect"),
            new("money", "Money", "money/month", "lower", "money"),
        ],
        Fitted = ["checks", "delayMs"],
        Findings = ["Y1", "Y2"],
        Variants =
        [
            new("plain", "Plain", "", VariantKind.Baseline, [new(ScalingNames.Complete, 50, 50, 50), new(ScalingNames.ConstantDegree, 50, 50, 50)]),
            new("clever", "Clever", "", VariantKind.Adapted, [new(ScalingNames.ConstantDegree, 50, 50, 50)]),
        ],
    };

    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var measured = new Measurements();
        for (var simulation = 0; simulation < 2; simulation++)
        {
            var sim = context.NewSimulator();
            sim.Schedule(10, new Ticker(failAtStep), 7, context.Agents);
            sim.Run(cancellationToken: context.Cancellation);
            measured.Work["checks"] = sim.Steps;
            measured.Effect["delayMs"] = sim.Now;
        }
        return measured;
    }

    public override double Cost(VariantSpec variant, string scaling, int agents) => 1;

    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) =>
    [
        new("delayMs", new Budget("delay", 10, "ms", HigherIsBetter: false), ScalingNames.Complete),
        new("delayMs", new Budget("delay", 10, "ms", HigherIsBetter: false), ScalingNames.ConstantDegree),
        new("money", new Budget("purse", 10, "USD", HigherIsBetter: false), ScalingNames.ConstantDegree),
    ];

    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) => [];

    public override Conclusions Conclude(Reading reading) => new();

    private sealed class Ticker(long? failAtStep) : SimProcess
    {
        public override void OnEvent(Simulator sim, int kind, long a, long b)
        {
            if (sim.Steps == failAtStep) { throw new InvalidOperationException("the toy broke"); }
            if (a > 1) { sim.Schedule(10, this, kind, a - 1); }
        }
    }
}
