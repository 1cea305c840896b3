using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Roster;
using Breakwater.Lab.Running;

namespace Breakwater.Lab.Comparing;

/// <summary>Everything that a threshold may name on a fleet, known before anything is run. Immutable.</summary>
public sealed class ThresholdNames
{
    private readonly IReadOnlyList<Experiment> _experiments;
    private readonly FleetSpecification _fleet;
    private readonly Lazy<IReadOnlyList<string>> _findings;

    internal ThresholdNames(IReadOnlyList<Experiment> experiments, FleetSpecification fleet)
    {
        (_experiments, _fleet) = (experiments, fleet);
        _findings = new(() => [.. experiments.SelectMany(e => e.Spec.Findings), .. OfRoster(fleet)]);
    }

    /// <summary>The names of the experiments that are built, on a fleet.</summary>
    public static ThresholdNames Of(FleetSpecification fleet) => new(StressTest.Experiments, fleet);

    internal IReadOnlyList<string> Findings => _findings.Value;

    internal IEnumerable<string> Experiments => _experiments.Select(e => e.Spec.Id);

    internal ExperimentSpec? Experiment(string id) => _experiments.FirstOrDefault(e => e.Spec.Id == id)?.Spec;

    /// <summary>What a variant's budgets are tried on.</summary>
    internal IEnumerable<(string Metric, string Scaling)> Budgeted(string experiment, VariantSpec variant) =>
        from budgeted in _experiments.First(e => e.Spec.Id == experiment).Budgets(_fleet)
        where variant.Reach.Any(r => budgeted.IsSought(variant.Id, r.Scaling))
        select (budgeted.Metric, budgeted.Scaling);

    /// <summary>The variants that a name stands for; none if there is no such variant.</summary>
    internal static IReadOnlyList<VariantSpec> Variants(ExperimentSpec experiment, string name) =>
        [.. experiment.Variants.Where(v => name is Threshold.AnyVariant || v.Id == name)];

    private static IEnumerable<string> OfRoster(FleetSpecification fleet) =>
        DeliverableA.Build(FleetRoster.Expand(fleet), use => new ControlCitation(use.Id, "", null, "", "")).Findings.Select(f => f.Id);
}
