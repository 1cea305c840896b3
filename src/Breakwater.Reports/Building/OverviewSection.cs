using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Where budgets break, what ships first, then what to do first.</summary>
internal static class OverviewSection
{
    private const int MostRecommendations = 5;

    public static Section Build(BuildContext context) =>
        new(context.Section("breakpoints"), "Breakpoints and recommendations", [.. BreakpointTables.Build(context), .. Recommendations(context)]);

    /// <summary>What this fleet runs and describes comes before what it should not run; within each the worst.</summary>
    private static IEnumerable<Block> Recommendations(BuildContext context)
    {
        var first = context.Results.Findings
            .Where(f => f.Recommendation.Length > 0)
            .OrderBy(f => f is { Subject: "adapted" or "fleet", Judgement: not "hold" } ? 0 : 1)
            .ThenBy(f => Wording.Severity(f.Judgement))
            .ThenBy(f => f.Subject == "failed-attempt")
            .GroupBy(f => f.Recommendation, StringComparer.Ordinal)
            .Take(MostRecommendations)
            .ToList();
        return first.Count == 0
            ? []
            :
            [
                new Section(context.Section("recommendations"), "Do first",
                    [new Bullets([.. first.Select(same => new Bullet(same.Key, [.. same.Select(f => new Piece(f.Id, Anchor: context.Finding(f.Id)))]))], Numbered: true)]),
            ];
    }
}
