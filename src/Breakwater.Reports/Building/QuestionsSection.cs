using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>The questions of the sources by dimension; the unmeasured ones say so.</summary>
internal static class QuestionsSection
{
    public static Section Build(BuildContext context)
    {
        var questions = context.Results.Questions;
        var answered = questions.Count(q => q.Status == "answered");
        return new(context.Section("questions"), "Assessment questions",
        [
            new Prose($"{Figures.Of(questions.Count, "question")}: {Figures.Count(answered)} answered, {Figures.Count(questions.Count - answered)} not yet measured."),
            .. questions.GroupBy(q => q.Dimension).OrderBy(g => g.Key).Select(g => Dimension(context, g.Key, [.. g])),
        ]);
    }

    private static Fold Dimension(BuildContext context, int dimension, IReadOnlyList<QuestionResult> questions) => new(
        $"{Wording.Dimension(dimension)} ({Figures.Count(questions.Count(q => q.Status == "answered"))} of {Figures.Count(questions.Count)} answered)",
        [
            new Table($"Questions of {Wording.Dimension(dimension)}", ["Question", "Status", "Answer", "Evidence"],
                [.. questions.Select(q => (IReadOnlyList<Piece>)
                [
                    new($"{q.Id} {q.Text}", Note: Wording.Source(q.Source)),
                    new(q.Status, q.Status == "answered" ? Tone.Plain : Tone.Muted),
                    q.Answer,
                    EvidenceList.In(context, q.Evidence),
                ])]),
        ]);
}
