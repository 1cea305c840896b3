using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>The hypotheses of the 100-agent test and what the run says to each.</summary>
internal static class HypothesesSection
{
    public static Section Build(BuildContext context) => new(context.Section("hypotheses"), "Hypotheses",
        context.Results.Hypotheses.Count == 0
            ? [new Prose("This run tried no hypothesis.", Tone.Muted)]
            :
            [
                new Table("The hypotheses of the 100-Agent Stress Test", ["Hypothesis", "Verdict", "Reasoning", "Evidence"],
                    [.. context.Results.Hypotheses.Select(h => (IReadOnlyList<Piece>)
                    [
                        FormattableString.Invariant($"H{h.Id}. {h.Text}"), new(h.Verdict, Wording.Tone(h.Verdict)), h.Reasoning, EvidenceList.In(context, h.Evidence),
                    ])]),
            ]);
}
