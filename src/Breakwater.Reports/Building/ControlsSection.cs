using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Every control of the framework and where it stands: counts first, then each domain.</summary>
internal static class ControlsSection
{
    private static readonly string[] s_statuses = ["measured", "implemented", "not implemented", "declared"];

    public static Section Build(BuildContext context)
    {
        var controls = context.Results.Controls;
        var statuses = s_statuses.Concat(controls.Select(c => c.Status)).Distinct(StringComparer.Ordinal).ToList();
        var domains = controls.GroupBy(c => c.Domain, StringComparer.Ordinal).ToList();
        return new(context.Section("controls"), "Controls of the framework",
        [
            new Prose("Measured: driven at scale in this run. Implemented: runs, not yet measured at scale. Declared: a matter of people and contracts. None of the last three is shown as measured anywhere in this report."),
            new Table("Controls by domain and status", ["Domain", .. statuses.Select(s => new Column(s, true)), new("all", true)],
            [
                .. domains.Select(d => Counts(Wording.Domain(d.Key), [.. d], statuses)),
                Counts("All domains", controls, statuses),
            ]),
            .. domains.Select(d => Domain(context, d.Key, [.. d])),
        ]);
    }

    private static IReadOnlyList<Piece> Counts(string name, IReadOnlyList<ControlResult> controls, IReadOnlyList<string> statuses) =>
        [name, .. statuses.Select(s => controls.Count(c => c.Status == s)).Select(n => n == 0 ? Piece.None : (Piece)Figures.Count(n)), Figures.Count(controls.Count)];

    private static Fold Domain(BuildContext context, string domain, IReadOnlyList<ControlResult> controls) => new(
        $"{Wording.Domain(domain)} ({Figures.Of(controls.Count, "control")})",
        [
            new Table($"Controls of {Wording.Domain(domain)}", ["Control", "Name", "Lowest tier", "Status", "Measured growth", "Expected growth", "Evidence"],
                [.. controls.Select(c => (IReadOnlyList<Piece>)
                [
                    new(c.Id, Tone.Code), c.Name, c.Tier == 0 ? Piece.None : (Piece)Figures.Count(c.Tier), new(c.Status, c.Status == "measured" ? Tone.Plain : Tone.Muted), c.Class, c.Expected,
                    EvidenceList.In(context, c.Evidence),
                ])]),
        ]);
}
