using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Every finding with all it states: what ships first, then what the framework states, what was dropped, the fleet's description; worst first in each.</summary>
internal static class FindingsSection
{
    /// <summary>More names than this are folded.</summary>
    private const int Shown = 8;

    public static Section Build(BuildContext context)
    {
        var findings = context.Results.Findings;
        var subjects = Wording.Subjects.Concat(findings.Select(f => f.Subject)).Distinct(StringComparer.Ordinal);
        return new(context.Section("findings"), "Findings",
            findings.Count == 0
                ? [new Prose("This run has no findings.", Tone.Muted)]
                : [.. subjects.Select(s => Subject(context, s, [.. findings.Where(f => f.Subject == s)])).OfType<Section>()]);
    }

    private static Section? Subject(BuildContext context, string subject, IReadOnlyList<Finding> findings) =>
        findings.Count == 0 ? null : new(context.Section("findings-" + subject), Wording.Subject(subject), [.. findings.OrderBy(f => Wording.Severity(f.Judgement)).Select(f => Card(context, f))]);

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
                .. Affected("Agents affected", "agent", finding.Affected.Agents),
                .. Affected("Clusters affected", "cluster", finding.Affected.Clusters),
                .. Affected("Paths affected", "path", finding.Affected.Paths),
                .. Optional("Assumed", finding.Assumed),
                new("Evidence", context.Evidence(finding.Evidence)) { Summary = Folded(finding.Evidence.Count, "metric") },
                new("Belongs to", [new Piece($"Deliverable {finding.Deliverable}", Anchor: context.DeliverableShown(finding.Deliverable)), new Piece(Wording.Dimension(finding.Dimension))]),
            ]),
            .. ControlTable.Build($"Controls behind {finding.Id}", finding.ControlMapping),
        ]);

    private static IEnumerable<Fact> Optional(string term, string? value) => string.IsNullOrEmpty(value) ? [] : [new(term, value)];

    private static IEnumerable<Fact> Affected(string term, string one, IReadOnlyList<string> names) =>
        names.Count == 0 ? [] : [new(term, [.. names.Select(n => new Piece(n, Tone.Code))]) { Summary = Folded(names.Count, one) }];

    private static string Folded(int count, string one) => count > Shown ? Figures.Of(count, one) : "";
}
