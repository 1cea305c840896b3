using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Every finding with all it states, worst first.</summary>
internal static class FindingsSection
{
    public static Section Build(BuildContext context) => new(context.Section("findings"), "Findings",
        context.Results.Findings.Count == 0
            ? [new Prose("This run has no findings.", Tone.Muted)]
            : [.. context.Results.Findings.OrderBy(f => Wording.Severity(f.Judgement)).Select(f => Card(context, f))]);

    private static FindingCard Card(BuildContext context, Finding finding) => new(
        context.Finding(finding.Id), finding.Id, finding.Title, Wording.Judgement(finding.Judgement),
        [
            new Facts(
            [
                new("Specification", finding.Specification),
                new("Expected", finding.Expected),
                new("Actual", finding.Actual),
                .. Optional("Growth", finding.Class),
                .. Optional("Breakpoint", finding.Breakpoint),
                .. Optional("Adaptation", finding.Adaptation),
                .. Optional("What it bought", finding.Bought),
                new("Recommendation", finding.Recommendation),
                .. Affected("Agents affected", finding.Affected.Agents),
                .. Affected("Clusters affected", finding.Affected.Clusters),
                .. Affected("Paths affected", finding.Affected.Paths),
                .. Optional("Assumed", finding.Assumed),
                new("Evidence", context.Evidence(finding.Evidence)),
                new("Belongs to", [new Piece($"Deliverable {finding.Deliverable}", Anchor: context.DeliverableShown(finding.Deliverable)), new Piece(Wording.Dimension(finding.Dimension))]),
            ]),
            .. ControlTable.Build($"Controls behind {finding.Id}", finding.ControlMapping),
        ]);

    private static IEnumerable<Fact> Optional(string term, string? value) => string.IsNullOrEmpty(value) ? [] : [new(term, value)];

    private static IEnumerable<Fact> Affected(string term, IReadOnlyList<string> names) =>
        names.Count == 0 ? [] : [new($"{term} ({Figures.Count(names.Count)})", [.. names.Select(n => new Piece(n, Tone.Code))])];
}
