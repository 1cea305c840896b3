using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Judging;

/// <summary>The sentences under the headline: what ships, what the framework states for five agents, what was tried and dropped.</summary>
internal static class VerdictSentences
{
    public static IReadOnlyList<string> Of(ResultsDocument results, BudgetBreaks budgets) =>
    [
        .. Subject(results, budgets, "adapted", "The controls as they ship"),
        .. Subject(results, budgets, "fleet", "This fleet's own description"),
        .. Subject(results, budgets, "baseline", "The framework's controls as stated for five agents"),
        .. Subject(results, budgets, "failed-attempt", "What was tried and dropped"),
    ];

    private static IEnumerable<string> Subject(ResultsDocument results, BudgetBreaks budgets, string subject, string called)
    {
        var findings = results.Findings.Where(f => f.Subject == subject).ToList();
        string[] parts =
        [
            .. findings.Count > 0 ? [Counted(findings)] : Array.Empty<string>(),
            .. budgets.First(subject) is { } first ? [$"the first budget to break is {Where(results, first)}"]
                : budgets.Of(subject).Any() ? [$"every budget held as far as tested, {Figures.Of(budgets.Of(subject).Min(b => b.TestedTo), "agent")} or more"]
                : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? [] : [$"{called}: {string.Join("; ", parts)}."];
    }

    private static string Counted(IReadOnlyList<Finding> findings) =>
        new VerdictSubject("", "", findings, []).Tally() is { Length: > 0 } tally ? tally : Figures.Of(findings.Count, "finding");

    private static string Where(ResultsDocument results, BreakpointResult b)
    {
        var times = b.At > results.Scenario.Agents ? $", {Figures.Number(b.At.Value / results.Scenario.Agents)}× this fleet's size" : "";
        return $"{Wording.Budget(b.BudgetName)}, at {Figures.Of(b.At!.Value, "agent")} ({b.How}{times}), with “{BudgetBreaks.VariantOf(results, b)?.Title ?? b.Variant}”";
    }
}
