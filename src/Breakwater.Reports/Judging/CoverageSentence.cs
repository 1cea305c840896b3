using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Judging;

/// <summary>How much is not built or not measured yet, said as plainly as what is.</summary>
internal static class CoverageSentence
{
    /// <summary>Null where nothing is still to come.</summary>
    public static string? Of(ResultsDocument results)
    {
        string[] parts = [.. Controls(results.Controls), .. Questions(results.Questions), .. Deliverables(results.Deliverables)];
        return parts.Length == 0 ? null : string.Join(" ", parts);
    }

    private static IEnumerable<string> Controls(IReadOnlyList<ControlResult> controls)
    {
        int Having(string status) => controls.Count(c => c.Status == status);
        string[] parts =
        [
            .. Are(Having("not implemented"), "not built"),
            .. Are(Having("implemented"), "built but not measured"),
            .. Are(Having("declared"), "for people and contracts"),
            .. Are(Having("measured"), "measured"),
        ];
        if (parts.Length > 0 && Having("measured") < controls.Count)
        {
            yield return $"Of {Figures.Of(controls.Count, "control")}, {string.Join(", ", parts)}.";
        }
    }

    private static IEnumerable<string> Are(int count, string what) => count == 0 ? [] : [$"{Figures.Count(count)} {(count == 1 ? "is" : "are")} {what}"];

    private static IEnumerable<string> Questions(IReadOnlyList<QuestionResult> questions)
    {
        var open = questions.Count(q => q.Status != "answered");
        if (open > 0)
        {
            yield return $"{Figures.Count(open)} of {Figures.Of(questions.Count, "assessment question")} {(open == 1 ? "is" : "are")} not answered.";
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
