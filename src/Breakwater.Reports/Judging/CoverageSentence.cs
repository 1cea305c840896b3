using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Judging;

/// <summary>How much is not built or not measured yet, said as plainly as what is.</summary>
internal static class CoverageSentence
{
    public static string? Of(ResultsDocument results)
    {
        string[] parts = [.. Controls(results.Controls), .. Questions(results.Questions), .. Deliverables(results.Deliverables)];
        return parts.Length == 0 ? null : string.Join(" ", parts);
    }

    private static IEnumerable<string> Controls(IReadOnlyList<ControlResult> controls)
    {
        if (controls.Count > 0)
        {
            string Rest(string status, string said) => controls.Count(c => c.Status == status) is > 0 and var n ? $", {Figures.Count(n)} {said}" : "";
            var measured = controls.Count(c => c.Status == "measured");
            yield return $"{Figures.Count(measured)} of {Figures.Of(controls.Count, "control")} {(measured == 1 ? "is" : "are")} measured"
                + Rest("implemented", "built but not measured") + Rest("not implemented", "not built yet") + Rest("declared", "for people and contracts") + ".";
        }
    }

    private static IEnumerable<string> Questions(IReadOnlyList<QuestionResult> questions)
    {
        if (questions.Count > 0)
        {
            var answered = questions.Count(q => q.Status == "answered");
            yield return $"{Figures.Count(answered)} of {Figures.Of(questions.Count, "assessment question")} {(answered == 1 ? "is" : "are")} answered.";
        }
    }

    private static IEnumerable<string> Deliverables(IReadOnlyList<Deliverable> deliverables)
    {
        var open = deliverables.Where(d => d.Status != "complete").ToList();
        if (open.Count > 0)
        {
            yield return $"Of {Figures.Of(deliverables.Count, "deliverable")}, {string.Join("; ", open.GroupBy(d => d.Status, StringComparer.Ordinal).Select(g => $"{And([.. g.Select(d => d.Id)])} {(g.Count() == 1 ? "is" : "are")} {g.Key}"))}.";
        }
    }

    private static string And(IReadOnlyList<string> names) => names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
}
