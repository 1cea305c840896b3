using Breakwater.Lab.Results;
using Breakwater.Reports.Judging;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>The verdict: understood in half a minute, every sentence of it taken from findings and breakpoints.</summary>
internal static class VerdictBuilder
{
    public static Verdict Build(BuildContext context)
    {
        var verdict = RunVerdict.Of(context.Results);
        return new(Wording.Tone(verdict.Judgement), verdict.Headline, [.. verdict.Sentences.Select(s => (Text)s)], verdict.Coverage, [.. verdict.Groups.Select(g => Group(context, g))]);
    }

    private static VerdictGroup Group(BuildContext context, VerdictSubject subject) => new(
        subject.Title,
        subject.Tally(),
        [
            .. subject.Broken.Select(b => new VerdictItem(Wording.Judgement("break"), new(
                $"{Wording.Budget(b.BudgetName)}, “{context.Variant(b.Experiment, b.Variant)?.Title ?? b.Variant}”", Note: $"{Figures.Of(b.At ?? 0, "agent")} ({b.How})",
                Anchor: context.Section("breakpoints")))),
            .. subject.Findings.Select(f => new VerdictItem(Wording.Judgement(f.Judgement), new(f.Title, Note: f.Breakpoint, Anchor: context.Finding(f.Id)))),
        ]);
}
