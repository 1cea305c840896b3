using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Each deliverable in its five parts; the roster comes with the first.</summary>
internal static class DeliverableSections
{
    /// <summary>The deliverable whose data the roster is.</summary>
    private const string RosterDeliverable = "A";

    public static IEnumerable<Section> Build(BuildContext context)
    {
        foreach (var deliverable in context.Results.Deliverables.Where(d => !IsEmpty(d)))
        {
            yield return Build(context, deliverable);
        }

        // Evidence points at the roster whether or not the run lists its deliverable.
        if (!context.Results.Deliverables.Any(d => d.Id == RosterDeliverable && !IsEmpty(d)))
        {
            yield return RosterSection.Build(context);
        }

        var open = context.Results.Deliverables.Where(IsEmpty).ToList();
        if (open.Count > 0)
        {
            yield return new(context.Section("deliverables-open"), "Deliverables still to come",
            [
                new Table("Deliverables for which this run measured nothing", ["Deliverable", "Title", "Status", "Why"],
                    [.. open.Select(d => (IReadOnlyList<Piece>)[d.Id, d.Title, new(d.Status, Tone.Muted), string.Join(" ", d.Specification)])]),
            ]);
        }
    }

    private static Section Build(BuildContext context, Deliverable deliverable)
    {
        string Anchor(string part) => context.Section($"deliverable-{deliverable.Id}-{part}");
        Section Part(int number, string title, string part, IEnumerable<Block> blocks) =>
            new(Anchor(part), FormattableString.Invariant($"{deliverable.Id}.{number} {title}"), [.. blocks.DefaultIfEmpty(new Prose("Nothing in this run.", Tone.Muted))]);

        IReadOnlyList<Block> roster = deliverable.Id == RosterDeliverable ? [RosterSection.Build(context)] : [];
        return new(context.Deliverable(deliverable.Id), $"Deliverable {deliverable.Id}: {deliverable.Title}",
        [
            new Facts([new("Status", [new(deliverable.Status, deliverable.Status == "complete" ? Tone.Plain : Tone.Muted)])]),
            Part(1, "Scenario specification", "specification", deliverable.Specification.Select(p => new Prose(p))),
            Part(2, "Control mapping", "controls", ControlTable.Build($"Control mapping of deliverable {deliverable.Id}", deliverable.ControlMapping)),
            Part(3, "Stress points", "stress", StressPoints(context, deliverable)),
            Part(4, "Findings", "findings", Findings(context, deliverable)),
            Part(5, "Recommendations", "recommendations",
                deliverable.Recommendations.Count == 0 ? [] : [new Bullets([.. deliverable.Recommendations.Select(r => new Bullet(r))], Numbered: true)]),
            .. roster,
        ]);
    }

    /// <summary>Whether there is nothing to show but, at most, why.</summary>
    public static bool IsEmpty(Deliverable d) =>
        (d.Status == "not yet measured" ? 0 : d.Specification.Count) + d.ControlMapping.Count + d.StressPoints.Count + d.Findings.Count + d.Recommendations.Count == 0;

    private static IEnumerable<Block> StressPoints(BuildContext context, Deliverable deliverable) =>
        deliverable.StressPoints.Count == 0
            ? []
            :
            [
                new Table($"Stress points of deliverable {deliverable.Id}", ["Subject", "Judgement", "Reasoning", "Evidence"],
                    [.. deliverable.StressPoints.Select(p => (IReadOnlyList<Piece>)[p.Subject, Wording.Judgement(p.Judgement), p.Reasoning, EvidenceList.In(context, p.Evidence)])]),
            ];

    private static IEnumerable<Block> Findings(BuildContext context, Deliverable deliverable)
    {
        var listed = deliverable.Findings.Select(id => context.Results.Findings.FirstOrDefault(f => f.Id == id)).OfType<Finding>().ToList();
        return listed.Count == 0
            ? []
            :
            [
                new Table($"Findings of deliverable {deliverable.Id}", ["Finding", "Title", "Of what", "Judgement", "Growth", "Breakpoint"],
                    [.. listed.Select(f => (IReadOnlyList<Piece>)[new(f.Id, Anchor: context.Finding(f.Id)), f.Title, Wording.Subject(f.Subject), Wording.Judgement(f.Judgement), f.Class, f.Breakpoint])]),
            ];
    }
}
