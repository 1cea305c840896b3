using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;
using static Breakwater.Lab.Observing.InspectionVariants;
using static Breakwater.Lab.Observing.ObservabilityExperiment;
using static Breakwater.Lab.Observing.ObservingFindings;

namespace Breakwater.Lab.Observing;

/// <summary>What the observability experiment's measurements mean.</summary>
internal static class ObservingConclusions
{
    public static Conclusions From(Reading all)
    {
        var (conclusions, reading) = (new Conclusions(), new ObservingReading(all));
        var n = reading.Size;
        if (n == 0) { return conclusions; }
        var isPlanted = reading.Planted(Everything, "plantedFound") is not null;
        conclusions.Tables.Add(ObservingTables.Costs(reading, n));
        if (isPlanted) { conclusions.Tables.Add(ObservingTables.Found(reading)); }
        conclusions.Tables.Add(ObservingTables.AgainstAgents(reading));
        conclusions.Tables.AddRange(new[] { ObservingTables.Loads(reading), ObservingTables.Lines(reading), ObservingTables.Escaping(reading), ObservingTables.Recorded(reading) }.OfType<ResultTable>());
        conclusions.Assumptions = ObservabilityAssumptions.OfDetection(reading);
        AddCharts(conclusions, isPlanted);
        AddRateBreakpoints(conclusions, reading);
        ObservingFindings.Add(conclusions, reading, n);
        AddStressPoints(conclusions, reading, n);
        AddAnswers(conclusions, reading, n, isPlanted);
        AddControls(conclusions, reading);
        var (verdict, because) = CostHypothesis.Decide(CostHypothesis.Read(reading));
        conclusions.Hypotheses[2] = (verdict, because, [Name(Everything, "costShare"), Name(Everything, "agentsMoney"), Name(Everything, "money")]);
        return conclusions;
    }

    private static void AddCharts(Conclusions conclusions, bool isPlanted)
    {
        string[] every = [.. All.Select(v => v.Id)];
        conclusions.Charts.Add(new("observability-cores", "Core time of a day for scoring and recording", "coreSecondsPerDay", PointResult.Agents, Rule, every, true, true, null, null));
        if (!isPlanted) { return; }
        conclusions.Charts.Add(new("observability-share", $"Scoring and recording every message against the agents' cost, at {Wording.Agents(PlantedAt)}", "rateCostShare", Rate, Rule, [Everything], true, true, CostShareLimit, "budget: share of the agents' cost"));
        conclusions.Charts.Add(new("observability-delay", "Time until a hijacked agent reaches a line of the score, median", "lineMedianMin", Line, Rule, every, false, false, PlantedDays.FoundWithinMinutes, "bar"));
        conclusions.Charts.Add(new("observability-escape", "Chance that none of so many bad messages is inspected", "escaped", Bad, Rule, [Sampled, ByRisk, ByType], false, false, null, null));
    }

    private static void AddRateBreakpoints(Conclusions conclusions, ObservingReading reading)
    {
        var fleet = reading.All.Fleet;
        foreach (var variant in All)
        {
            foreach (var (metric, budget) in RateBudgets(fleet))
            {
                if (reading.AlongRate(variant.Id, metric, budget) is { } found) { conclusions.Breakpoints.Add(found.ToResult(Id, variant.Id, metric, Rule, Rate, budget)); }
            }
        }
    }

    private static void AddStressPoints(Conclusions conclusions, ObservingReading reading, int n)
    {
        var fleet = reading.All.Fleet;
        string Judge(string metric) => ObservingFindings.Judge(reading.All.Breakpoint(Everything, Rule, metric), fleet);
        void Add(string subject, string judgement, string reasoning, params string[] metrics) => conclusions.StressPoints.Add(new(subject, judgement, reasoning, [.. metrics.Select(m => Name(Everything, m))]));

        Add("OB-2.2 (cited as OB-2.1) anomaly scoring of every message", Judge("coreShare"),
            $"{Wording.Ms((reading.At(Everything, n, "watchUs") ?? 0) / 1e3)} of a core for a message, whatever the number of agents; cores: {Wording.Breakpoint(reading.All.Breakpoint(Everything, Rule, "coreShare"))}.", "watchUs", "coreShare");
        Add("OB-2.1 (cited as OB-1.1) decision chain", Judge("money"),
            $"{Wording.Number(reading.At(Everything, n, "gigabytesPerDay") ?? 0)} GB a day at {Wording.Agents(n)} and the fleet file's load, {Wording.Number(reading.At(Everything, n, "messagesPerDay") ?? 0)} messages a day, uncompressed and unsampled; governance money: {Wording.Breakpoint(reading.All.Breakpoint(Everything, Rule, "money"))}.", "gigabytesPerDay", "money");
        var rebuilt = reading.At(Everything, n, "chainsRebuilt") ?? 0;
        Add("OB-3.2 chains rebuilt and OB-3.5 decisions traced from records alone", rebuilt >= 1 ? "hold" : "break", $"{Wording.Percent(rebuilt)} of the chains of {MessageRecords.ChainLength} messages at {Wording.Agents(n)}; every message is recorded, whatever is inspected.", "chainsRebuilt");
        if (reading.Planted(Everything, "plantedFound") is { } found && reading.Planted(Sampled, "plantedFound") is { } few)
        {
            conclusions.StressPoints.Add(new("OB-2.2 (cited as OB-2.1) anomalies found under a sample of a tenth", Lost(reading, Sampled).Count == 0 ? "hold" : "bend",
                $"{Wording.Percent(few)} of the hijacked within {PlantedDays.FoundWithinMinutes} min, {reading.Median(Sampled)}; with every message {Wording.Percent(found)}, {reading.Median(Everything)}.",
                [Name(Sampled, "plantedFound"), Name(Sampled, "plantedMedianMin")]));
        }
        if (!reading.HasSlow || reading.Beside(Everything, DriftDays, Drifts[0], "driftCaught") is not { } drift || reading.Beside(Everything, DriftDays, Drifts[1], "driftCaught") is not { } slow) { return; }
        if (reading.Planted(Everything, "oddAmong") is { } among && reading.Planted(Everything, "oddOthers") is { } others)
        {
            Add("OB-2.2 one odd replica among many", reading.Planted(Everything, "oddFoundMin") <= PlantedDays.FoundWithinMinutes ? "hold" : "break",
                $"{(reading.Planted(Everything, "oddFoundMin") is { } odd ? $"Found after {Wording.Number(odd)} min" : "Not found")} among {Wording.Agents(among)}; {Wording.Number(others)} of the others flagged.", "oddFoundMin", "oddOthers", "oddAmong");
        }
        string Sigma(int days) => reading.Beside(Everything, DriftDays, days, "driftSigma") is { } sigma ? $"at {Wording.Number(sigma)} σ" : "not caught";
        Add("OB-2.3 (cited as OB-2.2) drift within 13 days", drift >= 1 ? "hold" : "break", $"Caught {Sigma(Drifts[0])} of one; a judged signal under a twentieth of the messages: {Wording.Percent(reading.Beside(ByType, DriftDays, Drifts[0], "judgedCaught") ?? 0)} caught.", "driftSigma");
        Add("OB-3.1 the boiling frog, 60 days", slow >= 1 ? "hold" : "break", $"Caught {Sigma(Drifts[1])}: the original is frozen, so a slow change does not become usual.", "driftSigma");
        var named = reading.Planted(Everything, "slowNamed") > 0;
        Add("OB-3.4 and OB-2.2 (cited as OB-2.3) shared causes", named ? "hold" : "break",
            $"A slow provider of {Replicas.OnSlowProvider} agents is {Wording.Number(reading.Planted(Everything, "slowAlerts") ?? 0)} alert{(reading.Planted(Everything, "slowAlerts").Equals(1.0) ? "" : "s")}; under a sample of a tenth {Wording.Number(reading.Planted(Sampled, "slowAlerts") ?? 0)}.", "slowAlerts", "slowNamed");
        Add("OB-3.4 attack chains of weak steps", reading.Planted(Everything, "chainsFound") >= 1 ? "hold" : "bend",
            $"{Wording.Percent(reading.Planted(Everything, "chainsFound") ?? 0)} become an incident with every message, {Wording.Percent(reading.Planted(Sampled, "chainsFound") ?? 0)} under a sample of a tenth, {Wording.Percent(reading.Planted(ByType, "chainsFound") ?? 0)} where a signal has its agents investigated.", "chainsFound");
    }

    private static void AddAnswers(Conclusions conclusions, ObservingReading reading, int n, bool isPlanted)
    {
        var (fleet, currency) = (reading.All.Fleet, reading.All.Fleet.Currency);
        double Of(string variant, string metric) => reading.At(variant, n, metric) ?? 0;
        conclusions.Answers["1.4.1"] = ($"{Wording.Number(fleet.Load.SteadyMessagesPerMinute)} a minute when steady and {Wording.Number(fleet.Load.PeakMessagesPerMinute)} at peak, as the fleet file declares for {Wording.Agents(fleet.AgentCount)}; {Wording.Number(Of(Everything, "messagesPerDay"))} a day at {Wording.Agents(n)}. "
            + "The sources say 1,000 and 10,000 a minute (\"Stress Testing MASO at Scale\") and up to 10,000 a second (\"100-Agent Stress Test\") for 100 agents: sixty times as many.", [Name(Everything, "messagesPerDay")]);
        conclusions.Answers["1.4.2"] = ($"{(Of(Everything, "peakP99Ms") <= Latency(fleet).Limit && Of(Everything, "coreShare") <= 1 ? "Yes" : "No")}, for scoring and recording every message at {Wording.Agents(n)}: {Wording.Ms(Of(Everything, "peakP99Ms"))} at peak (99th percentile), {Wording.Ms(Of(Everything, "onceP99Ms"))} when everyone sends at once, of "
            + $"{Wording.Ms(Latency(fleet).Limit)}; the busiest node uses {Wording.Percent(Of(Everything, "coreShare"))} of its cores. Content scanning and judge are not built.", [Name(Everything, "peakP99Ms"), Name(Everything, "onceP99Ms"), Name(Everything, "coreShare")]);
        conclusions.Answers["1.4.5"] = ($"Scoring and recording every message cost {Wording.Number(Of(Everything, "money"))} {currency} a month at {Wording.Agents(n)}, {(reading.At(Everything, n, "costShare") is { } share ? $"{Wording.Percent(share)} of the {Wording.Number(Of(Everything, "agentsMoney"))} {currency} of the agents' model calls" : "while the agents' model calls have no price")}; "
            + $"of that, cores are {Wording.Number(ObservabilityPrices.Cores(fleet, Of(Everything, "coreSecondsPerDay")))} {currency}. {Largest(reading)}Content scanning and judge are not built and not in it.", [Name(Everything, "money"), Name(Everything, "agentsMoney"), Name(Everything, "costShare")]);
        if (!isPlanted) { return; }
        var alerts = new AlertLoad(reading, n);
        conclusions.Answers["1.4.3"] = (alerts.Words + " Measured on simulated behaviour.", [Name(Everything, "falsePerHundred"), Name(Everything, "quietAgentDays")]);
        conclusions.Answers["1.4.4"] = ($"Scoring and recording at {Wording.Agents(PlantedAt)} use up the cores at {reading.RateWords(Everything, "rateCoreShare", Cores)}; their cost uses up the budget for governance at {reading.RateWords(Everything, "rateMoney", GovernanceMoney(fleet))}, which sampling inspection does not change, since it is for records. "
            + JudgeCapacity(fleet) + $" A tenth sampled: {(Lost(reading, Sampled) is { Count: > 0 } lost ? string.Join("; ", lost.Select(l => l.Words)) : "nothing planted is lost")}; n bad messages all escape with (1 − 0.1)ⁿ, measured {Wording.Percent(reading.Beside(Sampled, Bad, 5, "escaped") ?? 0)} for five.",
            [Name(Everything, "rateCoreShare"), Name(Everything, "rateMoney"), Name(Sampled, "plantedFound"), Name(Sampled, "escaped")]);
        if (reading.Beside(Everything, Rate, Market, "rateP99Ms") is null) { return; }
        double Rated(string metric) => reading.Beside(Everything, Rate, Market, metric) ?? 0;
        conclusions.Answers["2.4"] = ($"At {Wording.Agents(PlantedAt)} and 10,000 messages a second, scoring and recording take {Wording.Ms(Rated("rateP99Ms"))} (99th percentile), {Wording.Percent(Rated("rateCoreShare"))} of the busiest node and {Wording.Number(Rated("rateMoney"))} {currency} a month, {(reading.Beside(Everything, Rate, Market, "rateCostShare") is { } rated ? $"{Wording.Percent(rated)} of the agents' model calls" : "while the agents' model calls have no price")}. "
            + $"They cost more than the agents at {reading.RateWords(Everything, "rateCostShare", AllOfTheCost)}. Content scanning and judge are not built.", [Name(Everything, "rateP99Ms"), Name(Everything, "rateCoreShare"), Name(Everything, "rateCostShare")]);
    }

    private static string Largest(ObservingReading reading) =>
        reading.All.Largest(Everything, Rule) is var largest && reading.At(Everything, largest, "costShare") is { } share ? $"At {Wording.Agents(largest)} it is {Wording.Percent(share)}. " : "";

    /// <summary>What a judge would take of the providers: arithmetic on the fleet file, no judge is run.</summary>
    private static string JudgeCapacity(FleetSpecification fleet)
    {
        var most = fleet.Providers.Sum(p => (double)p.RequestsPerMinute);
        return $"A judge that evaluates every message would share the providers' {Wording.Number(most)} requests a minute with the agents' own calls, one each: enough for {Wording.Number(Math.Floor(most / 2))} messages a minute, "
            + $"{(most / 2 >= fleet.Load.PeakMessagesPerMinute ? "no less than" : "less than")} this fleet's peak of {Wording.Number(fleet.Load.PeakMessagesPerMinute)} (from the fleet file; no judge was run).";
    }

    private static void AddControls(Conclusions conclusions, ObservingReading reading)
    {
        string? Class(string metric) => reading.All.Fit(Everything, Rule, metric)?.Class;
        conclusions.Controls["OB-2.1"] = (Class("gigabytesPerDay"), [Name(Everything, "gigabytesPerDay"), Name(Everything, "money")]);
        conclusions.Controls["OB-3.2"] = (Class("gigabytesPerDay"), [Name(Everything, "chainsRebuilt")]);
        conclusions.Controls["OB-3.5"] = (Class("gigabytesPerDay"), [Name(Everything, "chainsRebuilt")]);
        conclusions.Controls["OB-2.2"] = (Class("coreSecondsPerDay"), [Name(Everything, "watchUs"), Name(Everything, "plantedFound"), Name(Everything, "falsePerHundred")]);
        if (reading.Beside(Everything, DriftDays, Drifts[0], "driftCaught") is null) { return; }
        conclusions.Controls["OB-2.3"] = (Class("coreSecondsPerDay"), [Name(Everything, "driftCaught"), Name(Everything, "driftSigma")]);
        conclusions.Controls["OB-3.1"] = (Class("coreSecondsPerDay"), [Name(Everything, "driftCaught"), Name(Everything, "driftSigma")]);
        conclusions.Controls["OB-3.4"] = (Class("coreSecondsPerDay"), [Name(Everything, "slowAlerts"), Name(Everything, "chainsFound")]);
    }
}
