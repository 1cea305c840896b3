using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.Observing.ObservabilityExperiment;

namespace Breakwater.Lab.Observing;

/// <summary>The experiment's tables.</summary>
internal static class ObservingTables
{
    private static readonly (string Words, int PerMinute)[] SeedLoads =
    [
        ("\"Stress Testing MASO at Scale\", steady: 10 a minute for each agent", Steady),
        ("The same at peak", Peak),
        ("\"100-Agent Stress Test\": thousands a second, from", 120_000),
        ("\"100-Agent Stress Test\": up to 10,000 a second", Market),
    ];

    /// <summary>What the variants take.</summary>
    public static ResultTable Costs(ObservingReading reading, int n)
    {
        var currency = reading.All.Fleet.Currency;
        return new($"What inspecting takes at {Wording.Agents(n)}",
            ["Variant", "Messages scored", "Core time of a message", "Core time of a day", "Busiest node at peak", "p99 at peak", "p99, everyone at once", "Records of a day", "Cores a month", "Cores and storage a month"],
            [.. InspectionVariants.All.Select(v =>
            {
                string Of(string metric, Func<double, string> show) => reading.At(v.Id, n, metric) is { } value ? show(value) : "–";
                return (IReadOnlyList<string>)[
                    v.Title, Of("scoredPerDay", s => Wording.Percent(s / reading.At(v.Id, n, "messagesPerDay")!.Value)), Of("messageUs", us => Wording.Ms(us / 1e3)), Of("coreSecondsPerDay", s => $"{Wording.Number(s)} s"), Of("coreShare", Wording.Percent),
                    Of("peakP99Ms", Wording.Ms), Of("onceP99Ms", Wording.Ms), Of("gigabytesPerDay", g => $"{Wording.Number(g)} GB"),
                    Of("coreSecondsPerDay", s => $"{Wording.Number(ObservabilityPrices.Cores(reading.All.Fleet, s))} {currency}"), Of("money", m => $"{Wording.Number(m)} {currency}"),
                ];
            })],
            "Every message is recorded whatever is inspected. What investigations add to the last variant is in the next table.");
    }

    /// <summary>What the run's audit log holds of the fleet's own agents; null if they did not act.</summary>
    public static ResultTable? Recorded(ObservingReading reading)
    {
        double? Of(string metric) => reading.At(InspectionVariants.Everything, reading.All.Fleet.AgentCount, metric);
        if (Of("logEvents") is not { } events || Of("logKept") is not { } kept || Of("logRecords") is not { } records) { return null; }
        return new($"The run's audit log: {RecordedTraffic.Minutes} min of {Wording.Agents(reading.All.Fleet.AgentCount)} at work at their gates", ["In the log", "Events"],
            [["Decisions, completions and all else that the gates recorded, sampled and aggregated", Wording.Number(kept)], .. RecordedCounts.Kinds.Select(k => (IReadOnlyList<string>)[k.Title, Wording.Number(Of(k.Metric) ?? 0)])],
            $"Of {Wording.Number(events)} events {Wording.Number(events - kept)} were left out by sampling and are counted in the log, which has {Wording.Number(records)} records of this window. It lies in `audit` beside the report: `breakwater audit query`, `completeness`, `verify` and `prove` work on it.");
    }

    /// <summary>What the variants find, on few agents.</summary>
    public static ResultTable Found(ObservingReading reading)
    {
        string[] titles = [.. InspectionVariants.All.Select(v => v.Title)];
        IReadOnlyList<string> Row(string what, Func<string, string> show) => [what, .. InspectionVariants.All.Select(v => show(v.Id))];
        string Of(string variant, string metric, Func<double, string> show) => reading.Planted(variant, metric) is { } value ? show(value) : "–";
        string Drift(string variant, double days, string name) => reading.Beside(variant, DriftDays, days, name + "Caught") switch
        {
            null => "–",
            0 => "not caught",
            var share => $"{Wording.Percent(share.Value)} caught, the last at {Beside(variant, days, name + "Sigma")} σ",
        };
        string Beside(string variant, double days, string metric) => reading.Beside(variant, DriftDays, days, metric) is { } value ? Wording.Number(value) : "–";
        var rows = new List<IReadOnlyList<string>>
        {
            Row($"Hijacked agents found within {PlantedDays.FoundWithinMinutes} min", v => Of(v, "plantedFound", Wording.Percent)),
            Row("Median time until found", v => Of(v, "plantedMedianMin", m => $"{Wording.Number(m)} min")),
            Row("Alerts shown in 100 quiet agent-days; 95% bound", v => AlertLoad.FalsePerHundred(reading, v) ?? "–"),
            Row("Messages scored in quiet days", v => Of(v, "plantedInspected", Wording.Percent)),
            Row($"Messages scored in {PlantedDays.AfterHours} h after the hijacks", v => Of(v, "afterInspected", Wording.Percent)),
        };
        if (reading.HasSlow)
        {
            rows.AddRange([
                Row($"One replica of {Of(InspectionVariants.Everything, "oddAmong", Wording.Number)} that was always different", v => reading.Planted(v, "slowAlerts") is null ? "–" : Of(v, "oddFoundMin", m => $"found after {Wording.Number(m)} min") is var found && found != "–" ? found : "not found"),
                Row($"Provider of {Replicas.OnSlowProvider} agents slows down: alerts shown", v => Of(v, "slowAlerts", a => $"{Wording.Number(a)}, {(reading.Planted(v, "slowNamed") > 0 ? "one names the provider" : "none names the provider")}")),
                Row("Other replicas flagged meanwhile", v => Of(v, "oddOthers", Wording.Number)),
                Row("The slow provider's agents that cross the line by themselves", v => Of(v, "slowCrossed", Wording.Number)),
                Row($"Content drifts by 1 σ in {Drifts[0]} days", v => Drift(v, Drifts[0], "drift")),
                Row($"The same in {Drifts[1]} days", v => Drift(v, Drifts[1], "drift")),
                Row($"Judged quality falls by 1 σ in {Drifts[0]} days, a fifth judged", v => Drift(v, Drifts[0], "judged")),
                Row("Attack chains of three weak steps made an incident", v => Of(v, "chainsFound", Wording.Percent)),
            ]);
        }
        return new("What each of them still finds", ["Planted", .. titles], rows,
            $"Few agents, whatever the fleet's size; the assumptions say how many. The bound: so many alerts or more in 100 quiet agent-days would have shown more than were counted in {Of(InspectionVariants.Everything, "quietAgentDays", Wording.Number)}, with 95% confidence."
                + (reading.Planted(InspectionVariants.Everything, "chainMessages") is { } messages ? $" The last step of an attack is {Wording.Number(messages)} messages long on average." : ""));
    }

    /// <summary>The seeds' loads, every message inspected.</summary>
    public static ResultTable? Loads(ObservingReading reading)
    {
        var currency = reading.All.Fleet.Currency;
        string Of(int rate, string metric, Func<double, string> show) => reading.Beside(InspectionVariants.Everything, Rate, rate, metric) is { } value ? show(value) : "–";
        return reading.All.Along(InspectionVariants.Everything, Rule, Rate, PlantedAt, "rateMoney").Count == 0 ? null : new($"The seeds' loads at {Wording.Agents(PlantedAt)}, every message inspected",
            ["Load", "Messages a second", "Busiest node", "p99", "Records of a day", "Cores and storage a month", "Against the agents' model calls"],
            [.. SeedLoads.Select(l => (IReadOnlyList<string>)[
                l.Words, Wording.Number(l.PerMinute / 60.0), Of(l.PerMinute, "rateCoreShare", Wording.Percent), Of(l.PerMinute, "rateP99Ms", Wording.Ms), Of(l.PerMinute, "rateGigabytes", g => $"{Wording.Number(g)} GB"),
                Of(l.PerMinute, "rateMoney", m => $"{Wording.Number(m)} {currency}"), Of(l.PerMinute, "rateCostShare", Wording.Percent),
            ])],
            "Each load held all month. Beyond what an agent's provider lets it call, messages carry no model call, and the agents cost no more.");
    }

    /// <summary>What is paid for observing beside what is paid for the agents, by size.</summary>
    public static ResultTable AgainstAgents(ObservingReading reading)
    {
        const string Variant = InspectionVariants.Everything;
        var (fleet, currency) = (reading.All.Fleet, reading.All.Fleet.Currency);
        var sizes = reading.All.Variants.First(v => v.Id == Variant).Points.Where(p => p.Axis == PointResult.Agents).Select(p => p.N).Distinct().Order();
        return new("What full observability costs against what the agents cost, a month",
            ["Agents", "Messages a day", "The agents' model calls", "Scoring and recording", "Of that, cores", "Share of the agents' cost"],
            [.. sizes.Select(n => (IReadOnlyList<string>)[
                Wording.Number(n), Wording.Number(reading.At(Variant, n, "messagesPerDay") ?? 0), $"{Wording.Number(reading.At(Variant, n, "agentsMoney") ?? 0)} {currency}", $"{Wording.Number(reading.At(Variant, n, "money") ?? 0)} {currency}",
                $"{Wording.Number(ObservabilityPrices.Cores(fleet, reading.At(Variant, n, "coreSecondsPerDay") ?? 0))} {currency}", reading.At(Variant, n, "costShare") is { } share ? Wording.Percent(share) : "–",
            ])],
            "Every message scored and recorded, at the fleet's own load. Prices are among the assumptions. Content scanning and judge are not built and not in it.");
    }

    /// <summary>Delay against false alarms, line by line.</summary>
    public static ResultTable? Lines(ObservingReading reading)
    {
        string Cell(string variant, int line) => reading.Beside(variant, Line, line, "lineFalsePerHundred") is { } alarms
            ? $"{(reading.Beside(variant, Line, line, "lineMedianMin") is { } delay ? $"{Wording.Number(delay)} min" : "not found")} / {Wording.Number(alarms)}" : "–";
        return reading.Beside(InspectionVariants.Everything, Line, DefaultLine, "lineFound") is null ? null : new("Delay against false alarms: median time until a hijacked agent reaches the line / scores that reach it in 100 quiet agent-days",
            ["Line of the score", .. InspectionVariants.All.Select(v => v.Title)],
            [.. PlantedDays.Lines.Select(l => (IReadOnlyList<string>)[l == DefaultLine ? $"{l} (default)" : $"{l}", .. InspectionVariants.All.Select(v => Cell(v.Id, l))])],
            $"{PlantedDays.Agents * PlantedDays.QuietDays} quiet agent-days, {PlantedDays.Hijacked} hijacked agents. Scores alone, before folding; alerts of groups and unusual hours are not in it.");
    }

    /// <summary>The chance of escaping, measured beside the formula.</summary>
    public static ResultTable? Escaping(ObservingReading reading)
    {
        string Cell(string variant, int n) => reading.Beside(variant, Bad, n, "escaped") is { } escaped ? $"{Wording.Percent(escaped)} / {Wording.Percent(reading.Beside(variant, Bad, n, "escapedFormula") ?? 0)}" : "–";
        return reading.Beside(InspectionVariants.Sampled, Bad, 1, "escaped") is null ? null : new("Chance that none of so many bad messages of a low-risk agent is inspected: measured / (1 − share)ⁿ",
            ["Bad messages", .. InspectionVariants.All.Select(v => v.Title)],
            [.. Escape.Messages.Select(n => (IReadOnlyList<string>)[$"{n}", .. InspectionVariants.All.Select(v => Cell(v.Id, n))])],
            "Before anything points at the agent. Agents of high and critical risk are inspected in full where risk decides.");
    }
}
