using System.Globalization;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.LogVolume.LogVolumeExperiment;

namespace Breakwater.Lab.LogVolume;

/// <summary>How long a question takes, by tier and size.</summary>
internal static class QueryTables
{
    private static readonly (AuditQuestion Question, string Title)[] _questions =
    [
        (AuditQuestion.Chain, "The causal chain of one action"),
        (AuditQuestion.Minute, "One agent in one minute"),
        (AuditQuestion.Denials, "A day's denials by one control"),
    ];

    /// <summary>The table of a variant at the sizes at which it was asked.</summary>
    public static ResultTable Of(Reading reading, VariantSpec variant, IReadOnlyList<int> sizes)
    {
        IReadOnlyList<string> Row(string title, string tier, Func<int, string> cell) => [title, tier, .. sizes.Select(cell)];
        double Value(int n, string metric) => reading.Value(variant.Id, Rule, n, metric) ?? 0;
        List<IReadOnlyList<string>> rows =
        [
            .. from question in _questions
               from tier in VolumePrices.Reading
               select Row(question.Title, tier.Tier, n => Wording.Ms(Value(n, DayQueries.MetricOf(question.Question, tier.Tier)))),
            .. VolumePrices.Reading.Select(r => Row("Every record of the day", r.Tier, n => Wording.Ms(1e3 * Value(n, $"{r.Tier}DayS")))),
            .. _questions.Select(q => Row($"{q.Title}: blocks opened", "", n => $"{Wording.Number(Value(n, $"{DayQueries.NameOf(q.Question)}Blocks"))} of {Wording.Number(Value(n, "indexBlocks"))}")),
        ];
        return new(
            $"What a query takes of a day: {variant.Title.ToLowerInvariant()}",
            ["Question", "Tier", .. sizes.Select(n => $"{n.ToString("#,0", CultureInfo.InvariantCulture)} agents")],
            rows,
            "Real queries by the real index, codec and reader over the run's own records, every answer checked; counted and made as large as a day, at calibrated unit costs and the assumed rates of each tier's device.");
    }
}
