using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Every condition under which the run was to fail, and what it was held against.</summary>
internal static class ThresholdsSection
{
    private const int MostValues = 5;

    public static Section Build(BuildContext context, IReadOnlyList<ThresholdResult> thresholds)
    {
        var failed = thresholds.Count(t => t.Status != "passed");
        return new(context.Section("thresholds"), "Conditions of failure",
        [
            new Prose(failed == 0
                ? "None of the conditions under which this run was to fail came true."
                : $"{Figures.Count(failed)} of {Figures.Of(thresholds.Count, "condition")} under which this run was to fail came true or could not be judged."),
            new Table("Conditions under which the run fails", ["Condition", "Outcome", "Held against"],
                [.. thresholds.Select(t => (IReadOnlyList<Piece>)[new(t.Expression, Tone.Code), Outcome(t.Status), Against(t)])])
            {
                Note = "A condition is true when it is true of anything that it names. What was not measured counts as failed.",
            },
        ]);
    }

    private static Piece Outcome(string status) => status == "passed" ? new("passed", Tone.Hold) : new(status, Tone.Break);

    private static Piece Against(ThresholdResult threshold)
    {
        List<string> said = threshold.Status == "not measured"
            ? [.. threshold.Missing.Select(m => $"{m} was not measured")]
            : [.. threshold.Values.Select(v => $"{v.Name} is {v.Value}")];
        return new(string.Join("; ", said.Take(MostValues)), Note: said.Count > MostValues ? $"and {Figures.Count(said.Count - MostValues)} more, in results.json" : "");
    }
}
