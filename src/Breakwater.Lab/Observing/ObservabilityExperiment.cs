using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;
using Breakwater.Observability;
using static Breakwater.Lab.Observing.InspectionVariants;

namespace Breakwater.Lab.Observing;

/// <summary>
/// Observability at volume: what it takes to score and record every message, a sample, what risk asks for, or types with instances investigated; what that costs against the agents; and what each of them still finds.
/// </summary>
public sealed class ObservabilityExperiment : Experiment
{
    internal const string Id = "observability";
    internal const string Rule = ScalingNames.ConstantDegree;

    /// <summary>Axes beside the fleet's size: messages a minute, lines of the score, days of a drift, and bad messages of one agent.</summary>
    internal const string Rate = "messages/min";
    internal const string Line = "score line";
    internal const string DriftDays = "days of drift";
    internal const string Bad = "bad messages";

    /// <summary>Sizes beside whose points the planted changes stand. Detection is run on few agents, whatever the fleet's size.</summary>
    internal const int PlantedAt = 100;
    internal const int SlowAt = 200;

    /// <summary>Only a full run reaches this size: beside it stand the planted changes on more agents, for more days, at default settings.</summary>
    internal const int DeepAt = 100_000;

    internal const int DefaultLine = 60;
    internal const double PathShare = 0.1;
    internal const double CostShareLimit = 0.15;

    private const double RateResolution = 0.05;
    private const int WindowMessages = 3_000;
    private const int RateMessages = 2_000;
    private const double MicrosecondsPerNs = 1e-3;

    /// <summary>The seeds' loads for 100 agents, 1,000 and 10,000 messages a minute and 2,000 to 10,000 a second, and on from there to where something breaks.</summary>
    internal static readonly int[] Rates =
    [
        Steady, Peak, 60_000, 120_000, 300_000, Market, 1_200_000, 3_000_000, 6_000_000, 12_000_000, 30_000_000, 60_000_000, 120_000_000, 300_000_000, 600_000_000,
    ];

    /// <summary>"Stress Testing MASO at Scale" for 100 agents: steady and at peak; and the most of the "100-Agent Stress Test", 10,000 a second. Messages a minute.</summary>
    internal const int Steady = 1_000;
    internal const int Peak = 10_000;
    internal const int Market = 600_000;

    internal static readonly int[] Drifts = [13, 60];

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = Id,
        Title = "Observability at volume",
        Summary = "Messages of the whole fleet through the gates of their regions, each scored by the real watchers if its inspection plan chose it, and recorded in the real format. Agents, arrivals and cores are "
            + "simulated. Detection is judged on planted changes, on few agents and full days.",
        Dimension = 4,
        Controls =
        [
            new("OB-2.2", "OB-2.1", "anomaly score of each inspected message against its agent's baseline and its type's; four inspection plans"),
            new("OB-2.3", "OB-2.2", "drift from a frozen original of 14 days"),
            new("OB-3.1", null, "the same over 30 and 90 days"),
            new("OB-3.4", "OB-2.3", "signals of a causal chain joined into incidents"),
            new("OB-3.2", null, "each record names its chain, its request and the request that led to it"),
            new("OB-3.5", null, "each decision names agent, node, what was decided and what was consulted; each completion its outcome"),
            new("OB-2.1", "OB-1.1", "two records for each message, decided and completed, whatever is inspected"),
        ],
        Metrics =
        [
            new("messagesPerDay", "Messages of a day", "messages", "lower", "work"),
            new("scoredPerDay", "Messages scored a day", "messages", "lower", "work"),
            new("coreSecondsPerDay", "Core time of scoring and recording a day's messages", "core-seconds", "lower", "work"),
            new("gigabytesPerDay", "Records of a day", "GB", "lower", "work"),
            new("messageUs", "Core time of a message, scored or not, and recorded", "µs", "lower", "effect"),
            new("watchUs", "Core time of a message in the watchers", "µs", "lower", "effect"),
            new("steadyP99Ms", "Until a message is seen to at steady load, 99th percentile", "ms", "lower", "effect"),
            new("peakP99Ms", "Until a message is seen to at peak, 99th percentile", "ms", "lower", "effect"),
            new("onceP99Ms", "Until a message is seen to when every agent sends at once, 99th percentile", "ms", "lower", "effect"),
            new("coreShare", "Share of the busiest node's cores at peak", "share", "lower", "effect"),
            new("costShare", "Scoring and recording against the agents' model calls", "share", "lower", "effect"),
            new("agentsMoney", "The agents' model calls", "money/month", "lower", "effect"),
            new("money", "Scoring and recording", "money/month", "lower", "money"),
            new("chainsRebuilt", $"Chains of {MessageRecords.ChainLength} messages rebuilt and traced from records alone", "share", "higher", "effect"),
            new("rateCoreShare", "Share of the busiest node's cores, by messages a minute", "share", "lower", "effect"),
            new("rateP99Ms", "Until a message is seen to, 99th percentile, by messages a minute", "ms", "lower", "effect"),
            new("rateCostShare", "Scoring and recording against the agents' model calls, by messages a minute", "share", "lower", "effect"),
            new("rateGigabytes", "Records of a day, by messages a minute", "GB", "lower", "work"),
            new("rateMoney", "Scoring and recording, by messages a minute", "money/month", "lower", "effect"),
            new("plantedFound", $"Hijacked agents found within {PlantedDays.FoundWithinMinutes} min", "share", "higher", "effect"),
            new("plantedMedianMin", "Until a hijacked agent is found, median", "min", "lower", "effect"),
            new("oddFoundMin", "Until the replica that was always different is found", "min", "lower", "effect"),
            new("oddOthers", "Other replicas flagged meanwhile", "agents", "lower", "work"),
            new("oddAmong", "Replicas among which the odd one is sought", "agents", "higher", "work"),
            new("falsePerHundred", "Alerts shown, of whatever kind, in 100 agent-days in which nothing happens", "alerts", "lower", "effect"),
            new("quietAgentDays", "Agent-days in which nothing happens, behind the false alarms", "agent-days", "higher", "work"),
            new("plantedInspected", "Messages scored in the quiet days", "share", "lower", "effect"),
            new("afterInspected", "Messages scored once all hijacks are over", "share", "lower", "effect"),
            new("slowAlerts", "Alerts shown when a provider slows down", "alerts", "lower", "work"),
            new("slowNamed", "Whether an alert names the slow provider", "yes/no", "higher", "work"),
            new("slowCrossed", "Agents of a slow provider that cross the line by themselves", "agents", "lower", "work"),
            new("lineFound", "Hijacked agents found within an hour, by line", "share", "higher", "effect"),
            new("lineMedianMin", "Until hijacked agents are found, median, by line", "min", "lower", "effect"),
            new("lineFalsePerHundred", "Scores that reach the line in 100 quiet agent-days, by line", "crossings", "lower", "effect"),
            new("driftCaught", "Agents whose content drifts, caught before one original standard deviation", "share", "higher", "effect"),
            new("driftSigma", "How far the content of the last one caught had drifted", "σ", "lower", "effect"),
            new("judgedCaught", "Agents whose judged quality drifts, caught before one original standard deviation", "share", "higher", "effect"),
            new("judgedSigma", "How far the judged quality of the last one caught had drifted", "σ", "lower", "effect"),
            new("chainsFound", "Attack chains of three weak steps that became an incident", "share", "higher", "effect"),
            new("chainMessages", "Messages of an attack's last step", "messages", "lower", "effect"),
            new("escaped", "Chance that none of so many bad messages is inspected", "share", "lower", "effect"),
            new("logEvents", "Events of the fleet's own agents at its gates", "events", "lower", "work"),
            new("logKept", "Those of them that the log has, the rest being counted in it", "events", "higher", "work"),
            new("logRecords", "Records that they are", "records", "lower", "work"),
            .. RecordedCounts.Kinds.Select(k => new MetricResult(k.Metric, $"Events of the log: {k.Title}", "events", "lower", "work")),
            new("escapedFormula", "Chance that none of so many bad messages is inspected, by (1 − share)ⁿ", "share", "lower", "effect"),
        ],
        Fitted = ["coreSecondsPerDay", "gigabytesPerDay", "onceP99Ms", "coreShare", "money"],
        Variants = All,
        ExtraSizes = [PlantedAt, SlowAt],
        Findings = ["O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8"],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) =>
    [
        new("peakP99Ms", Latency(fleet), Rule),
        new("onceP99Ms", Latency(fleet), Rule),
        new("coreShare", Cores, Rule),
        new("money", GovernanceMoney(fleet), Rule),
        new("costShare", CostShare, Rule),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) => ObservabilityAssumptions.Of(fleet);

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) =>
        40 + (agents * 0.01) + (agents == PlantedAt ? 700 : 0) + (agents == SlowAt ? 900 : 0) + (agents == DeepAt ? 30_000 : 0);

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var measured = new Measurements();
        var fleet = context.Fleet;
        var hours = ObservabilityPrices.Hours(fleet.Load);
        var (average, steady, peak) = (hours.Average(), fleet.Load.SteadyMessagesPerMinute / 60, fleet.Load.PeakMessagesPerMinute / 60);
        var atSteady = MessageWindow.AtRate(context, variant.Id, steady, WindowMessages);
        var atPeak = MessageWindow.AtRate(context, variant.Id, peak, WindowMessages, keeps: true);
        var atOnce = MessageWindow.AtOnce(context, variant.Id);
        var perDay = average * ObservabilityPrices.SecondsPerDay;
        measured.Work["messagesPerDay"] = perDay;
        measured.Work["scoredPerDay"] = perDay * atPeak.Work[WorkUnit.MessageScored] / WindowMessages;
        measured.Work["coreSecondsPerDay"] = perDay * CoreNs(atPeak) / 1e9;
        measured.Work["gigabytesPerDay"] = perDay * Bytes(atPeak) / 1e9;
        measured.Effect["messageUs"] = CoreNs(atPeak) * MicrosecondsPerNs;
        measured.Effect["watchUs"] = WatchNs(atPeak, context) * MicrosecondsPerNs;
        measured.Effect["steadyP99Ms"] = atSteady.Latency.Quantile(0.99) / 1e6;
        measured.Effect["peakP99Ms"] = atPeak.Latency.Quantile(0.99) / 1e6;
        measured.Effect["onceP99Ms"] = atOnce.Latency.Quantile(0.99) / 1e6;
        measured.Effect["coreShare"] = atPeak.BusiestShare;
        measured.Money = Money(atPeak, average, fleet);
        var agents = hours.Average(rate => ObservabilityPrices.Agents(context.Roster, rate));
        measured.Effect["agentsMoney"] = agents;
        if (agents > 0) { measured.Effect["costShare"] = measured.Money / agents; }
        measured.Effect["chainsRebuilt"] = ChainRebuild.Lengths(atPeak.Records.Kept).Count(length => length == MessageRecords.ChainLength) / (double)(WindowMessages / MessageRecords.ChainLength);
        var plan = Plan(variant.Id);
        if (context.Agents == PlantedAt)
        {
            PlantedChanges.AddHijacks(measured, plan, context);
            AddEscapes(measured, plan);
            AddRates(measured, variant.Id, context);
        }
        if (context.Agents == SlowAt) { PlantedChanges.AddSlow(measured, plan, context); }
        if (context.Agents == DeepAt) { PlantedChanges.AddDeep(measured, plan, context); }
        if (context.IsOwnSize && variant.Id == Everything) { RecordedTraffic.Run(context)?.AddTo(measured); }
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => ObservingConclusions.From(reading);

    internal static Budget Latency(FleetSpecification fleet) =>
        new($"budgets.criticalPathLatency × {Wording.Percent(PathShare)}", fleet.Budgets.CriticalPathLatency.TotalMilliseconds * PathShare, "ms", HigherIsBetter: false);

    internal static Budget Cores { get; } = new("enforcement cores", 1, "share", HigherIsBetter: false);

    internal static Budget CostShare { get; } = new("share of the agents' cost", CostShareLimit, "share", HigherIsBetter: false);

    /// <summary>What is held against a budget along the rate.</summary>
    internal static IReadOnlyList<(string Metric, Budget Budget)> RateBudgets(FleetSpecification fleet) =>
        [("rateCoreShare", Cores), ("rateP99Ms", Latency(fleet)), ("rateCostShare", CostShare), ("rateCostShare", AllOfTheCost), ("rateMoney", GovernanceMoney(fleet))];

    internal static Budget AllOfTheCost { get; } = new("all of the agents' cost", 1, "share", HigherIsBetter: false);

    internal static Budget GovernanceMoney(FleetSpecification fleet) => new("budgets.governancePerMonth", (double)fleet.Budgets.GovernancePerMonth.Amount, $"{fleet.Currency}/month", HigherIsBetter: false);

    private static double CoreNs(MessageWindow window) => (double)window.ServiceNs / window.Messages;

    private static double WatchNs(MessageWindow window, RunContext context)
    {
        var watching = default(Work);
        watching.Add(WorkUnit.MessageScored, window.Work[WorkUnit.MessageScored]);
        watching.Add(WorkUnit.CacheLookup, window.Work[WorkUnit.CacheLookup]);
        return (double)context.Calibration.Nanoseconds(watching, memorySized: true) / window.Messages;
    }

    private static double Bytes(MessageWindow window) => RetentionClasses.All.Sum(r => (double)window.Records.Bytes(r)) / window.Messages;

    /// <summary>Money per month at a rate, at what a message of the window takes of cores and of each tier of storage.</summary>
    private static double Money(MessageWindow window, double perSecond, FleetSpecification fleet)
    {
        var perDay = perSecond * ObservabilityPrices.SecondsPerDay;
        return ObservabilityPrices.Cores(fleet, perDay * CoreNs(window) / 1e9)
            + RetentionClasses.All.Sum(r => ObservabilityPrices.Kept(r, perDay * window.Records.Bytes(r) / window.Messages));
    }

    private static void AddEscapes(Measurements measured, InspectionPlan plan)
    {
        foreach (var n in Escape.Messages)
        {
            var at = new Measurements();
            at.Effect["escaped"] = Escape.Measured(plan, n);
            at.Effect["escapedFormula"] = Escape.Formula(plan, n);
            measured.Beside.Add(new(Bad, n, at));
        }
    }

    /// <summary>Every rate, and between the two where a budget breaks as many more as it takes to say where.</summary>
    private static void AddRates(Measurements measured, string variant, RunContext context)
    {
        var points = new SortedDictionary<int, Measurements>();
        Measurements At(int perMinute)
        {
            if (!points.TryGetValue(perMinute, out var at)) { points.Add(perMinute, at = AtRate(variant, perMinute / 60.0, context)); }
            return at;
        }
        foreach (var rate in Rates) { At(rate); }
        foreach (var (metric, budget) in RateBudgets(context.Fleet))
        {
            var ladder = points.Select(p => (p.Key, p.Value.Find(metric))).Where(p => p.Item2 is not null).Select(p => (p.Key, p.Item2!.Value)).ToList();
            if (ladder.Count > 0) { Breakpoint.Find(ladder, budget, null, (rate, _) => At(rate).Find(metric) ?? 0, RateResolution, cancellationToken: context.Cancellation); }
        }
        measured.Beside.AddRange(points.Select(p => new SidePoint(Rate, p.Key, p.Value)));
    }

    private static Measurements AtRate(string variant, double perSecond, RunContext context)
    {
        var window = MessageWindow.AtRate(context, variant, perSecond, RateMessages);
        var at = new Measurements();
        at.Effect["rateCoreShare"] = window.BusiestShare;
        at.Effect["rateP99Ms"] = window.Latency.Quantile(0.99) / 1e6;
        at.Work["rateGigabytes"] = perSecond * ObservabilityPrices.SecondsPerDay * Bytes(window) / 1e9;
        at.Effect["rateMoney"] = Money(window, perSecond, context.Fleet);
        if (ObservabilityPrices.Agents(context.Roster, perSecond) is > 0 and var agents) { at.Effect["rateCostShare"] = at.Effect["rateMoney"] / agents; }
        return at;
    }
}
