using System.Globalization;
using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>What moved against an earlier run, what people look for first before the single values.</summary>
internal static class MovedSection
{
    public static Section Build(BuildContext context, ComparisonResult comparison) => new(context.Section("what-moved"), "What moved",
    [
        new Prose($"{comparison.Headline}."),
        new Facts(
        [
            new("Baseline", [new(comparison.Baseline.Name), new(comparison.Baseline.Digest, Tone.Code)]),
            new("Its run", $"{comparison.Baseline.Mode} mode, seed {comparison.Baseline.Seed.ToString(CultureInfo.InvariantCulture)}, {Figures.Of(comparison.Baseline.Agents, "agent")}"),
            new("Its command", [new(comparison.Baseline.Reproduce, Tone.Code)]),
            .. Names("Measured now, not in the baseline", comparison.OnlyHere),
            .. Names("Measured in the baseline, not now", comparison.OnlyInBaseline),
        ]),
        .. comparison.Notes.Count > 0 ? [new Bullets([.. comparison.Notes.Select(n => new Bullet(n))])] : (IEnumerable<Block>)[],
        .. Breakpoints(context, comparison.Breakpoints),
        .. Laws(context, comparison.Laws),
        .. Statuses("Findings judged otherwise", "Finding", comparison.Findings, Wording.Judgement),
        .. Values(context, comparison.Series),
        .. Statuses("Controls whose status changed", "Control", comparison.Controls, s => s),
        .. Statuses("Questions whose status changed", "Question", comparison.Questions, s => s),
    ]);

    private static IEnumerable<Fact> Names(string term, IReadOnlyList<string> names) => names.Count == 0 ? [] : [new(term, [.. names.Select(n => new Piece(n, Tone.Code))])];

    private static IEnumerable<Block> Breakpoints(BuildContext context, IReadOnlyList<BreakpointMove> moves)
    {
        if (moves.Count == 0) { yield break; }
        yield return new Table("Breakpoints that moved", ["Variant", "Budget", "Scaling rule", new("Before", true), new("Now", true), "Direction"],
            [.. moves.Select(m => (IReadOnlyList<Piece>)
            [
                Subject(context, m.Experiment, m.Variant),
                new(m.BudgetName, Note: m.Before.Budget.Equals(m.After.Budget) ? Figures.Value(m.After.Budget, m.Unit) : $"{Figures.Value(m.Before.Budget, m.Unit)} before, {Figures.Value(m.After.Budget, m.Unit)} now"),
                m.Scaling,
                Place(m.Before, m.Axis),
                Place(m.After, m.Axis),
                Direction(m.Direction),
            ])])
        {
            Note = "Two that were measured moved if they are farther apart than the bisection resolves; an extrapolated one if the other lies outside its 95% interval; one that held if a run had reached the other.",
        };
    }

    private static IEnumerable<Block> Laws(BuildContext context, IReadOnlyList<LawMove> moves)
    {
        if (moves.Count == 0) { yield break; }
        yield return new Table("Laws that became others", ["Variant", "Metric", "Scaling rule", "Before", "Now"],
            [.. moves.Select(m => (IReadOnlyList<Piece>)[Subject(context, m.Experiment, m.Variant), m.Metric, m.Scaling, Law(m.Before), Law(m.After)])])
        {
            Note = "A law of another form or class. With two seeds or on other sizes it counts only if it leaves the 95% prediction interval of the earlier one, at an end of the range both were fitted on.",
        };
    }

    private static IEnumerable<Block> Values(BuildContext context, IReadOnlyList<SeriesMove> moves)
    {
        if (moves.Count == 0) { yield break; }
        yield return new Table("Values that moved", ["Variant", "Metric", "Scaling rule", new("Sizes", true), new("At", true), new("Before", true), new("Now", true), new("Change", true), "Direction"],
            [.. moves.Select(m => (Move: m, Last: m.Values[^1])).Select(m => (IReadOnlyList<Piece>)
            [
                Subject(context, m.Move.Experiment, m.Move.Variant),
                new(m.Move.Metric, Note: m.Move.Kind),
                m.Move.Scaling,
                $"{Figures.Count(m.Move.Values.Count)} of {Figures.Count(m.Move.Compared)}",
                Figures.Count(m.Last.At),
                new(Figures.Value(m.Last.Before, m.Move.Unit), Note: m.Last.Interval is [var low, var high] ? $"{Figures.Value(low, m.Move.Unit)} to {Figures.Value(high, m.Move.Unit)}" : ""),
                Figures.Value(m.Last.After, m.Move.Unit),
                Change(m.Last),
                Direction(m.Move.Direction),
            ])])
        {
            Note = "Shown is the largest size at which each moved; results.json has them all. Counted work is exact: any difference is real. "
                + "So are times and money of two runs with one seed and one calibration profile; with two seeds they moved if they left the 95% prediction interval of the baseline's law, shown under the value before.",
        };
    }

    private static IEnumerable<Block> Statuses(string title, string kind, IReadOnlyList<StatusMove> moves, Func<string, Piece> shown)
    {
        if (moves.Count == 0) { yield break; }
        yield return new Table(title, [kind, "Before", "Now"],
            [.. moves.Select(m => (IReadOnlyList<Piece>)
            [
                $"{m.Id} {m.Title}", m.Before is null ? Piece.None : shown(m.Before), m.After is null ? Piece.None : shown(m.After),
            ])]);
    }

    private static Piece Subject(BuildContext context, string experiment, string variant)
    {
        var known = context.Results.Experiments.FirstOrDefault(e => e.Id == experiment);
        return new(context.Variant(experiment, variant)?.Title ?? variant, Note: known?.Title ?? experiment, Anchor: known is null ? null : context.Experiment(experiment));
    }

    private static Piece Place(BreakpointState state, string axis) => state.At is { } at
        ? new($"{Figures.Count(at)} {axis}", Note: state.Interval is [var low, var high] ? $"{state.How}, {Figures.Count(low)} to {Figures.Count(high)}" : state.How)
        : new("none found", Tone.Muted, $"up to {Figures.Count(state.TestedTo)} {axis}");

    private static Piece Law(LawState law) => new(law.Class, Note: law.Formula);

    private static Piece Direction(string direction) => new(direction, direction switch { "better" => Tone.Hold, "worse" => Tone.Break, _ => Tone.Bend });

    private static string Change(ValueMove move) =>
        move.Before == 0 ? "from zero" : (move.After / move.Before - 1).ToString("+0.###%;−0.###%;< 0.001%", CultureInfo.InvariantCulture);
}
