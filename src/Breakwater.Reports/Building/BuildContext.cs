using Breakwater.Lab.Results;
using Breakwater.Reports.Charts;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>What the sections share: the results, their anchors, their charts.</summary>
internal sealed class BuildContext
{
    private readonly Anchors _anchors = new();

    public BuildContext(ResultsDocument results)
    {
        Results = results;
        var files = new Anchors();
        Charts = results.Experiments.ToDictionary(
            e => e,
            e => (IReadOnlyList<Chart>)[.. e.Charts.Select((c, i) => ChartBuilder.Build(files.For("", $"{c.Id}"), c, e, results.Breakpoints))],
            ReferenceEqualityComparer.Instance as IEqualityComparer<ExperimentResult>);
    }

    public ResultsDocument Results { get; }

    public ScenarioResult Scenario => Results.Scenario;

    /// <summary>Charts of each experiment, in its order; those without a point included.</summary>
    public IReadOnlyDictionary<ExperimentResult, IReadOnlyList<Chart>> Charts { get; }

    public string Section(string name) => _anchors.For("", name);

    public string Experiment(string id) => _anchors.For("experiment", id);

    public string Finding(string id) => _anchors.For("finding", id);

    public string Deliverable(string id) => _anchors.For("deliverable", id);

    /// <summary>Where a deliverable is shown; null when the run does not list it.</summary>
    public string? DeliverableShown(string id) =>
        Results.Deliverables.FirstOrDefault(d => d.Id == id) is not { } deliverable ? null
        : DeliverableSections.IsEmpty(deliverable) ? Section("deliverables-open") : Deliverable(id);

    /// <summary>Metric names as links to their experiment; <c>roster</c> as a link to the roster.</summary>
    public IReadOnlyList<Piece> Evidence(IReadOnlyList<string> evidence) => evidence.Count == 0 ? [Piece.None] : [.. evidence.Select(Evidence)];

    public IReadOnlyList<Piece> Citations(IReadOnlyList<string> findings) =>
        [.. findings.Select(id => new Piece(id, Anchor: Results.Findings.Any(f => f.Id == id) ? Finding(id) : null))];

    /// <summary>Title of a variant, for people; its id where the experiment does not have it.</summary>
    public VariantResult? Variant(string experiment, string variant) =>
        Results.Experiments.FirstOrDefault(e => e.Id == experiment)?.Variants.FirstOrDefault(v => v.Id == variant);

    /// <summary>What turned work into time: said beside every figure in time.</summary>
    public string TimeNote() => $"Times are counted work at the unit costs of calibration profile {Scenario.Calibration.Profile}, measured on {Scenario.Calibration.Machine} ({Scenario.Calibration.Measured}).";

    public static bool IsTime(string unit) => unit is "ms" or "µs" or "us" or "ns" or "s" or "min" || unit.StartsWith("ms/", StringComparison.Ordinal);

    private Piece Evidence(string name)
    {
        if (name == "roster")
        {
            return new(name, Tone.Code, Anchor: Section("roster"));
        }

        var experiment = name.Split('/')[0];
        return new(name, Tone.Code, Anchor: Results.Experiments.Any(e => e.Id == experiment) ? Experiment(experiment) : null);
    }
}
