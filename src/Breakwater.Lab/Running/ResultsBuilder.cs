using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Catalog;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Roster;
using Breakwater.Lab.Structure;

namespace Breakwater.Lab.Running;

/// <summary>Puts together the results document: what was measured, what it means, and what is not measured yet.</summary>
internal sealed class ResultsBuilder(FleetSpecification fleet, StressOptions options, CalibrationProfile calibration, bool partial)
{
    private const int Observability = 4;

    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["B"] = "Control mapping at scale",
        ["C"] = "Cross-cluster PACE scenarios",
        ["D"] = "Compound attack scenarios",
        ["E"] = "Observability stress analysis",
        ["F"] = "Framework gap analysis and recommendations",
    };

    private readonly ControlCatalog _catalog = ControlCatalog.Load();
    private readonly FleetRoster _roster = FleetRoster.Expand(fleet);

    public ResultsDocument Build(
        IReadOnlyList<Experiment> experiments, IReadOnlyList<VariantAnalysis> analyses, IReadOnlyList<BreakpointResult> breakpoints, IReadOnlyCollection<RefusedPoint> refused)
    {
        var concluded = experiments.Select(e => (Experiment: e, Result: Read(e, analyses, breakpoints, refused))).ToList();
        var conclusions = concluded.Select(c => c.Result.Conclusions).ToList();
        var (deliverableA, rosterFindings) = DeliverableA.Build(_roster, Cite);
        List<Finding> findings = [.. conclusions.SelectMany(c => c.Findings), .. rosterFindings];
        return new()
        {
            Scenario = Scenario(),
            Experiments = [.. concluded.Select(c => c.Result.Experiment)],
            Breakpoints = [.. breakpoints, .. conclusions.SelectMany(c => c.Breakpoints)],
            Findings = findings,
            Hypotheses = [.. _catalog.Hypotheses.Select(h => Hypothesis(h, conclusions))],
            Controls = [.. _catalog.Controls.Select(c => Control(c, conclusions))],
            Questions = [.. Questions(conclusions)],
            Deliverables = [deliverableA, DeliverableB(concluded, findings), .. Later("C", "D"), DeliverableE(concluded, findings), .. Later("F")],
            Roster = RosterBuilder.Build(_roster),
        };
    }

    private ScenarioResult Scenario() => new()
    {
        Name = fleet.Name,
        Description = fleet.Description,
        Digest = fleet.Digest,
        Agents = fleet.AgentCount,
        Clusters = fleet.Clusters.Count,
        Currency = fleet.Currency,
        Seed = options.Seed,
        Mode = options.Mode.ToString().ToLowerInvariant(),
        Reproduce = options.Reproduce,
        Partial = partial,
        Calibration = new(calibration.Name, calibration.Digest, calibration.Machine, calibration.Measured.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        ControlsOff = [.. fleet.Controls.Where(c => c.Value != ControlMode.On).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}: {c.Value.ToString().ToLowerInvariant()}")],
        Assumptions = fleet.Assumptions,
    };

    private (ExperimentResult Experiment, Conclusions Conclusions) Read(
        Experiment experiment, IReadOnlyList<VariantAnalysis> analyses, IReadOnlyList<BreakpointResult> breakpoints, IReadOnlyCollection<RefusedPoint> refused)
    {
        var spec = experiment.Spec;
        var mine = analyses.Where(a => a.Experiment == experiment).ToList();
        var variants = spec.Variants.Select(v => Variant(v, [.. mine.Where(a => a.Variant == v)])).ToList();
        var controls = spec.Controls.Select(Cite).ToList();
        var missing = variants.Where(v => v.Points.Count == 0).Select(v => v.Title).ToList();
        var conclusions = missing.Count > 0 ? new() : experiment.Conclude(new()
        {
            Fleet = fleet,
            Roster = _roster,
            Variants = variants,
            Breakpoints = [.. breakpoints.Where(b => b.Experiment == spec.Id)],
            Controls = controls,
            Predict = (variant, scaling, metric, n) => mine.FirstOrDefault(a => a.Variant.Id == variant && a.Scaling == scaling)?.Predict(metric, n),
        });
        List<string> assumptions = [.. experiment.Assumptions(fleet), .. conclusions.Assumptions];
        if (refused.Where(r => r.Plan.Experiment == experiment).OrderBy(r => r.Plan.N).ThenBy(r => r.Limit, StringComparer.Ordinal).FirstOrDefault() is { } limit)
        {
            assumptions.Add($"From {Wording.Agents(limit.Plan.N)} on nothing was run: {limit.Limit}");
            conclusions.StressPoints.Add(new($"Hard limit of the fleet file ({spec.Title})", "break", $"at {Wording.Agents(limit.Plan.N)}: {limit.Limit}", []));
        }
        if (missing.Count > 0) { assumptions.Add($"No findings were drawn, since not every variant was run: {string.Join(", ", missing)}."); }
        return (new()
        {
            Id = spec.Id,
            Title = spec.Title,
            Summary = spec.Summary,
            Dimension = spec.Dimension,
            Controls = controls,
            Metrics = [.. spec.Metrics.Select(m => m with { Unit = m.Unit.Replace("money", fleet.Currency, StringComparison.Ordinal) })],
            Variants = variants,
            Tables = conclusions.Tables,
            Charts = conclusions.Charts,
            Assumptions = assumptions,
        }, conclusions);
    }

    private VariantResult Variant(VariantSpec variant, IReadOnlyList<VariantAnalysis> analyses) => new()
    {
        Id = variant.Id,
        Title = variant.Title,
        Summary = variant.Summary,
        Kind = variant.Kind switch { VariantKind.Baseline => "baseline", VariantKind.Adapted => "adapted", _ => "failed-attempt" },
        MaxAgents = variant.Reach.Max(r => r.In(options.Mode)),
        Points = [.. analyses.SelectMany(a => a.Points.Select(p => p.ToResult(options.Seed))), .. analyses.SelectMany(a => a.Points.SelectMany(p => p.Beside(options.Seed)))],
        Fits = [.. analyses.SelectMany(a => a.Fits())],
    };

    private ControlCitation Cite(ControlUse use)
    {
        var control = _catalog.Find(ControlId.Parse(use.Id)) ?? throw new InvalidOperationException($"The catalogue has no control {use.Id}.");
        return new(use.Id, control.Name, use.CitedAs == use.Id ? null : use.CitedAs, $"Tier {(int)control.Tier}", use.Configuration);
    }

    private static ControlResult Control(CatalogControl control, IReadOnlyList<Conclusions> conclusions)
    {
        var id = control.Id.Value;
        var measured = conclusions.Where(c => c.Controls.ContainsKey(id)).Select(c => c.Controls[id]).ToList();
        var status = measured.Count > 0 ? "measured"
            : ControlStatus.Implemented.ContainsKey(id) ? "implemented"
            : control.Mode == "governance" ? "declared"
            : "not implemented";
        return new(id, control.Name, control.Domain, (int)control.Tier, status, measured.Select(m => m.Class).FirstOrDefault(c => c is not null), control.ExpectedScaling,
            [.. measured.SelectMany(m => m.Evidence).Distinct(StringComparer.Ordinal)]);
    }

    private IEnumerable<QuestionResult> Questions(IReadOnlyList<Conclusions> conclusions)
    {
        // What structure answers comes from the fleet file; `breakwater assess` shows where.
        IReadOnlyList<string> fromTheFile = ["roster"];
        var answers = StructureAnswers.Of(fleet, StructureAssessment.Of(fleet)).Where(a => a.Complete)
            .ToDictionary(a => a.Id, a => (a.Answer, Evidence: fromTheFile), StringComparer.Ordinal);
        foreach (var (id, answer) in conclusions.SelectMany(c => c.Answers)) { answers[id] = answer; }
        return _catalog.Questions.Select(q => answers.TryGetValue(q.Id, out var answer)
            ? new QuestionResult(q.Id, q.Source, q.Dimension, q.Text, "answered", answer.Answer, answer.Evidence)
            : new QuestionResult(q.Id, q.Source, q.Dimension, q.Text, "not yet measured", null, []));
    }

    private HypothesisResult Hypothesis(CatalogHypothesis hypothesis, IReadOnlyList<Conclusions> conclusions)
    {
        foreach (var concluded in conclusions)
        {
            if (concluded.Hypotheses.TryGetValue(hypothesis.Id, out var found)) { return new(hypothesis.Id, hypothesis.Text, found.Verdict, found.Because, found.Evidence); }
        }
        var control = RosterBuilder.Shares(_roster).Where(s => s.ControlPlane).ToList();
        return hypothesis.Dimension == 5 && control.Count > 0
            ? new(hypothesis.Id, hypothesis.Text, "undecided",
                $"Structure only: {string.Join(", ", control.Select(s => $"{s.Vendor} serves {s.Agents}{(s.OnPremises > 0 ? $" ({s.OnPremises} on premises)" : "")}"))} of the {control.Sum(s => s.Agents)} control-plane agents. No outage has been run yet.", ["roster"])
            : new(hypothesis.Id, hypothesis.Text, "undecided", "Not yet measured: no experiment of this dimension decides it.", []);
    }

    private Deliverable DeliverableB(IReadOnlyList<(Experiment Experiment, (ExperimentResult, Conclusions Conclusions) Result)> concluded, IReadOnlyList<Finding> findings)
    {
        var measured = concluded.SelectMany(c => c.Result.Conclusions.Controls.Keys).Distinct(StringComparer.Ordinal).Count();
        var deliverable = OfExperiments("B", concluded, findings, concluded.Where(c => c.Experiment.Spec.Dimension != Observability));
        return deliverable with { Specification = [.. deliverable.Specification, $"{measured} of {_catalog.Controls.Count} controls are measured so far; the list of controls says where each stands."] };
    }

    // Every experiment of dimension 4 belongs to it: its stress points stand here and not in B.
    private Deliverable DeliverableE(IReadOnlyList<(Experiment Experiment, (ExperimentResult, Conclusions Conclusions) Result)> concluded, IReadOnlyList<Finding> findings)
    {
        var mine = concluded.Where(c => c.Experiment.Spec.Dimension == Observability).ToList();
        return mine.Count == 0 ? Nothing("E", "Dimension 4 is not part of this run.") : OfExperiments("E", mine, findings, mine);
    }

    private Deliverable OfExperiments(
        string id, IEnumerable<(Experiment Experiment, (ExperimentResult, Conclusions Conclusions) Result)> mapped, IReadOnlyList<Finding> findings,
        IEnumerable<(Experiment Experiment, (ExperimentResult, Conclusions Conclusions) Result)> stressed)
    {
        var mine = findings.Where(f => f.Deliverable == id).ToList();
        return new()
        {
            Id = id,
            Title = Titles[id],
            Status = mine.Count > 0 ? "partial" : "not yet measured",
            Specification = [.. mapped.Select(m => $"{m.Experiment.Spec.Title}: {m.Experiment.Spec.Summary}")],
            ControlMapping = [.. mapped.SelectMany(m => m.Experiment.Spec.Controls).Select(Cite).DistinctBy(c => (c.Id, c.Configuration))],
            StressPoints = [.. stressed.SelectMany(s => s.Result.Conclusions.StressPoints)],
            Findings = [.. mine.Select(f => f.Id)],
            Recommendations = [.. mine.Select(f => f.Recommendation).Distinct(StringComparer.Ordinal)],
        };
    }

    private static IEnumerable<Deliverable> Later(params string[] ids) => ids.Select(id => Nothing(id, "The controls and experiments of this deliverable are not built yet."));

    private static Deliverable Nothing(string id, string why) => new()
    {
        Id = id,
        Title = Titles[id],
        Status = "not yet measured",
        Specification = [why],
        ControlMapping = [],
        StressPoints = [],
        Findings = [],
        Recommendations = [],
    };
}
