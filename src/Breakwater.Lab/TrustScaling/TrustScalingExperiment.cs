using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Baselines;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Simulation;
using Breakwater.Trust;

namespace Breakwater.Lab.TrustScaling;

/// <summary>
/// How much work and time it takes that everyone can be sure of everyone they deal with, from a cold start and in steady state, as the fleet grows:
/// the trust mesh of "Scaling AI Agents from 10 to 10,000", part 1, against the control that ships.
/// </summary>
public sealed class TrustScalingExperiment : Experiment
{
    internal const string FullMesh = "full-mesh";
    internal const string Registry = "central-registry";
    internal const string None = "no-verification";
    internal const string CachedMesh = "cached-mesh";
    internal const string PerCheck = "hierarchy-per-check";
    internal const string Hierarchy = "hierarchy";
    internal const string Cached = "hierarchy-cached";

    private const double SecondsPerMonth = 30 * 86_400;

    // Ten of the default lives; without a bound, a long-lived cache with a short interval would take hours.
    private const int MostRounds = 100;

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "trust",
        Title = "Trust verification at scale",
        Summary = "Every agent checks everyone it deals with, all at once from a cold start and then once in every interval. Credentials, signatures, caches "
            + "and rosters are real; agents, network and time are simulated, and a node's cores queue.",
        Dimension = 2,
        Controls =
        [
            new("IA-2.1", "IA-2.1", "P-256 credentials: root → region → zone → worker"),
            new("IA-2.2", "IA-2.5", "lifetimes by tier, renewal spread over 60–80% of the life"),
            new("IA-2.3", "IA-2.1", "chain to a common ancestor; cache per node with time to live and trust epoch; zone rosters"),
        ],
        Metrics =
        [
            new("signatureChecks", "Signature checks, cold", "checks", "lower", "work"),
            new("checksPerAgent", "Signature checks per agent, cold", "checks/agent", "lower", "work"),
            new("steadyChecks", "Signature checks per round, mean of the cache's life", "checks/round", "lower", "work"),
            new("signatures", "Signatures made, cold", "signatures", "lower", "work"),
            new("refusedChecks", "Genuine credentials refused, in all rounds", "checks", "lower", "work"),
            new("cacheLookups", "Cache look-ups, cold", "look-ups", "lower", "work"),
            new("possessionProofs", "Proofs of possession, one per session", "proofs", "lower", "work"),
            new("coreMs", "Core time, cold", "ms", "lower", "effect"),
            new("coldMs", "Time until the last check is answered, cold", "ms", "lower", "effect"),
            new("p99Ms", "99th percentile of a check, steady", "ms", "lower", "effect"),
            new("failureShare", "Checks refused or later than the deadline, cold", "share", "lower", "effect"),
            new("possessionCoreMs", "Core time of the proofs of possession", "ms", "lower", "effect"),
            new("money", "Cores for trust", "money/month", "lower", "money"),
        ],
        Findings = ["T1", "T2", "T3", "T4"],
        Fitted = ["signatureChecks", "steadyChecks", "coreMs", "coldMs", "p99Ms", "money"],
        Variants =
        [
            new(FullMesh, "Full mesh", "Every agent verifies every partner, each time.", VariantKind.Baseline,
                [new(ScalingNames.Complete, 100, 200, 1_000), new(ScalingNames.ConstantDegree, 200, 1_000, 5_000)]),
            new(Registry, "Central registry", "One registry signs an answer for every pair.", VariantKind.FailedAttempt,
                [new(ScalingNames.Complete, 50, 100, 500), new(ScalingNames.ConstantDegree, 100, 500, 2_000)]),
            new(None, "No verification", "Everyone is believed.", VariantKind.FailedAttempt,
                [new(ScalingNames.Complete, 100, 200, 1_000), new(ScalingNames.ConstantDegree, 200, 1_000, 5_000)]),
            new(CachedMesh, "Cached mesh", "The full mesh with a five-minute cache for each pair.", VariantKind.Baseline,
                [new(ScalingNames.Complete, 50, 100, 1_000), new(ScalingNames.ConstantDegree, 100, 500, 5_000)]),
            new(PerCheck, "Hierarchy, chain followed at every check", "The shipping control with its memory off: nobody vouches, nothing is kept.", VariantKind.FailedAttempt,
                [new(ScalingNames.Complete, 50, 50, 200), new(ScalingNames.ConstantDegree, 100, 200, 1_000)]),
            new(Hierarchy, "Hierarchy without cache", "Authorities verify those below them and vouch with rosters, anew in every round.", VariantKind.Baseline,
                [new(ScalingNames.Complete, 500, 1_000, 2_000), new(ScalingNames.ConstantDegree, 1_000, 2_000, 100_000)]),
            new(Cached, "Hierarchy with cache", "The control as it ships: rosters, cache, renewal ahead of expiry.", VariantKind.Adapted,
                [new(ScalingNames.Complete, 500, 1_000, 2_000), new(ScalingNames.ConstantDegree, 2_000, 10_000, 100_000)]),
        ],
        // The article's table starts at three agents; 30 and 300 make the upper stretches long enough to fit.
        ExtraSizes = [3, 30, 300],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) =>
    [
        .. new[] { ScalingNames.Complete, ScalingNames.ConstantDegree }.SelectMany(scaling => new BudgetedMetric[]
        {
            new("p99Ms", new Budget("budgets.trustCheckP99", fleet.Budgets.TrustCheckP99.TotalMilliseconds, "ms", HigherIsBetter: false), scaling),
            new("coldMs", new Budget("trust.verificationDeadline", fleet.Trust.VerificationDeadline.TotalMilliseconds, "ms", HigherIsBetter: false), scaling),
            new("money", new Budget("budgets.governancePerMonth", (double)fleet.Budgets.GovernancePerMonth.Amount, $"{fleet.Currency}/month", HigherIsBetter: false), scaling),
        }),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"Everyone starts at the same moment, and then checks everyone it deals with once every {Wording.Ms(fleet.Trust.CheckInterval.TotalMilliseconds)}; a cache lives for {Wording.Ms(fleet.Trust.CacheTtl.TotalMilliseconds)}, "
            + $"of which {Wording.Number(RoundsOf(fleet.Trust))} rounds are run{(RoundsOf(fleet.Trust) == MostRounds ? " (the most there are), so that the cold one weighs more than in truth" : "")}.",
        $"Under constant degree each agent deals with {fleet.Scaling.PartnersPerAgent} others; under complete with all.",
        $"Each check is done by the node that serves the asking agent: {string.Join(", ", fleet.Nodes.Select(n => $"{n.Id} with {n.Cores} cores"))}.",
        $"A check that takes longer than {Wording.Ms(fleet.Trust.VerificationDeadline.TotalMilliseconds)} has failed.",
        "Enforcement cores are free for trust; what other controls need comes on top.",
        $"A core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour; a month has 30 days; credentials are issued beforehand and not counted here.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents)
    {
        var pairs = scaling == ScalingNames.Complete ? (double)agents * agents : 8.0 * agents;
        return (variant.Id switch
        {
            FullMesh or CachedMesh => 0.07 * pairs,
            Registry => 0.1 * pairs,
            PerCheck => 0.19 * pairs,
            None => 0,
            _ => 0.1 * agents + 0.001 * pairs,
        }) + 0.12 * agents + 5;
    }

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var sim = context.NewSimulator();
        var world = new TrustWorld(context, sim);
        var scheme = Scheme(variant.Id, world);
        var trust = context.Fleet.Trust;
        var rounds = scheme.Remembers ? RoundsOf(trust) : 1;
        var tallies = new List<RoundTally>(rounds);
        for (var round = 0; round < rounds; round++)
        {
            sim.ScheduleAt(round * SimTime.From(trust.CheckInterval), new RoundStart(scheme, tallies, SimTime.From(trust.VerificationDeadline)));
        }
        sim.Run(cancellationToken: context.Cancellation);
        context.Cancellation.ThrowIfCancellationRequested();
        foreach (var tally in tallies)
        {
            if (tally.Checks.Count != world.Checks) { throw new InvalidOperationException($"{variant.Id}: a round answered {tally.Checks.Count} of {world.Checks} checks."); }
        }
        var measured = Read(context, tallies);
        if (variant.Id == Cached && context.Scaling == ScalingNames.ConstantDegree && context.Agents <= KeyPool.Signers) { PossessionProofs.Measure(world, context, measured); }
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => TrustScalingConclusions.From(reading);

    private static int RoundsOf(TrustSettings trust) => (int)Math.Clamp(trust.CacheTtl / trust.CheckInterval, 1, MostRounds);

    private static VerificationScheme Scheme(string variant, TrustWorld world) => variant switch
    {
        FullMesh => new FullMesh(world),
        Registry => new CentralRegistry(world),
        None => new NoVerification(world),
        CachedMesh => new CachedMesh(world),
        PerCheck => new ChainPerCheck(world),
        // Whatever is kept lapses before the next round, so that each round stands alone.
        Hierarchy => new VouchedHierarchy(world, new() { Memory = world.Fleet.Trust.CheckInterval }),
        _ => new VouchedHierarchy(world, new() { Memory = world.Fleet.Trust.CacheTtl, RenewEvery = world.Fleet.Trust.CheckInterval }),
    };

    private static Measurements Read(RunContext context, List<RoundTally> tallies)
    {
        var (cold, measured) = (tallies[0], new Measurements());
        // A scheme that remembers nothing repeats its one round for ever.
        var steady = tallies.Count > 1 ? tallies.Skip(1).ToList() : tallies;
        var latencies = new LatencyRecorder();
        foreach (var tally in steady) { latencies.Merge(tally.Checks); }

        measured.Work["signatureChecks"] = cold.Work[WorkUnit.SignatureCheck];
        measured.Work["checksPerAgent"] = (double)cold.Work[WorkUnit.SignatureCheck] / context.Agents;
        measured.Work["steadyChecks"] = tallies.Average(t => (double)t.Work[WorkUnit.SignatureCheck]);
        measured.Work["signatures"] = cold.Work[WorkUnit.Signature];
        measured.Work["refusedChecks"] = tallies.Sum(t => t.Refused);
        measured.Work["cacheLookups"] = cold.Work[WorkUnit.CacheLookup];
        measured.Effect["coreMs"] = cold.ServiceNs / 1e6;
        measured.Effect["coldMs"] = (cold.LastDone - cold.Started) / 1e6;
        measured.Effect["p99Ms"] = latencies.Quantile(0.99) / 1e6;
        measured.Effect["failureShare"] = (double)cold.LateOrRefused / cold.Checks.Count;
        var coreSecondsPerMonth = tallies.Average(t => t.ServiceNs / 1e9) / context.Fleet.Trust.CheckInterval.TotalSeconds * SecondsPerMonth;
        measured.Money = coreSecondsPerMonth / 3600 * (double)context.Fleet.ControlPlane.CoreHourPrice.Amount;
        return measured;
    }

    private sealed class RoundStart(VerificationScheme scheme, List<RoundTally> tallies, long deadlineNs) : SimProcess
    {
        public override void OnEvent(Simulator sim, int kind, long a, long b)
        {
            var tally = new RoundTally(sim.Now, deadlineNs);
            tallies.Add(tally);
            scheme.Begin(tally);
        }
    }
}
