using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;

namespace Breakwater.Lab.Revocation;

/// <summary>
/// A compromised agent, and then a compromised zone coordinator, are revoked: how long until the last descendant is refused everywhere, and how many
/// decisions were poisoned before ("Scaling AI Agents from 10 to 10,000": 47 with no verification).
/// </summary>
public sealed class RevocationExperiment : Experiment
{
    internal const string None = "no-verification";
    internal const string FullMesh = "full-mesh";
    internal const string Registry = "central-registry";
    internal const string CachedMesh = "cached-mesh";
    internal const string Gates = "hierarchy-cached";

    // IA-3.4: at most 30 s from the anomaly to the revocation.
    private static readonly TimeSpan Detection = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "revocation",
        Title = "Revocation of an agent and of a zone",
        Summary = "A compromised agent, and in a second run the coordinator of its whole zone, is revoked while it goes on deciding. Measured is the time from the "
            + "order until the last descendant is refused everywhere, and what was believed meanwhile. A stolen coordinator key also signs a forged agent.",
        Dimension = 2,
        Controls =
        [
            new("IA-3.4", null, "revocation is applied first and logged after; one record revokes a subtree"),
            new("IA-2.2", "IA-2.5", "lifetimes by tier"),
            new("IA-2.3", "IA-2.1", "trust epoch per tenant, read at every check"),
        ],
        Metrics =
        [
            new("agentReachMs", "Order to last refusal, one agent", "ms", "lower", "effect"),
            new("zoneReachMs", "Order to last refusal, a zone", "ms", "lower", "effect"),
            new("agentPoisoned", "Decisions believed after the order, one agent", "decisions", "lower", "effect"),
            new("zonePoisoned", "Decisions believed after the order, a zone", "decisions", "lower", "effect"),
            new("agentPoisonedBefore", "Decisions believed before the order, one agent", "decisions", "lower", "effect"),
            new("forgedBelieved", "Forged credentials still believed in the minute after", "of 60", "lower", "effect"),
            new("agentRecords", "Records delivered for one agent", "records", "lower", "work"),
            new("zoneRecords", "Records delivered for a zone", "records", "lower", "work"),
            new("zoneAgents", "Agents of the zone", "agents", "lower", "work"),
            new("money", "Cores that check every message at peak", "money/month", "lower", "money"),
        ],
        Findings = ["R1", "R2", "R3", "R4"],
        Fitted = ["zoneRecords", "agentRecords", "zoneReachMs"],
        Variants =
        [
            new(None, "No verification", "Everyone is believed.", VariantKind.FailedAttempt, [new(ScalingNames.ConstantDegree, 100, 500, 1_000)]),
            new(FullMesh, "Full mesh with revocation lists", "Every agent gets the list and looks at it each time.", VariantKind.Baseline, [new(ScalingNames.ConstantDegree, 100, 200, 1_000)]),
            new(Registry, "Central registry", "The registry strikes the line.", VariantKind.FailedAttempt, [new(ScalingNames.ConstantDegree, 100, 500, 1_000)]),
            new(CachedMesh, "Cached mesh", "As the full mesh, but a cached pair is believed until it lapses.", VariantKind.Baseline, [new(ScalingNames.ConstantDegree, 100, 200, 1_000)]),
            new(Gates, "Hierarchy with cache", "The gates that ship: one record, applied on arrival, read at the next check.", VariantKind.Adapted, [new(ScalingNames.ConstantDegree, 500, 5_000, 100_000)]),
        ],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet)
    {
        var reach = new Budget("budgets.revocationReach", fleet.Budgets.RevocationReach.TotalMilliseconds, "ms", HigherIsBetter: false);
        return [new("agentReachMs", reach, ScalingNames.ConstantDegree), new("zoneReachMs", reach, ScalingNames.ConstantDegree)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"The order comes {Detection.TotalSeconds:0} s after the compromise, the most that IA-3.4 allows; it is given at the control plane in {fleet.ControlPlane.Region} and travels with the network's latency.",
        $"A compromised agent decides at the fleet's peak rate, {fleet.Load.PeakMessagesPerMinute / fleet.AgentCount:0.#} a minute; each decision goes to one of its partners in turn.",
        $"Probed every millisecond in the first second and every second after, up to {Horizon(fleet).TotalSeconds:0} s after the order; a reach printed as that horizon was not reached.",
        "The compromised agent is the first of the roster; the zone is its own. The order costs no core time that would delay it.",
        $"Money is that of the cores that check every message of the fleet at its peak of {fleet.Load.PeakMessagesPerMinute:0.#} a minute, the whole month, as the compromised agent's are checked; a core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) => 0.3 * agents + (variant.Id is FullMesh ? 250 : 50);

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var measured = new Measurements();
        var (agent, agentRecords, _) = Play(variant, context, wholeZone: false);
        var (zone, zoneRecords, zoneAgents) = Play(variant, context, wholeZone: true);
        var horizon = Horizon(context.Fleet).TotalMilliseconds;
        measured.Effect["agentReachMs"] = agent.ReachMs ?? horizon;
        measured.Effect["zoneReachMs"] = zone.ReachMs ?? horizon;
        measured.Effect["agentPoisoned"] = agent.PoisonedAfter;
        measured.Effect["zonePoisoned"] = zone.PoisonedAfter;
        measured.Effect["agentPoisonedBefore"] = agent.PoisonedBefore;
        measured.Effect["forgedBelieved"] = zone.ForgedBelievedAfter;
        measured.Money = Money(context, agent);
        measured.Work["agentRecords"] = agentRecords;
        measured.Work["zoneRecords"] = zoneRecords;
        measured.Work["zoneAgents"] = zoneAgents;
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => RevocationConclusions.From(reading);

    internal static TimeSpan Horizon(FleetSpecification fleet) => fleet.Trust.CacheTtl + TimeSpan.FromMinutes(1);

    private static double Money(RunContext context, Attack attack)
    {
        if (attack.Checked == 0) { return 0; }
        var secondsPerCheck = context.Calibration.Nanoseconds(attack.Work) / 1e9 / attack.Checked;
        var checksPerMonth = context.Fleet.Load.PeakMessagesPerMinute * 60 * 24 * 30;
        return secondsPerCheck * checksPerMonth / 3600 * (double)context.Fleet.ControlPlane.CoreHourPrice.Amount;
    }

    private static (Attack Attack, long Records, int Agents) Play(VariantSpec variant, RunContext context, bool wholeZone)
    {
        const int compromised = 0;
        var world = new TrustWorld(context, context.NewSimulator());
        RevocationScheme scheme = variant.Id switch
        {
            None => new NoRevocation(world),
            FullMesh => new PeerRevocation(world, cached: false),
            CachedMesh => new PeerRevocation(world, cached: true),
            Registry => new RegistryRevocation(world),
            _ => new GateRevocation(world, context, compromised),
        };
        var zone = world.Zones[world.ZoneOf[compromised]];
        var rate = context.Fleet.Load.PeakMessagesPerMinute / context.Agents;
        IReadOnlyList<int> subjects = wholeZone ? zone.Members : [compromised];
        var attack = new Attack(
            world, scheme, subjects, wholeZone ? zone.Name : null, wholeZone ? Forged(world, zone, context) : null, Detection, Horizon(context.Fleet), rate);
        attack.Run(context.Cancellation);
        scheme.End();
        return (attack, scheme.RecordsDelivered, subjects.Count);
    }

    // What the thief of a coordinator's key does: signs a credential for an agent that does not exist.
    private static Breakwater.Trust.CredentialChain Forged(TrustWorld world, TrustWorld.Zone zone, RunContext context)
    {
        var work = default(Work);
        return world.Hierarchy.Zones[zone.Name].IssueWorker(
            "forged-agent", world.Roster.Agents[zone.Members[0]].Group.Id, AutonomyTier.Autonomous, highPrivilege: false,
            new PublicKey(context.Keys.PublicKeys(1, context.Cancellation)[0].Point), ref work, out _)!;
    }
}
