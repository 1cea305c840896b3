using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Baselines;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.PolicyVersions;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.PolicyScaling;

/// <summary>
/// What a decision costs as policies and agents grow, where ten policies can match a request: with the index as shipped, with some policies outside of it, and with every policy tried.
/// </summary>
public sealed class PolicyScalingExperiment : Experiment
{
    internal const string Scan = "scan";
    internal const string Outside = "outside-index";
    internal const string Indexed = "indexed";
    internal const string Rule = ScalingNames.ConstantDegree;

    /// <summary>Axes beside the fleet's size: the number of policies, and the share of requests that repeat one that came before.</summary>
    internal const string Policies = "policies", Repeats = "repeats";

    /// <summary>Agents of the fleet in which the other axes are tried.</summary>
    internal const int AxisAgents = 100;

    /// <summary>Numbers of policies that are tried, up to the first of these for the scan.</summary>
    internal static readonly int[] Counts = [10, 100, 1_000, 10_000, 100_000];

    internal const int MostScanned = 10_000;

    internal static readonly double[] Shares = [0, 0.5, 0.9, 0.99];

    /// <summary>The largest fleet whose agents are taken to be in the processor's caches.</summary>
    internal const int InCache = 5_000;

    private const int Sample = 256;

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "policy-scaling",
        Title = "The number of policies",
        Summary = "Each team of ten agents brings ten policies, so that policies grow with the fleet and ten of them can match a request. The Cedar engine, its index and the decision cache are real; the "
            + "moment at which everybody asks, nodes and queues are simulated.",
        Dimension = ScalingLessons.Dimension,
        Controls = [new("ENV-4", null, "each call authorised by agent, resource and operation: Cedar policies, compiled and indexed"), new("EC-1.2", null, "what an agent may call, as policies")],
        Metrics =
        [
            new("policies", "Policies", "policies", "higher", "work"),
            new("outside", "Policies outside the index", "policies", "lower", "work"),
            new("tried", "Policies tried for a request", "policies/request", "lower", "work"),
            new("permitted", "Requests permitted, of those decided for real", "requests", "higher", "work"),
            new("decisionUs", "Time of a decision", "µs", "lower", "effect"),
            new("lastDecidedMs", "Time until the last of everybody's requests is decided", "ms", "lower", "effect"),
            new("axisTried", "Policies tried for a request, by number of policies", "policies/request", "lower", "work"),
            new("axisDecisionUs", "Time of a decision, by number of policies", "µs", "lower", "effect"),
            new("uncachedUs", "Time of a decision without a cache of decisions", "µs", "lower", "effect"),
            new("cachedUs", "Time of a decision with a cache of decisions", "µs", "lower", "effect"),
            new("money", "Cores for deciding every message at peak, all month", "money/month", "lower", "money"),
        ],
        Findings = ["Q1", "Q2", "Q3", "Q4"],
        Fitted = ["tried", "lastDecidedMs", "money"],
        ExtraSizes = [AxisAgents],
        Variants =
        [
            new(Scan, "Every policy tried", "One policy after the other, as a list of rules is read.", VariantKind.Baseline, [new(Rule, 200, 2_000, 20_000)]),
            new(Outside, "One in a hundred outside the index", "The same policies; one in a hundred names its team in its condition instead of its head.", VariantKind.FailedAttempt, [new(Rule, 200, 10_000, 100_000)]),
            new(Indexed, "Compiled and indexed", "As it ships: a request finds the policies that can match by agent, action, resource and attribute.", VariantKind.Adapted, [new(Rule, 200, 10_000, 100_000)]),
        ],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) =>
        [new("lastDecidedMs", new Budget("budgets.criticalPathLatency", fleet.Budgets.CriticalPathLatency.TotalMilliseconds, "ms", HigherIsBetter: false), Rule)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"There are as many policies as agents, and at least ten: ten for each team of ten. At most {TeamPolicies.Candidates} can match a request, whatever their number.",
        $"Everybody asks at the same moment, at the gate of their region, and nothing else is looked at. Up to {Sample} agents' requests are decided for real; the others' cost what these cost, in turn.",
        $"A policy that is tried and a request that is answered cost what the calibration profile says, with state beyond the caches from {Wording.Number(InCache)} agents on. The scan is charged for trying only, though it also binds the request anew for each policy.",
        $"The number of policies alone is varied at {Wording.Agents(AxisAgents)}; there too the cache of decisions is tried: each agent asks twice in a row, and what a share of repetitions comes to is computed from the first and the second.",
        $"A core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour; money takes one decision for every message at peak, all month.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) => 2 + agents * (variant.Id == Scan ? 0.1 : 0.04) + (agents == AxisAgents ? 1_000 : 0);

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var measured = new Measurements();
        var (made, tried, costs) = Decide(variant.Id, context, context.Agents, out var outside, out var permitted);
        var decisionNs = costs.Average();
        measured.Work["policies"] = made.Set.Policies.Count;
        measured.Work["outside"] = outside;
        measured.Work["tried"] = tried;
        measured.Work["permitted"] = permitted;
        measured.Effect["decisionUs"] = decisionNs / 1e3;
        measured.Effect["lastDecidedMs"] = Burst.LastMs(context, costs);
        measured.Money = context.Fleet.Load.PeakMessagesPerMinute * 60 * 24 * 30 * decisionNs / 1e9 / 3600 * (double)context.Fleet.ControlPlane.CoreHourPrice.Amount;
        if (context.Agents != AxisAgents) { return measured; }
        foreach (var policies in Counts.Where(c => variant.Id != Scan || c <= MostScanned))
        {
            var (_, axisTried, axisCosts) = Decide(variant.Id, context, policies, out _, out _);
            var beside = new Measurements();
            beside.Work["axisTried"] = axisTried;
            beside.Effect["axisDecisionUs"] = axisCosts.Average() / 1e3;
            measured.Beside.Add(new(Policies, policies, beside));
        }
        // Only agents with a tool can ask for it twice.
        if (variant.Id != Indexed || !context.Roster.Agents.Any(a => a.Group.Tools.Count > 0)) { return measured; }
        var repeated = new RepeatedRequests(context);
        foreach (var share in Shares)
        {
            var beside = new Measurements();
            (beside.Effect["uncachedUs"], beside.Effect["cachedUs"]) = repeated.At(share);
            measured.Beside.Add(new(Repeats, share, beside));
        }
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => PolicyScalingConclusions.From(reading);

    /// <summary>Decides the requests of some agents for real: what they cost in ns each, and how many policies were tried on average.</summary>
    private static (TeamPolicies Made, double Tried, IReadOnlyList<long> Costs) Decide(string variant, RunContext context, int policies, out int outside, out int permitted)
    {
        var made = TeamPolicies.Make(Math.Max(policies, TeamPolicies.Candidates), context.Agents, variant == Outside);
        PolicyDecider decider = variant == Scan ? new PolicyScan(made.Set, made.Store) : new IndexedPolicies(made.Set, made.Store);
        outside = decider is IndexedPolicies indexed ? indexed.Outside : made.Set.Policies.Count;
        permitted = 0;
        var random = context.Random("policy-scaling");
        var (picks, amounts) = (random.Fork("picks"), random.Fork("amounts"));
        var costs = new long[Math.Min(Sample, context.Agents)];
        var all = default(Work);
        for (var i = 0; i < costs.Length; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var work = default(Work);
            if (decider.Permits(made.Request(picks.NextInt(context.Agents), amounts), ref work)) { permitted++; }
            costs[i] = context.Calibration.Nanoseconds(work, context.Agents > InCache);
            all.Add(work);
        }
        return (made, (double)all[WorkUnit.PolicyCandidate] / costs.Length, costs);
    }
}
