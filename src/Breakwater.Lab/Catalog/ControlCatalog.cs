using System.Collections.Frozen;
using Breakwater.Contracts;

namespace Breakwater.Lab.Catalog;

/// <summary>The framework's controls and the stress tests' questions and hypotheses, as embedded. Immutable.</summary>
public sealed class ControlCatalog
{
    private readonly FrozenDictionary<ControlId, CatalogControl> _byId;
    private readonly ILookup<ControlId, LegacyReference> _legacy;

    private ControlCatalog(ControlsFile file, QuestionsFile questions, HypothesesFile hypotheses)
    {
        ContentAsOf = file.Meta.ContentAsOf;
        Domains = [.. file.Meta.Domains.Select(d => new CatalogDomain(d.Id, d.Name, d.Purpose, d.Controls, d.Tier1, d.Tier2, d.Tier3))];
        Controls = [.. file.Controls.Select(From)];
        LegacyReferences = [.. file.LegacyReferences.Select(r => new LegacyReference(ControlId.Parse(r.Cited), r.As, [.. r.Now.Select(ControlId.Parse)]))];
        Dimensions = questions.Dimensions.ToFrozenDictionary();
        Questions = [.. questions.Questions.Select(q => new CatalogQuestion(q.Id, q.Source, q.Dimension, q.Text))];
        Hypotheses = [.. hypotheses.Hypotheses.Select(h => new CatalogHypothesis(h.Id, h.Dimension, h.Name, h.Text))];
        _byId = Controls.ToFrozenDictionary(c => c.Id);
        _legacy = LegacyReferences.ToLookup(r => r.Cited);
    }

    /// <summary>Month of the framework's content, <c>yyyy-MM</c>.</summary>
    public string ContentAsOf { get; }

    /// <summary>Domains in the framework's order.</summary>
    public IReadOnlyList<CatalogDomain> Domains { get; }

    /// <summary>All controls in the framework's order.</summary>
    public IReadOnlyList<CatalogControl> Controls { get; }

    /// <summary>Names of the stress dimensions 1 to 8.</summary>
    public IReadOnlyDictionary<int, string> Dimensions { get; }

    /// <summary>All questions, the tabletop's first.</summary>
    public IReadOnlyList<CatalogQuestion> Questions { get; }

    /// <summary>All hypotheses.</summary>
    public IReadOnlyList<CatalogHypothesis> Hypotheses { get; }

    /// <summary>Every older number, with each meaning it had.</summary>
    public IReadOnlyList<LegacyReference> LegacyReferences { get; }

    /// <summary>Reads the embedded catalogue.</summary>
    /// <exception cref="InvalidDataException">It is not consistent; the message names every problem.</exception>
    public static ControlCatalog Load() => From(
        CatalogFiles.Read<ControlsFile>("controls.yaml"),
        CatalogFiles.Read<QuestionsFile>("questions.yaml"),
        CatalogFiles.Read<HypothesesFile>("hypotheses.yaml"));

    /// <summary>The control of a current number; null if there is none.</summary>
    public CatalogControl? Find(ControlId id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// What an older document may have meant by a number: each meaning it had, with the controls that carry it now. A number that was never
    /// renumbered comes back as its own control; an unknown one as nothing.
    /// </summary>
    public IReadOnlyList<LegacyReference> CurrentOf(ControlId cited) =>
        _legacy.Contains(cited) ? [.. _legacy[cited]]
        : Find(cited) is { } control ? [new(cited, control.Name, [cited])]
        : [];

    internal static ControlCatalog From(ControlsFile file, QuestionsFile questions, HypothesesFile hypotheses)
    {
        var problems = CatalogChecks.Of(file, questions, hypotheses);
        return problems.Count == 0 ? new(file, questions, hypotheses) : throw new InvalidDataException("The catalogue: " + string.Join("; ", problems));
    }

    private static CatalogControl From(ControlEntry entry) => new()
    {
        Id = ControlId.Parse(entry.Id),
        Name = entry.Name,
        Domain = entry.Domain,
        Tier = (AutonomyTier)entry.Tier,
        TierNote = entry.TierNote,
        Requirement = entry.Requirement,
        Measure = entry.Measure,
        CostDriver = entry.CostDriver,
        ExpectedScaling = entry.ExpectedScaling,
        ScalingBasis = entry.ScalingBasis,
        Mode = entry.Mode,
        Test = entry.Test,
        Stress = [.. entry.Stress],
        Breakpoint = entry.Breakpoint,
    };
}
