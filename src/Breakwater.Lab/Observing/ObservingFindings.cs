using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.Observing.InspectionVariants;
using static Breakwater.Lab.Observing.ObservabilityExperiment;

namespace Breakwater.Lab.Observing;

/// <summary>The findings O1 to O8.</summary>
internal static class ObservingFindings
{
    private const string Tabletop = "\"Stress Testing MASO at Scale\", dimension 4";

    private const double FeedbackAt = 1.2;

    public static void Add(Conclusions conclusions, ObservingReading reading, int n)
    {
        AddLoads(conclusions, reading);
        AddVolume(conclusions, reading, n);
        AddMoney(conclusions, reading, n);
        AddKept(conclusions, reading, Sampled, "O4");
        AddKept(conclusions, reading, ByRisk, "O5");
        AddKept(conclusions, reading, ByType, "O6");
        AddAlerts(conclusions, reading, n);
        AddOdd(conclusions, reading);
    }

    /// <summary>What a plan loses against inspecting everything: in a word, and in figures. Empty if nothing.</summary>
    public static IReadOnlyList<(string What, string Words)> Lost(ObservingReading reading, string variant)
    {
        var lost = new List<(string, string)>();
        double? Of(string v, string metric) => reading.Planted(v, metric);
        void Less(string what, string metric, Func<double, double, string> words)
        {
            if (Of(variant, metric) is { } now && Of(Everything, metric) is { } full && now < full) { lost.Add((what, words(now, full))); }
        }
        Less("some hijacked agents", "plantedFound", (now, full) => $"{Wording.Percent(now)} of the hijacked agents are found within {PlantedDays.FoundWithinMinutes} min instead of {Wording.Percent(full)}");
        if (Of(variant, "slowAlerts") is not null && Of(Everything, "oddFoundMin") is { } quick && quick <= PlantedDays.FoundWithinMinutes && Of(variant, "oddFoundMin") is not <= PlantedDays.FoundWithinMinutes)
        {
            lost.Add(("the odd replica", Of(variant, "oddFoundMin") is { } late ? $"the odd replica is found after {Wording.Number(late)} min instead of {Wording.Number(quick)}" : "the odd replica is not found"));
        }
        Less("the shared cause", "slowNamed", (_, _) => $"a slow provider is {Wording.Number(Of(variant, "slowAlerts") ?? 0)} alerts that do not name it, instead of {Wording.Number(Of(Everything, "slowAlerts") ?? 0)}");
        Less("attack chains", "chainsFound", (now, full) => $"{Wording.Percent(now)} of the attack chains become an incident instead of {Wording.Percent(full)}");
        foreach (var (name, what) in new[] { ("drift", "content"), ("judged", "judged quality") })
        {
            foreach (var days in Drifts)
            {
                if (reading.Beside(variant, DriftDays, days, name + "Caught") is { } now && reading.Beside(Everything, DriftDays, days, name + "Caught") is { } full && now < full)
                {
                    lost.Add(($"drift of {what}", $"drift of {what} in {days} days is caught at {Wording.Percent(now)} of the agents instead of {Wording.Percent(full)}"));
                }
            }
        }
        return lost;
    }

    private static void AddLoads(Conclusions conclusions, ObservingReading reading)
    {
        double? Of(int rate, string metric) => reading.Beside(Everything, Rate, rate, metric);
        if (Of(Market, "rateCoreShare") is not { } share || Of(Market, "rateP99Ms") is not { } p99) { return; }
        var fleet = reading.All.Fleet;
        var holds = !Cores.IsBrokenBy(share) && !Latency(fleet).IsBrokenBy(p99) && !GovernanceMoney(fleet).IsBrokenBy(Of(Market, "rateMoney") ?? 0);
        conclusions.Findings.Add(Finding(reading, "O1", "fleet", holds ? "hold" : "bend") with
        {
            Title = "The sources' loads for 100 agents differ sixtyfold, and storage is what feels it",
            Specification = $"{string.Join(", ", Rates.Where(r => r <= Market).Select(r => Wording.Number(r)))} messages a minute at {Wording.Agents(PlantedAt)}, every message scored and recorded.",
            Expected = "\"Stress Testing MASO at Scale\": 1,000 messages a minute when steady, over 10,000 at peak. \"100-Agent Stress Test\": thousands a second, up to 10,000: sixty times that peak, six hundred times the steady load.",
            Actual = $"Busiest node {Wording.Percent(Of(Steady, "rateCoreShare") ?? 0)}, {Wording.Percent(Of(Peak, "rateCoreShare") ?? 0)} and {Wording.Percent(share)} of its cores at 1,000 and 10,000 a minute and 10,000 a second; p99 {Wording.Ms(p99)} at the last. "
                + $"Records of a day: {Wording.Number(Of(Steady, "rateGigabytes") ?? 0)}, {Wording.Number(Of(Peak, "rateGigabytes") ?? 0)} and {Wording.Number(Of(Market, "rateGigabytes") ?? 0)} GB. This fleet declares {Wording.Number(fleet.Load.SteadyMessagesPerMinute / fleet.AgentCount)} a minute for each agent when steady and {Wording.Number(fleet.Load.PeakMessagesPerMinute / fleet.AgentCount)} at peak.",
            Recommendation = "Measure your own message rate before you plan observability: at these rates it decides storage, not cores.",
            Evidence = [Name(Everything, "rateCoreShare"), Name(Everything, "rateP99Ms"), Name(Everything, "rateGigabytes")],
        });
    }

    private static void AddVolume(Conclusions conclusions, ObservingReading reading, int n)
    {
        var fleet = reading.All.Fleet;
        var (peak, once) = (reading.At(Everything, n, "peakP99Ms") ?? 0, reading.At(Everything, n, "onceP99Ms") ?? 0);
        var broken = new[] { "coreShare", "peakP99Ms", "onceP99Ms" }.Select(m => reading.All.Breakpoint(Everything, Rule, m)).Where(b => b?.At is not null).MinBy(b => b!.At);
        var judgement = Judge(broken, fleet);
        conclusions.Findings.Add(Finding(reading, "O2", "baseline", judgement) with
        {
            Title = broken?.How != "measured" ? "Scoring and recording every message keeps up at every size tried" : "Scoring and recording every message outgrows the fleet's nodes",
            Specification = $"The fleet's own peak, and one message of everyone at once, at {string.Join(", ", reading.All.Sizes(Everything, Rule))} agents.",
            Expected = $"{Tabletop}: the volume may require sampling rather than full inspection; combinations of agents make baselines a problem of their own.",
            Actual = $"At {Wording.Agents(n)} a message takes {Wording.Ms((reading.At(Everything, n, "messageUs") ?? 0) / 1e3)} of a core, {Wording.Ms((reading.At(Everything, n, "watchUs") ?? 0) / 1e3)} of it the watchers'; p99 {Wording.Ms(peak)} at peak and {Wording.Ms(once)} when everyone sends at once, of {Wording.Ms(Latency(fleet).Limit)}. "
                + $"The busiest node uses {Wording.Percent(reading.At(Everything, n, "coreShare") ?? 0)} of its cores. A baseline is kept for each agent, its type and each link in use, not for pairs. The cores of {Wording.Agents(PlantedAt)} are used up at {reading.RateWords(Everything, "rateCoreShare", Cores)}.",
            Class = reading.All.Fit(Everything, Rule, "coreSecondsPerDay")?.Class,
            Breakpoint = Wording.Breakpoint(broken ?? reading.All.Breakpoint(Everything, Rule, "coreShare")),
            Recommendation = "Score every message for as long as what is scored was measured anyway. Sample what is dear to measure: the judge, and the content's distance.",
            Evidence = [Name(Everything, "messageUs"), Name(Everything, "peakP99Ms"), Name(Everything, "onceP99Ms"), Name(Everything, "coreShare"), Name(Everything, "rateCoreShare")],
        });
    }

    /// <summary>Bent is what was seen to break beyond the fleet's size; what only the law says of sizes never run holds, with the size beside it.</summary>
    internal static string Judge(BreakpointResult? broken, FleetSpecification fleet) => broken?.At is not { } at ? "hold" : at <= fleet.AgentCount ? "break" : broken.How == "measured" ? "bend" : "hold";

    private static void AddMoney(Conclusions conclusions, ObservingReading reading, int n)
    {
        var (fleet, currency) = (reading.All.Fleet, reading.All.Fleet.Currency);
        if (reading.At(Everything, n, "money") is not > 0 || reading.At(Everything, n, "agentsMoney") is not { } agents) { return; }
        var money = reading.At(Everything, n, "money")!.Value;
        var cores = ObservabilityPrices.Cores(fleet, reading.At(Everything, n, "coreSecondsPerDay") ?? 0);
        var cheapest = All.Min(v => reading.At(v.Id, n, "money") ?? money);
        var broken = reading.All.Breakpoint(Everything, Rule, "money");
        conclusions.Findings.Add(Finding(reading, "O3", "baseline", Judge(broken, fleet)) with
        {
            Title = "What observing costs is the keeping of records; inspecting fewer messages saves next to nothing",
            Specification = $"Scoring and recording against the agents' model calls at {string.Join(", ", reading.All.Sizes(Everything, Rule))} agents, and at {PlantedAt} by messages a minute.",
            Expected = $"{Tabletop}: if a judge evaluates every message, observability may cost more than the task compute. \"100-Agent Stress Test\": risk-proportionate rates may become essential.",
            Actual = $"At {Wording.Agents(n)} {Wording.Number(money)} {currency} a month, {Wording.Number(cores)} of it for cores, against {Wording.Number(agents)} for the agents' calls{(agents > 0 ? $": {Wording.Percent(money / agents)}" : "")}. The leanest plan saves {Wording.Percent((money - cheapest) / money)}. "
                + $"The share does not grow with the fleet; it grows with messages that carry no call of their own. At {Wording.Agents(PlantedAt)} it passes {Wording.Percent(CostShareLimit)} of the agents' cost at {reading.RateWords(Everything, "rateCostShare", CostShare)} and all of it at {reading.RateWords(Everything, "rateCostShare", AllOfTheCost)}. No content scanning and no judge is in it.",
            Class = reading.All.Fit(Everything, Rule, "money")?.Class,
            Breakpoint = Wording.Breakpoint(broken),
            Recommendation = "Save on records: sample, aggregate and tier the log. Do not drop inspection to save money.",
            Evidence = [Name(Everything, "money"), Name(Everything, "agentsMoney"), Name(Everything, "costShare"), Name(Sampled, "money"), Name(Everything, "rateCostShare")],
        });
    }

    private static void AddKept(Conclusions conclusions, ObservingReading reading, string variant, string id)
    {
        if (reading.Planted(variant, "plantedFound") is not { } found || reading.Planted(Everything, "plantedFound") is null) { return; }
        var (spec, lost) = (All.First(v => v.Id == variant), Lost(reading, variant));
        var plan = Plan(variant);
        var judgement = lost.Count == 0 ? "hold" : found < 0.5 ? "break" : "bend";
        var escape = reading.Beside(variant, Bad, 5, "escaped") is { } five
            ? $" Five bad messages of a low-risk agent all escape with {Wording.Percent(five)} (by (1 − share)ⁿ: {Wording.Percent(reading.Beside(variant, Bad, 5, "escapedFormula") ?? 0)})." : "";
        var thin = reading.All.Roster.Agents.Where(a => plan.ShareOf(a.Group.Risk) < 1).Select(a => a.Cluster.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        conclusions.Findings.Add(Finding(reading, id, "adapted", judgement) with
        {
            Title = $"{spec.Title}: {(lost.Count == 0 ? "finds all that full inspection finds" : $"finds late or loses {List([.. lost.Select(l => l.What).Distinct(StringComparer.Ordinal)])}")}",
            Specification = $"{spec.Summary} Changes planted at known times, on few agents.",
            Expected = $"{Tabletop}: what is the risk trade-off of sampling?",
            Actual = $"Scores {Wording.Percent(reading.Planted(variant, "plantedInspected") ?? 0)} of the messages of quiet days. Hijacked agents: {Wording.Percent(found)} within {PlantedDays.FoundWithinMinutes} min, {reading.Median(variant)}; inspecting everything, "
                + $"{reading.Median(Everything)}." + (lost.Count == 0 ? "" : $" Lost: {string.Join("; ", lost.Select(l => l.Words))}.") + escape + Feedback(reading, variant),
            Adaptation = spec.Summary,
            Bought = reading.At(variant, PlantedAt, "watchUs") is { } us && reading.At(Everything, PlantedAt, "watchUs") is { } full ? $"The watchers take {Wording.Ms(us / 1e3)} of a core for a message instead of {Wording.Ms(full / 1e3)}, investigations apart." : null,
            Recommendation = variant switch
            {
                ByRisk => "If not every message can be measured, let risk decide: it keeps what is worth most.",
                ByType => "Use it for what signals of other controls point at. The share must leave each signal messages in ten minutes of an hour, or its drift is never learnt. Give the context's signal no weight there, so that investigations do not keep themselves going.",
                _ => "Do not sample all alike: shared causes and rare steps of an attack fall through.",
            },
            Affected = new([], [.. thin], ["every message that is inspected"]),
            Evidence = [.. new[] { "plantedFound", "plantedMedianMin", "slowAlerts", "chainsFound" }.Where(m => reading.Planted(variant, m) is not null).Append("escaped").Select(m => Name(variant, m))],
        });
    }

    // An investigation sees what a sample has averaged over: a signal that moves slowly seems to move more than the agent's baseline allows.
    private static string Feedback(ObservingReading reading, string variant)
    {
        var plan = Plan(variant);
        var most = Math.Max(reading.Planted(variant, "plantedInspected") ?? 0, reading.Planted(variant, "afterInspected") ?? 0);
        return plan.InvestigateFor <= TimeSpan.Zero || most <= FeedbackAt * plan.Low ? ""
            : $" Of usual agents it scores up to {Wording.Percent(most)} instead of {Wording.Percent(plan.Low)}: seen in full, a slow signal such as context use moves more than the sample had shown, and an investigation keeps itself going.";
    }

    private static void AddAlerts(Conclusions conclusions, ObservingReading reading, int n)
    {
        if (reading.Planted(Everything, "falsePerHundred") is null) { return; }
        var alerts = new AlertLoad(reading, n);
        conclusions.Findings.Add(Finding(reading, "O7", "baseline", alerts.Most <= alerts.Capacity ? "hold" : "bend") with
        {
            Title = alerts.Most <= alerts.Capacity ? "False alarms stay within what people can review" : "False alarms may exceed what people can review",
            Specification = $"{Wording.Number(alerts.AgentDays)} agent-days in which nothing happens, every message inspected; alerts folded and ranked, at the fleet's {Wording.Number(reading.All.Fleet.Budgets.ReviewsPerHour)} reviews an hour.",
            Expected = $"{Tabletop}: one false positive for each agent and day, 100 a day at 100 agents; human review becomes the bottleneck.",
            Actual = alerts.Words + " " + alerts.Lines,
            Breakpoint = $"{Wording.Agents(Math.Floor(alerts.AgentsAtCapacity))} at the 95% bound of what was measured (derived)",
            Recommendation = "Keep the line at 60 until your own false alarms are known, and count them: real agents change for reasons that a simulation does not have.",
            Evidence = [Name(Everything, "falsePerHundred"), Name(Everything, "quietAgentDays"), Name(Everything, "lineFalsePerHundred")],
        });
    }

    private static void AddOdd(Conclusions conclusions, ObservingReading reading)
    {
        if (!reading.HasSlow || reading.Planted(Everything, "oddAmong") is not { } among || reading.Planted(Everything, "oddOthers") is not { } others) { return; }
        var found = reading.Planted(Everything, "oddFoundMin");
        var inTime = found <= PlantedDays.FoundWithinMinutes;
        var hours = Wording.Number((reading.IsDeep ? Replicas.ManyMinutes : Replicas.UntilSlowMinutes) / 60.0);
        conclusions.Findings.Add(Finding(reading, "O8", "baseline", inTime ? "hold" : "break") with
        {
            Title = $"One odd replica among {Wording.Number(among)} {(inTime ? "is found by its type" : found is null ? "is not found" : "is found late")}",
            Specification = $"{Wording.Agents(among)} of one type; the content of one is further from what is usual, by seven standard deviations of a message, from its first message on. {hours} h, every message scored.",
            Expected = $"\"Economics of Governance\": with 10,000 identical instances, instances are looked at only where they are outliers. The bar here: {PlantedDays.FoundWithinMinutes} min.",
            Actual = $"{(found is { } minutes ? $"Found after {Wording.Number(minutes)} min" : "Not found")}; {Wording.Number(others)} of the others {(others.Equals(1.0) ? "is" : "are")} flagged in the {hours} h. Its own past cannot tell: it was always so."
                + (reading.IsDeep ? "" : $" A full run has {Wording.Number(Replicas.Many)}."),
            Recommendation = "Register replicas under one type: what is usual for the type is known within minutes, for an agent after a day.",
            Evidence = [Name(Everything, "oddFoundMin"), Name(Everything, "oddOthers"), Name(Everything, "oddAmong")],
        });
    }

    private static string List(IReadOnlyList<string> parts) => parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";

    internal static string Name(string variant, string metric) => $"{Id}/{variant}/{metric}";

    private static Finding Finding(ObservingReading reading, string id, string subject, string judgement) => new()
    {
        Id = id,
        Title = "",
        Deliverable = "E",
        Dimension = 4,
        Specification = "",
        ControlMapping = reading.All.Controls,
        Subject = subject,
        Judgement = judgement,
        Expected = "",
        Actual = "",
        Recommendation = "",
        Affected = new([], [.. reading.All.Fleet.Clusters.Select(c => c.Id)], ["every message between agents"]),
        Evidence = [],
    };
}
