using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.RateLimiting;
using static Breakwater.Lab.Herds.HerdExperiment;
using static Breakwater.Lab.Herds.HerdVariants;

namespace Breakwater.Lab.Herds;

/// <summary>The variants side by side, the article's figures beside the measured ones, and recorded arrivals.</summary>
internal static class HerdTables
{
    /// <summary>The fleet's own size, or the largest that every variant was run at if that was not; 0 if there is none.</summary>
    public static int Size(Reading reading)
    {
        var own = reading.Fleet.AgentCount;
        return All.All(v => reading.Value(v.Id, Rule, own, "asked") is not null) ? own : reading.LargestCommon(Rule, [.. All.Select(v => v.Id)]);
    }

    public static ResultTable Variants(Reading reading, int n)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var variant in reading.Variants)
        {
            string Number(string metric) => reading.Value(variant.Id, Rule, n, metric) is { } v ? Wording.Number(v) : "–";
            string Ms(string metric) => reading.Value(variant.Id, Rule, n, metric) is { } v ? Wording.Ms(v) : "–";
            string Share(string metric) => reading.Value(variant.Id, Rule, n, metric) is { } v ? Wording.Percent(v) : "–";
            rows.Add([
                variant.Title, Share("failedShare"), Number("throttled"), Number("reached"), Number("refused"), Number("retries"), Ms("lastMs"), Share("overBound"),
                $"{Ms(P50(Priority.Critical))} / {Ms(P99(Priority.Critical))}", $"{Ms(P50(Priority.High))} / {Ms(P99(Priority.High))}",
                $"{Ms(P50(Priority.Normal))} / {Ms(P99(Priority.Normal))}", $"{Ms(P50(Priority.Low))} / {Ms(P99(Priority.Low))}",
                Number("turnsPerSecond"), Number("overshoot"), Number("limits"), $"{Number("money")} {reading.Fleet.Currency}",
            ]);
        }
        return new($"The opening at {Wording.Agents(n)}",
            ["Variant", "Not answered", "429s", "Reach an agent", "Refused by own limits", "Retries", "Last taken", "Beyond the bound", "Critical p50 / p99", "High p50 / p99", "Normal p50 / p99", "Low p50 / p99",
                "Turns at the limiter, busiest second", "Overshoot", "Entries examined", "Money per month"],
            rows,
            $"Waits and the last taken are of calls that were answered: where many fail, those left wait little. If every level gave all it has, the last would be taken after {Wording.Ms(reading.Value(Paced, Rule, n, "boundMs") ?? 0)}; if only providers limited, after {Wording.Ms(reading.Value(Paced, Rule, n, "providersMs") ?? 0)}. "
                + "Beyond the bound: as a share of it, or of a second where it is shorter; only where every call is answered, and what is taken within a second is not late.");
    }

    /// <summary>"Scaling AI Agents from 10 to 10,000", part 5.</summary>
    public static ResultTable Article(Reading reading, int n)
    {
        double Of(string variant, string metric) => reading.Value(variant, Rule, n, metric) ?? 0;
        string Failed(string variant) => $"{Wording.Number(Of(variant, "busiestFailed"))} of {Wording.Number(Of(variant, "busiestAsked"))} fail";
        return new("\"Scaling AI Agents from 10 to 10,000\", part 5, beside what was measured",
            ["The article says", $"Measured at {Wording.Agents(n)}, on the provider that most call"],
            [
                ["1,000 advisers call at 9:30 without limits: 850 fail, 150 succeed", Failed(NoLimit)],
                ["The failed retry immediately, amplifying the problem", $"{Failed(AtOnce)}; {Wording.Number(Of(AtOnce, "sent"))} calls sent for {Wording.Number(Of(AtOnce, "asked"))} asked for, {Wording.Number(Of(AtOnce, "throttled"))} 429s"],
                ["Level 1: 10 requests a minute for each agent", $"Alone: {Failed(AgentOnly)}, {Wording.Number(Of(AgentOnly, "throttled"))} 429s; one call each is within everyone's limit"],
                ["Level 2: 100 requests a second for the fleet", $"Alone: {Failed(FleetOnly)}, {Wording.Number(Of(FleetOnly, "throttled"))} 429s, {Wording.Number(Of(FleetOnly, "refused"))} refused by the limit itself: nothing waits in order"],
                ["Level 3: queues by priority", $"Alone: {Failed(QueueOnly)}, {Wording.Number(Of(QueueOnly, "throttled"))} 429s: an order, and nothing that holds back"],
                ["All three: zero 429 errors with 1,000 agents", $"With a second's burst: {Wording.Number(Of(Hierarchy, "throttled"))} 429s, {Wording.Number(Of(Hierarchy, "reached"))} reach an agent. As a gate makes them: {Wording.Number(Of(Paced, "throttled"))} 429s, all {Wording.Number(Of(Paced, "asked") * (1 - Of(Paced, "failedShare")))} answered, the last taken after {Wording.Ms(Of(Paced, "lastMs"))}"],
            ],
            "The article states no time until the last agent is served, and not how its provider counts.");
    }

    /// <summary>Recorded arrivals; null where they were not played.</summary>
    public static ResultTable? Recorded(Reading reading)
    {
        var rows = new List<IReadOnlyList<string>>();
        for (var i = 0; i < Models.Length; i++)
        {
            string Of(string metric, Func<double, string> show)
            {
                foreach (var (at, value) in reading.Along(Paced, Rule, Trace, TraceAgents, metric))
                {
                    if (at.Equals(i + 1.0)) { return show(value); }
                }
                return "–";
            }
            string Waits(Priority priority) => $"{Of(TraceName(P50(priority)), Wording.Ms)} / {Of(TraceName(P99(priority)), Wording.Ms)}";
            if (Of("traceCalls", Wording.Number) == "–") { continue; }
            rows.Add([Models[i].Title, Of("traceCalls", Wording.Number), Of("traceBusiest", Wording.Number), Of("traceReached", Wording.Number), Of("traceFailed", Wording.Number), Of("traceOverBound", Wording.Percent),
                Waits(Priority.Critical), Waits(Priority.High), Waits(Priority.Normal), Waits(Priority.Low)]);
        }
        return rows.Count == 0 ? null : new($"Arrivals as bursty as recorded ones, {TimesFaster} times as fast, at {Wording.Agents(TraceAgents)}",
            ["Arrivals", "Calls", "Busiest second", "429s that reach an agent", "Not answered", "Beyond the bound", "Critical p50 / p99", "High p50 / p99", "Normal p50 / p99", "Low p50 / p99"], rows,
            "Hierarchy, paced. Arrivals are modelled on two public records of November 2023; the records themselves are not part of this run.");
    }
}
