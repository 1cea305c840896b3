using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>The verdict: understood in half a minute, every sentence of it taken from findings and breakpoints.</summary>
internal static class VerdictBuilder
{
    private const int Listed = 6;

    public static Verdict Build(BuildContext context)
    {
        var judged = Judged(context);
        var (breaks, bends, holds) = (Of(judged, "break"), Of(judged, "bend"), Of(judged, "hold"));
        var fleet = $"this fleet of {Figures.Of(context.Scenario.Agents, "agent")}";
        var (overall, headline) = (breaks.Count, bends.Count, holds.Count) switch
        {
            ( > 0, _, _) => (Tone.Break, $"Governance breaks in {Figures.Of(breaks.Count, "place")} on {fleet}"),
            (0, > 0, _) => (Tone.Bend, $"Nothing breaks on {fleet}; {Figures.Of(bends.Count, "thing bends", "things bend")}"),
            (0, 0, > 0) => (Tone.Hold, $"Everything that was judged holds on {fleet}"),
            _ => (Tone.Muted, "Nothing was judged in this run"),
        };
        return new(overall, headline, Lines(context),
        [
            Column(Tone.Break, "Breaks", breaks),
            Column(Tone.Bend, "Bends", bends),
            Column(Tone.Hold, "Holds", holds),
        ]);
    }

    /// <summary>Findings; where a run has none, the stress points of its deliverables.</summary>
    private static List<(string Judgement, Piece Title)> Judged(BuildContext context) =>
        context.Results.Findings.Count > 0
            ? [.. context.Results.Findings.Select(f => (f.Judgement, new Piece(f.Title, Note: f.Breakpoint, Anchor: context.Finding(f.Id))))]
            : [.. context.Results.Deliverables.SelectMany(d => d.StressPoints.Select(p => (p.Judgement, new Piece(p.Subject, Anchor: context.DeliverableShown(d.Id)))))];

    private static List<Piece> Of(List<(string Judgement, Piece Title)> judged, string judgement) => [.. judged.Where(j => j.Judgement == judgement).Select(j => j.Title)];

    private static VerdictColumn Column(Tone tone, string title, List<Piece> items) => new(tone, title, items.Count, [.. items.Take(Listed)], Math.Max(0, items.Count - Listed));

    private static IReadOnlyList<Text> Lines(BuildContext context)
    {
        var lines = new List<Text>();
        var onAgents = context.Results.Breakpoints.Where(b => b.Axis == "agents").ToList();
        if (onAgents.Where(b => b.At is not null).MinBy(b => b.At) is { } first)
        {
            var where = first.At < context.Scenario.Agents ? "below" : first.At > context.Scenario.Agents ? "above" : "at";
            lines.Add($"The first budget to break is {first.BudgetName}, at {Figures.Of(first.At!.Value, "agent")} ({first.How}), under {Name(context, first)}: {where} this fleet's {Figures.Count(context.Scenario.Agents)}.");
        }

        // What ships can use the best adaptation for each budget, so each counts at its best; a budget that held counts as without limit.
        var best = onAgents.Where(b => context.Variant(b.Experiment, b.Variant)?.Kind == "adapted")
            .GroupBy(b => (b.Experiment, b.Metric, b.BudgetName, b.Scaling))
            .Select(g => g.MaxBy(b => b.At ?? double.PositiveInfinity)!)
            .ToList();
        if (best.Where(b => b.At is not null).MinBy(b => b.At) is { } limit)
        {
            lines.Add($"With the best adaptation for each, the first budget to break is {limit.BudgetName}, at {Figures.Of(limit.At!.Value, "agent")} ({limit.How}), under {Name(context, limit)}.");
        }
        else if (best.Count > 0)
        {
            lines.Add($"With the best adaptation for each, every budget that was tried held, up to {Figures.Of(best.Min(b => b.TestedTo), "agent")}.");
        }

        var open = context.Results.Questions.Count(q => q.Status != "answered");
        if (context.Results.Questions.Count > 0)
        {
            lines.Add($"{Figures.Count(context.Results.Questions.Count - open)} of {Figures.Of(context.Results.Questions.Count, "assessment question")} {(context.Results.Questions.Count - open == 1 ? "is" : "are")} answered; {Figures.Count(open)} not yet measured.");
        }

        return lines;
    }

    private static string Name(BuildContext context, BreakpointResult b) => $"“{context.Variant(b.Experiment, b.Variant)?.Title ?? b.Variant}” ({b.Scaling})";
}
