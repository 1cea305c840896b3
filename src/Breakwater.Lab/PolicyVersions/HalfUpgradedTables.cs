using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.PolicyVersions.HalfUpgradedExperiment;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>The measurements beside the article's figures.</summary>
internal static class HalfUpgradedTables
{
    /// <summary>The size to speak of: the article's where every variant was run at it, else the largest that all were run at; 0 if there is none.</summary>
    public static int Size(Reading reading) =>
        reading.Variants.All(v => reading.Value(v.Id, Rule, ArticleAgents, "requests") is not null) ? ArticleAgents : reading.LargestCommon(Rule, [.. reading.Variants.Select(v => v.Id)]);

    public static ResultTable Variants(Reading reading, int n)
    {
        var rows = new List<IReadOnlyList<string>>
        {
            new[] { "The article (illustrative)", "300 of 500", "–", "47", "2,400,000 USD", "approved", "–", "–", "–", "–" },
        };
        foreach (var variant in reading.Variants)
        {
            double Of(string metric) => reading.Value(variant.Id, Rule, n, metric) ?? 0;
            string Cell(string metric, Func<double, string> show) => reading.Value(variant.Id, Rule, n, metric) is { } value ? show(value) : "–";
            rows.Add([
                variant.Title, $"{Wording.Number(Of("upgraded"))} of {Wording.Number(n)}", Wording.Number(Of("requests")), Wording.Number(Of("violations")),
                $"{Wording.Number(Of("exposure"))} {reading.Fleet.Currency}", Cell("articleCase", v => v > 0 ? "approved" : "refused"), Wording.Number(Of("wronglyRefused")),
                Wording.Number(Of("asks")), Wording.Number(Of("evaluations")), Cell("addedUs", v => Wording.Ms(v / 1_000)),
            ]);
        }
        return new($"Beside the article: {Percent}% upgraded, {MixedHours} hours",
            ["Protection", "On the new version", "Requests", "Approved beyond the new limit", "Exposed", "The article's 8,000", "Refused within both limits", "Agents asked per request", "Evaluations per request", "Time added per request"],
            rows,
            $"At {Wording.Agents(n)}, all variants with the same requests. The article's figures are its own and fictional: 47 approvals that a limit of 10,000 allows come to 470,000 at most. Where gates rolled the change "
                + "back, what came after is not counted: one version is in force again, and nobody is upgraded.");
    }

    /// <summary>Exposure by duration of the plan; null where none was run.</summary>
    public static ResultTable? ByDuration(Reading reading)
    {
        var open = reading.Along(Unprotected, Rule, Duration, DurationAgents, "planExposure");
        var closed = reading.Along(Compatible, Rule, Duration, DurationAgents, "planExposure");
        var waiting = reading.Along(Compatible, Rule, Duration, DurationAgents, "planWaiting");
        if (open.Count == 0 || open.Count != closed.Count || waiting.Count != open.Count) { return null; }
        return new($"Duration of the rollout against exposure, at {Wording.Agents(DurationAgents)}",
            ["Plan", "Exposed while mixed, no protection", "Exposed while mixed, compatibility layer", "Approved beyond the new limit in shadow, either way"],
            [.. open.Select((o, i) => (IReadOnlyList<string>)
            [
                o.At == 0 ? "at once" : o.At.Equals(Durations[^1]) ? $"{Wording.Number(o.At)} h: the article's 24/24/48/24" : $"{Wording.Number(o.At)} h, in the same proportions",
                $"{Wording.Number(o.Value)} {reading.Fleet.Currency}", $"{Wording.Number(closed[i].Value)} {reading.Fleet.Currency}", $"{Wording.Number(waiting[i].Value)} {reading.Fleet.Currency}",
            ])],
            $"The same {Wording.Number(Durations[^1])} hours of requests for every plan. In shadow the old limit is the only one in force: what it approves is no violation, and it is the price of looking first.");
    }
}
