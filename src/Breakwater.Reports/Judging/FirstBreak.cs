using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Judging;

/// <summary>The first budget that a variant breaks on the axis of agents, in words; or, where it breaks none, how far it was run.</summary>
/// <param name="Subject">Kind of the variant: <c>adapted</c>, <c>baseline</c> or <c>failed-attempt</c>.</param>
/// <param name="Title">The subject for people.</param>
/// <param name="Variant">Title of the variant.</param>
/// <param name="Experiment">Identifier of its experiment.</param>
/// <param name="Budget">Name of the budget; <c>all</c> where every one held.</param>
/// <param name="Limit">The budget with its unit; empty where every one held.</param>
/// <param name="Place">Such as <c>≈ 8,816 agents</c>, where ≈ marks an extrapolation, or <c>held to 500</c>.</param>
public sealed record FirstBreak(string Subject, string Title, string Variant, string Experiment, string Budget, string Limit, string Place)
{
    /// <summary>Every variant that ships; then each that was stated or tried and breaks something, in the order in which they break.</summary>
    public static IReadOnlyList<FirstBreak> Of(ResultsDocument results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var budgets = new BudgetBreaks(results);
        return
        [
            .. from subject in Wording.Subjects
               from first in budgets.Of(subject).GroupBy(b => (b.Experiment, b.Variant)).Select(same => same.MinBy(b => b.At ?? double.PositiveInfinity)! with { TestedTo = same.Min(b => b.TestedTo) })
                   .OrderBy(b => b.At ?? double.PositiveInfinity)
               where subject == "adapted" || first.At is not null
               select Row(results, subject, first),
        ];
    }

    private static FirstBreak Row(ResultsDocument results, string subject, BreakpointResult b)
    {
        var variant = BudgetBreaks.VariantOf(results, b)?.Title ?? b.Variant;
        return b.At is { } at
            ? new(subject, Wording.Subject(subject), variant, b.Experiment, Wording.Budget(b.BudgetName), Figures.Value(b.Budget, b.Unit), (b.How == "measured" ? "" : "≈ ") + Figures.Of(at, "agent"))
            : new(subject, Wording.Subject(subject), variant, b.Experiment, "all", "", $"held to {Figures.Count(b.TestedTo)}");
    }
}
