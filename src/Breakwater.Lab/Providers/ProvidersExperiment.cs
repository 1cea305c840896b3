using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Roster;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;
using static Breakwater.Lab.Providers.ProvidersVariants;

namespace Breakwater.Lab.Providers;

/// <summary>
/// A model provider fails, grants less or slows down: who is lost, what the control plane loses, whether clusters suffer together, and from which concentration on task agents and
/// control plane need separate providers. "Stress Testing MASO at Scale", dimension 5, and hypothesis 6 of the 100-agent test.
/// </summary>
public sealed class ProvidersExperiment : Experiment
{
    internal const string Rule = ScalingNames.ConstantDegree;
    internal const string Concentration = "concentration in percent";
    internal const int Step = 5;

    /// <summary>Share of critical calls that may miss their deadline.</summary>
    internal const double MostCriticalLate = 0.01;

    internal static readonly FaultKind[] Faults = [FaultKind.Outage, FaultKind.Silence, FaultKind.RateCut, FaultKind.SlowDown];

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "providers",
        Title = "Providers that fail",
        Summary = "Every agent and orchestrator calls its model at its own times while a provider fails, falls silent, grants less or slows down, and afterwards. Limits, queues, retry policy and what the limiter "
            + "learns from answers are real; agents, providers and time are simulated.",
        Dimension = 5,
        Controls =
        [
            new("PG-2.9", null, "the fleet file's providers, and a provider of its own for the control plane"),
            new("EC-1.3", null, "agent → tenant → fleet → global → provider, paced; concurrency adaptive"),
            new("EC-1.10", null, "at most three retries of a task, jittered"),
            new("ENV-15", null, "retries at most a tenth of a tenant's requests, and a burst of 100"),
        ],
        Metrics =
        [
            new("callers", "Agents and orchestrators that call a model", "callers", "higher", "work"),
            new("lost", "Agents without an answer while the most used vendor is out", "agents", "lower", "work"),
            new("controlLost", "Control-plane agents and orchestrators without one", "callers", "lower", "work"),
            new("sent", "Calls that reach a provider, the outage included", "calls", "lower", "work"),
            new("retries", "Calls tried again, the outage included", "calls", "lower", "work"),
            new("throttled", "429s while the most used vendor grants a fiftieth", "calls", "lower", "work"),
            new("lostShare", "Share of agents without an answer in the outage", "share", "lower", "effect"),
            new("controlLostShare", "Share of the control plane without an answer in the outage", "share", "lower", "effect"),
            new("recoverMs", "After the outage, until everyone is answered in time", "ms", "lower", "effect"),
            new("cutLate", "Share of calls not answered in time in the rate cut", "share", "lower", "effect"),
            new("cutCriticalLate", "Share of critical calls not answered in time in the rate cut", "share", "lower", "effect"),
            new("faultOn", "Callers on the provider struck", "callers", "lower", "work"),
            new("faultAgents", "Agents without an answer", "agents", "lower", "work"),
            new("faultControl", "Control-plane agents without an answer", "agents", "lower", "work"),
            new("faultOrchestrators", "Orchestrators without an answer", "orchestrators", "lower", "work"),
            new("faultGroups", "Control-plane groups without any agent that is answered", "groups", "lower", "work"),
            new("faultSent", "Calls that reach a provider", "calls", "lower", "work"),
            new("faultThrottled", "429s", "calls", "lower", "work"),
            new("faultRetries", "Calls tried again", "calls", "lower", "work"),
            new("faultControlShare", "Share of the control plane without an answer", "share", "lower", "effect"),
            new("faultLate", "Share of calls not answered in time", "share", "lower", "effect"),
            new("faultCriticalLate", "Share of critical calls not answered in time", "share", "lower", "effect"),
            .. Enum.GetValues<Priority>().Select(p => new MetricResult(LateName(p), $"Share of {p.ToString().ToLowerInvariant()} calls to the provider struck not answered in time", "share", "lower", "effect")),
            new("faultTwice", "Clusters that take twice as long in the same interval", "share", "lower", "effect"),
            new("faultCorrelation", "Correlation of latency between clusters", "coefficient", "lower", "effect"),
            new("faultRecoverMs", "After its end, until everyone is answered in time", "ms", "lower", "effect"),
            new("clusterBeforeP50Ms", "Time to an answer of a cluster before the fault, median", "ms", "lower", "effect"),
            new("clusterBeforeP99Ms", "The same, 99th percentile", "ms", "lower", "effect"),
            new("clusterP50Ms", "Time to an answer of a cluster during the fault, median", "ms", "lower", "effect"),
            new("clusterP99Ms", "The same, 99th percentile", "ms", "lower", "effect"),
            new("concentratedLost", "Agents without an answer in the outage, by concentration", "agents", "lower", "work"),
            new("concentratedControlLoss", "Share of the control plane without an answer in the outage, by concentration", "share", "lower", "effect"),
            new("concentratedCriticalLate", "Share of critical calls not answered in time in the rate cut, by concentration", "share", "lower", "effect"),
            new("concentratedTwice", "Clusters that take twice as long at once in the rate cut, by concentration", "share", "lower", "effect"),
            new("money", "Entries examined by limits and queues, all month", "money/month", "lower", "money"),
        ],
        Fitted = ["lost", "sent"],
        Variants = All,
        Findings = ["P1", "P2", "P3", "P4", "P5", "P6"],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) => [new("cutCriticalLate", CriticalInTime, Rule, [AtOnce, NotAdaptive, SharedFate, ControlApart])];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"Every agent and orchestrator asks for one call of {Wording.Number(FaultTimes.Tokens)} tokens every {Wording.Ms(FaultTimes.Between.TotalMilliseconds)}, each at a time of its own, and an answer counts for {Wording.Ms(FaultTimes.Deadline.TotalMilliseconds)}; then it hangs up.",
        $"A fault lasts from {FaultTimes.Begins.TotalSeconds} to {FaultTimes.Ends.TotalSeconds} s of {FaultTimes.LastAsked.TotalSeconds}. Outage: an error at once. Silence: calls are taken and not answered. "
            + $"Rate cut: {Wording.Percent(ProviderFault.Granted)} of the contract is left. Slow-down: answers take {ProviderFault.Slower} times as long. What a provider has begun before an outage it still answers.",
        $"A call waits for its turn until the provider's slowest hundredth of answers would come too late (where it is said: until its time is up). One that its caller gave up counts as an overload only if it had {CallRun.TooLong} times that, or all of its time.",
        "Lost is who got no answer at all during the fault, counted over the calls whose whole time lies within it. A call without an answer counts as its deadline where latency is averaged.",
        "Calls of control-plane clusters and of orchestrators are critical; others follow their group's risk: critical, high, medium (normal), low. The control plane is both together.",
        $"Adaptive concurrency begins with what the contract admits in the provider's slowest hundredth of answers, never falls below a tenth of that (where it is said: below {new AdaptiveConcurrency().Least}, its default), and is cut to {new AdaptiveConcurrency().OverloadPercent}% at an overload. A gate has it off unless it is told otherwise.",
        $"Limits are those of the fleet file{(fleet.RateLimits.Fleet.Requests is { } limit ? $": beyond {Wording.Number(limit.Amount / limit.Period.TotalSeconds * FaultTimes.Between.TotalSeconds)} callers it is the fleet's own limit that refuses, fault or not" : "")}.",
        $"A control plane of its own is on a provider that is added, with the contract of {Allocation.MostUsed(fleet)}.",
        $"Concentration is the share of all callers on {Allocation.MostUsed(fleet)}, from the fleet as it stands: callers move there from the others, or from it to the others in turn, in the order of a keyed hash of their names. Where there is no other vendor, one with the same contract is added.",
        $"Of critical calls, {Wording.Percent(MostCriticalLate)} may miss their deadline (assumed; the framework sets no figure). What the control plane may lose is the fleet file's `budgets: controlPlaneLoss`, {Wording.Percent(fleet.Budgets.ControlPlaneLoss)}.",
        $"Money is that of the entries that limits and queues examine at this load, the outage included, all month; a core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) => 0.25 * agents + 5;

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var world = new ProvidersWorld(variant.Id, context);
        var vendor = Allocation.MostUsed(context.Fleet);
        var (outage, cut) = (world.Play(FaultKind.Outage, vendor), world.Play(FaultKind.RateCut, vendor));
        var measured = new Measurements();
        measured.Work["callers"] = world.Callers.Count;
        measured.Work["lost"] = outage.AgentsLost;
        measured.Work["controlLost"] = outage.ControlAgentsLost + outage.OrchestratorsLost;
        measured.Work["sent"] = outage.Run.Sent;
        measured.Work["retries"] = outage.Run.Retries;
        measured.Work["throttled"] = cut.Run.Throttled;
        measured.Effect["lostShare"] = (double)outage.AgentsLost / context.Agents;
        measured.Effect["controlLostShare"] = outage.ControlLoss;
        measured.Effect["recoverMs"] = outage.RecoveryMs();
        measured.Effect["cutLate"] = cut.Late(null) ?? 0;
        // There is always an orchestrator, so there are critical calls.
        measured.Effect["cutCriticalLate"] = cut.Late(Priority.Critical) ?? 0;
        measured.Money = 30 * 24 * (context.Calibration.Nanoseconds(outage.Run.Work) / 1e9 / FaultTimes.LastAsked.TotalSeconds) * (double)context.Fleet.ControlPlane.CoreHourPrice.Amount;
        if (context.IsOwnSize) { measured.Beside.AddRange(ProvidersSides.Of(variant.Id, world, vendor)); }
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => ProvidersConclusions.From(reading);

    internal static Budget CriticalInTime { get; } = new("critical calls in time", MostCriticalLate, "share", HigherIsBetter: false);

    internal static Budget ControlLoss(FleetSpecification fleet) => new("budgets.controlPlaneLoss", fleet.Budgets.ControlPlaneLoss, "share", HigherIsBetter: false);

    internal static string LateName(Priority priority) => $"fault{priority}LateThere";

    /// <summary>Axis of the points that say what a fault at each of the fleet's providers does.</summary>
    internal static string AxisOf(FaultKind fault) => fault switch
    {
        FaultKind.Outage => "outage of provider",
        FaultKind.Silence => "silence of provider",
        FaultKind.RateCut => "rate cut of provider",
        FaultKind.SlowDown => "slow-down of provider",
        _ => "no fault",
    };

    /// <summary>Axis of the points that say what a fault at the most used vendor does to each cluster.</summary>
    internal static string ClusterAxis(FaultKind fault) => $"{AxisOf(fault)}, by cluster";

    /// <summary>What faults strike in a variant: vendors, or providers where copies stand apart. A fault's points are numbered by it, from 1.</summary>
    internal static IReadOnlyList<string> Targets(string variant, FleetSpecification fleet, IReadOnlyList<Caller> callers)
    {
        var declared = Allocation.Declared(fleet, callers);
        return variant switch
        {
            OwnFate => [.. declared.Of.Distinct().Order().Select(p => fleet.Providers[p].Id)],
            ControlApart => declared.ControlApart(callers, Allocation.MostUsed(fleet)).Vendors(),
            _ => declared.Vendors(),
        };
    }

    /// <summary>Whether the fleet has a provider in use that is a copy of another's model.</summary>
    internal static bool HasCopies(FleetSpecification fleet) => Targets(OwnFate, fleet, Caller.Of(FleetRoster.Expand(fleet))).Any(id => RosterBuilder.Vendor(fleet.Providers.First(p => p.Id == id)) != id);
}
