using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Judging;

/// <summary>
/// The verdict of a run in words, the same for the report and the console. The headline is about what ships: findings on adapted controls, and adapted variants
/// that break a budget at or below the fleet's size; the fleet's own description adds what it leaves open. What the framework states for five agents, and what was tried and dropped, is
/// said after it and never counts against it.
/// </summary>
/// <param name="Judgement"><c>hold</c>, <c>bend</c>, <c>break</c>; <c>untested</c> where nothing that ships was run, or none of it broke but some was not run, at the fleet's size.</param>
/// <param name="Headline">One sentence without its full stop.</param>
/// <param name="Sentences">What ships, what the framework states, what was tried and dropped; those of which there is something to say.</param>
/// <param name="Coverage">How many controls, questions and deliverables are not built or measured yet; null where none is left.</param>
/// <param name="Groups">What was judged, by whose judgement it is: <c>adapted</c>, <c>baseline</c>, <c>failed-attempt</c>, <c>fleet</c>, each with at least one finding or broken budget.</param>
public sealed record RunVerdict(string Judgement, string Headline, IReadOnlyList<string> Sentences, string? Coverage, IReadOnlyList<VerdictSubject> Groups)
{
    /// <summary>Judges a run. Nothing is measured here; what the results state is counted and compared with the fleet's size.</summary>
    public static RunVerdict Of(ResultsDocument results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var budgets = new BudgetBreaks(results);
        var (judgement, headline) = Judge(results, budgets);
        return new(judgement, headline, VerdictSentences.Of(results, budgets), CoverageSentence.Of(results), Subjects(results, budgets));
    }

    private static (string Judgement, string Headline) Judge(ResultsDocument results, BudgetBreaks budgets)
    {
        var agents = Figures.Of(results.Scenario.Agents, "agent");
        var shipped = results.Findings.Where(f => f.Subject is "adapted" or "fleet").ToList();
        var breaks = shipped.Count(f => f.Judgement == "break") + budgets.OnThisFleet.Count;
        var bends = shipped.Count(f => f is { Subject: "adapted", Judgement: "bend" });
        var open = shipped.Count(f => f is { Subject: "fleet", Judgement: "bend" });
        var points = open == 0 ? "" : $"; its description leaves {Figures.Of(open, "point")} open";
        // As long as controls are still to be measured, nobody can say that governance as a whole holds.
        var governance = CoverageSentence.Of(results) is null ? "governance" : "what is measured so far";
        if (breaks > 0) { return ("break", $"As shipped, governance breaks in {Figures.Of(breaks, "place")} on this fleet of {agents}{points}"); }
        if (bends > 0) { return ("bend", $"As shipped, governance bends in {Figures.Of(bends, "place")} on this fleet of {agents}{points}"); }
        if (shipped.All(f => f.Subject != "adapted") && budgets.ShippedTestedTo is null)
        {
            return ("untested", results.Findings.Count + results.Breakpoints.Count > 0 ? $"Nothing that ships was judged in this run{points}" : "Nothing was judged in this run");
        }

        if (budgets.ShippedTestedTo is { } tested && tested < results.Scenario.Agents)
        {
            return ("untested", $"As shipped, {governance} holds as far as tested, {Figures.Count(tested)} of this fleet's {agents}{points}");
        }

        return (open > 0 ? "bend" : "hold", $"As shipped, {governance} holds on this fleet of {agents}{points}");
    }

    private static IReadOnlyList<VerdictSubject> Subjects(ResultsDocument results, BudgetBreaks budgets) =>
    [
        .. from subject in Wording.Subjects
           let findings = results.Findings.Where(f => f.Subject == subject).OrderBy(f => Wording.Severity(f.Judgement)).ToList()
           let broken = subject == "adapted" ? budgets.OnThisFleet : []
           where findings.Count + broken.Count > 0
           select new VerdictSubject(subject, Wording.Subject(subject), findings, broken),
    ];
}

/// <summary>What was judged of one subject.</summary>
/// <param name="Subject">As in <see cref="Finding.Subject"/>.</param>
/// <param name="Title">For people.</param>
/// <param name="Findings">Worst first.</param>
/// <param name="Broken">Budgets that break at or below the fleet's size and that no finding states.</param>
public sealed record VerdictSubject(string Subject, string Title, IReadOnlyList<Finding> Findings, IReadOnlyList<BreakpointResult> Broken)
{
    /// <summary>How many of one judgement there are, broken budgets counted as breaks.</summary>
    public int CountOf(string judgement) => Findings.Count(f => f.Judgement == judgement) + (judgement == "break" ? Broken.Count : 0);

    /// <summary><c>2 hold, 1 breaks</c>: worst first, zeroes left out.</summary>
    public string Tally() => string.Join(", ", new[] { "break", "bend", "hold" }.Where(j => CountOf(j) > 0).Select(j => $"{Figures.Count(CountOf(j))} {j}{(CountOf(j) == 1 ? "s" : "")}"));
}
