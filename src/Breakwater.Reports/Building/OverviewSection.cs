using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Every breakpoint in one table, then what to do first.</summary>
internal static class OverviewSection
{
    private const int MostRecommendations = 5;

    public static Section Build(BuildContext context) => new(context.Section("breakpoints"), "Breakpoints and recommendations", [.. Blocks(context)]);

    private static IEnumerable<Block> Blocks(BuildContext context)
    {
        yield return context.Results.Breakpoints.Count == 0
            ? new Prose("No budget was tried in this run.", Tone.Muted)
            : Breakpoints(context);

        var first = context.Results.Findings.OrderBy(f => Wording.Severity(f.Judgement)).Where(f => f.Recommendation.Length > 0).DistinctBy(f => f.Recommendation, StringComparer.Ordinal)
            .Take(MostRecommendations).ToList();
        if (first.Count > 0)
        {
            yield return new Section(context.Section("recommendations"), "Do first",
                [new Bullets([.. first.Select(f => new Bullet(f.Recommendation, [new Piece(f.Id, Anchor: context.Finding(f.Id))]))], Numbered: true)]);
        }
    }

    private static Table Breakpoints(BuildContext context) => new(
        "Where each budget breaks",
        ["Variant", "Budget", new("Limit", true), "Scaling rule", new("Breaks at", true), "How", "On this fleet"],
        [.. context.Results.Breakpoints.Select(b => Row(context, b))])
    {
        Note = "Measured: found by bisection on real runs. Extrapolated: from the fitted law, with its 95% interval. Held: not broken up to the largest size run."
            + (context.Results.Breakpoints.Any(b => BuildContext.IsTime(b.Unit)) ? " " + context.TimeNote() : ""),
    };

    private static IReadOnlyList<Piece> Row(BuildContext context, BreakpointResult b)
    {
        var variant = context.Variant(b.Experiment, b.Variant);
        var experiment = context.Results.Experiments.FirstOrDefault(e => e.Id == b.Experiment);
        return
        [
            new(variant?.Title ?? b.Variant, Note: $"{variant?.Kind ?? "unknown"} · {experiment?.Title ?? b.Experiment}", Anchor: experiment is null ? null : context.Experiment(b.Experiment)),
            b.BudgetName,
            Figures.Value(b.Budget, b.Unit),
            b.Scaling,
            b.At is { } at ? new(Place(at, b.Axis), Note: Interval(b)) : new("none found", Tone.Muted, $"up to {Place(b.TestedTo, b.Axis)}"),
            b.How,
            OnThisFleet(b, context.Scenario.Agents),
        ];
    }

    private static string Interval(BreakpointResult b) => b.Interval is [var low, var high] ? $"{Figures.Count(low)} to {Figures.Count(high)}" : "";

    private static Piece OnThisFleet(BreakpointResult b, int agents) => (b.Axis, b.At) switch
    {
        ("agents", { } at) when at <= agents => new("breaks", Tone.Break),
        ("agents", { } at) => new("holds", Tone.Hold, $"breaks at {Figures.Number(at / agents)}× this size"),
        ("agents", null) when b.TestedTo >= agents => new("holds", Tone.Hold, $"tested to {Figures.Number(b.TestedTo / agents)}× this size"),
        ("agents", null) => new("not tested", Tone.Muted, "at this size"),
        (_, { }) => new("has a limit", Tone.Bend, $"on {b.Axis}"),
        _ => new("holds", Tone.Hold, $"on {b.Axis}"),
    };

    /// <summary><c>152 agents</c>, <c>1,200 messages/s</c>, <c>delegation depth 12</c>.</summary>
    private static string Place(double at, string axis) =>
        !axis.EndsWith('s') ? $"{axis} {Figures.Count(at)}" : axis.Contains('/', StringComparison.Ordinal) ? $"{Figures.Count(at)} {axis}" : Figures.Of(at, axis[..^1], axis);
}
