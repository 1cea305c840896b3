using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.Tests.Running;

/// <summary>An experiment whose law is known, and which remembers every size it was run at.</summary>
internal sealed class FakeExperiment(Func<int, double> law, int reach = 5_000, double limit = 1e12) : Experiment
{
    public const string Variant = "only";
    public const string Metric = "value";

    private readonly SortedSet<int> _ran = [];
    private readonly Lock _lock = new();

    public IReadOnlyCollection<int> Ran
    {
        get { lock (_lock) { return [.. _ran]; } }
    }

    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "fake",
        Title = "Fake",
        Summary = "A known law.",
        Dimension = 2,
        Controls = [],
        Metrics = [new(Metric, "Value", "things", "lower", "work")],
        Fitted = [Metric],
        Variants = [new(Variant, "Only", "The only one.", VariantKind.Adapted, [new(ScalingNames.ConstantDegree, reach, reach, reach)])],
    };

    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) => [new(Metric, new Budget("budget", limit, "things", HigherIsBetter: false), ScalingNames.ConstantDegree)];

    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) => [];

    public override double Cost(VariantSpec variant, string scaling, int agents) => agents;

    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        lock (_lock) { _ran.Add(context.Agents); }
        var measured = new Measurements();
        measured.Work[Metric] = law(context.Agents);
        return measured;
    }

    public override Conclusions Conclude(Reading reading) => new();
}
