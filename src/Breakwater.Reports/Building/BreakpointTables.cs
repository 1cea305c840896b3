using Breakwater.Lab.Results;
using Breakwater.Reports.Judging;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Every breakpoint: all of what ships; of the rest what breaks, in the order in which it does; what held is folded.</summary>
internal static class BreakpointTables
{
    public static IEnumerable<Block> Build(BuildContext context)
    {
        var all = context.Results.Breakpoints;
        if (all.Count == 0)
        {
            yield return new Prose("No budget was tried in this run.", Tone.Muted);
            yield break;
        }

        var shipped = all.Where(b => BudgetBreaks.KindOf(context.Results, b) == "adapted").OrderBy(b => b.At ?? double.PositiveInfinity).ToList();
        var others = all.Except(shipped).ToList();
        var broken = others.Where(b => b.At is not null).OrderBy(b => b.Axis != "agents").ThenBy(b => b.At).ToList();
        var held = others.Except(broken).ToList();
        if (shipped.Count > 0)
        {
            yield return Table(context, "Where each budget breaks: as shipped", shipped, kind: false);
        }

        if (broken.Count > 0)
        {
            yield return Table(context, "Where each budget breaks: as stated for five agents, and tried and dropped", broken, kind: true);
        }

        if (held.Count > 0)
        {
            yield return new Fold($"Held as far as tested ({Figures.Count(held.Count)} of {Figures.Count(others.Count)})",
                [Table(context, "Held as far as tested: as stated for five agents, and tried and dropped", held, kind: true)]);
        }

        yield return new Prose(
            "Measured: found by bisection on real runs. Extrapolated: from the fitted law, with its 95% interval. Held: not broken up to the largest size run. " + Wording.ScalingNote
                + (all.Any(b => BuildContext.IsTime(b.Unit)) ? " " + context.TimeNote() : ""),
            Tone.Muted);
    }

    private static Table Table(BuildContext context, string caption, IReadOnlyList<BreakpointResult> breakpoints, bool kind) => new(
        caption,
        ["Variant and what is measured", "On this fleet", new("Breaks at", true), "Budget", "Scaling rule", .. kind ? [new Column("Kind")] : Array.Empty<Column>()],
        [.. breakpoints.Select(b => Row(context, b, kind))]) { Compact = true };

    private static IReadOnlyList<Piece> Row(BuildContext context, BreakpointResult b, bool kind)
    {
        var experiment = context.Results.Experiments.FirstOrDefault(e => e.Id == b.Experiment);
        var variant = context.Variant(b.Experiment, b.Variant);
        return
        [
            new(variant?.Title ?? b.Variant, Note: experiment?.Metrics.FirstOrDefault(m => m.Name == b.Metric)?.Title ?? b.Metric, Anchor: experiment is null ? null : context.Experiment(b.Experiment)),
            OnThisFleet(b, context.Scenario.Agents),
            b.At is { } at ? new(Place(at, b.Axis), Note: b.Interval is [var low, var high] ? $"{b.How}, {Figures.Count(low)} to {Figures.Count(high)}" : b.How)
                : new("held", Tone.Muted, $"to {Place(b.TestedTo, b.Axis)}"),
            new($"{Wording.Budget(b.BudgetName)}, {Figures.Value(b.Budget, b.Unit)}", Note: Wording.IsKey(b.BudgetName) ? b.BudgetName : ""),
            Wording.Scaling(b.Scaling),
            .. kind ? [Wording.Kind(variant?.Kind ?? "unknown")] : Array.Empty<Piece>(),
        ];
    }

    private static Piece OnThisFleet(BreakpointResult b, int agents) => (b.Axis, b.At) switch
    {
        ("agents", { } at) when at <= agents => new("breaks", Tone.Break),
        ("agents", { } at) => new("holds", Tone.Hold, $"breaks at {Figures.Number(at / agents)}×"),
        ("agents", null) when b.TestedTo >= agents => new("holds", Tone.Hold, $"tested to {Figures.Number(b.TestedTo / agents)}×"),
        ("agents", null) => new("not tested", Tone.Muted, "at this size"),
        (_, { }) => new("has a limit", Tone.Bend),
        _ => new("holds", Tone.Hold),
    };

    /// <summary><c>152 agents</c>, <c>1,200 messages/s</c>, <c>delegation depth 12</c>.</summary>
    private static string Place(double at, string axis) =>
        !axis.EndsWith('s') ? $"{axis} {Figures.Count(at)}" : axis.Contains('/', StringComparison.Ordinal) ? $"{Figures.Count(at)} {axis}" : Figures.Of(at, axis[..^1], axis);
}
