using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Baselines;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Structure;

namespace Breakwater.Lab.Delegating;

/// <summary>
/// What it costs, in rules, signatures, searches and time, that work is handed on only as far as authority goes, and who gets more than that, as
/// the fleet and its chains grow: "Stress Testing MASO at Scale", dimension 2, and hypothesis 3 of the 100-agent test.
/// </summary>
public sealed class DelegatingExperiment : Experiment
{
    internal const string PerPair = "point-to-point";
    internal const string Chain = "chain-local";
    internal const string Role = "role-based";
    internal const string PerCluster = "cluster-based";
    internal const string WithPaths = "-paths";
    internal const string Depth = "depth";

    /// <summary>Share of the time-critical path that delegation may take for itself.</summary>
    internal const double ShareOfPath = 0.1;

    /// <summary>Hours within which the reviewers must be able to go through every rule once.</summary>
    internal const double ReviewDay = 8;

    /// <summary>Deepest chain that is tried.</summary>
    internal const int Deepest = 8;

    /// <summary>Agents of the fleet in which chains of every depth are tried: one size, so that depth is all that varies.</summary>
    internal const int DepthAgents = 100;

    private static readonly string[] Timed = [PerPair, Chain, Chain + WithPaths];

    private static readonly Budget Cores = new("nodes.cores", 1, "share", HigherIsBetter: false);

    private static readonly Budget Review = new("rules reviewed in a day", ReviewDay, "h", HigherIsBetter: false);

    private const int Rounds = 2;
    private const int ErrandsPerDepth = 2;

    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "delegation",
        Title = "Delegation at scale",
        Summary = "Everyone who may hand work on does so at the same moment, a contract for each hop, and the delegate asks for the tool the work needs; one in five "
            + "tries what nobody declared. Contracts, signatures, rules, searches and pre-approved paths are real; agents and time are simulated.",
        Dimension = 2,
        Controls =
        [
            new("IA-2.4", "IA-2.3", "nothing travels along a chain that the delegate was not granted"),
            new("IA-3.3", null, "a contract signed for each hop, or a path signed once and used by code"),
            new("DEL-01", null, "intersection of user, every hop and delegate"),
            new("DEL-03", null, "depth by tier on the fleet's own declarations; lifted where depth itself is measured"),
            new("DEL-04", null, "pairs of groups and tasks as the fleet file declares them"),
            new("DEL-05", null, "one assertion for each user's shift, verified once by each node"),
        ],
        Metrics =
        [
            new("rules", "Rules to maintain", "rules", "lower", "work"),
            new("pairsAllowed", "Pairs that the rules allow", "pairs", "lower", "work"),
            new("pairsDeclared", "Pairs that the fleet declares", "pairs", "lower", "work"),
            new("pairsBeyond", "Pairs allowed that no declaration allows", "pairs", "lower", "work"),
            new(ObservedRun.Metric, "Pairs between which a contract was in use", "pairs", "higher", "work"),
            new("handoffs", "Hops handed on in a round", "hops", "higher", "work"),
            new("signatures", "Signatures made for each hop, steady", "signatures/hop", "lower", "work"),
            new("signatureChecks", "Signatures verified for each hop, steady", "checks/hop", "lower", "work"),
            new("nodesVisited", "Principals a search comes to, for each judgement", "principals", "lower", "work"),
            new("pathsApproved", "Paths approved beforehand", "paths", "lower", "work"),
            new("decisions", "Requests decided", "decisions", "higher", "work"),
            new("overPermitted", "Requests permitted beyond the chain's authority", "decisions", "lower", "work"),
            new("wronglyRefused", "Requests refused within the chain's authority", "decisions", "lower", "work"),
            new("withoutAuthority", "Work accepted without the tool it is for", "decisions", "lower", "work"),
            new("p50Ms", "Median time added to an errand, steady", "ms", "lower", "effect"),
            new("p99Ms", "99th percentile of the time added to an errand, steady", "ms", "lower", "effect"),
            new("coldP99Ms", "99th percentile of the time added to an errand, cold", "ms", "lower", "effect"),
            new("hopUs", "Core time for each hop, steady", "µs", "lower", "effect"),
            new("hopsPerSecond", "Hops that the fleet's cores sustain", "hops/s", "higher", "effect"),
            new("demandPerSecond", "Hops asked for at peak", "hops/s", "lower", "effect"),
            new("coreShare", "Share of the enforcement cores that the peak needs", "share", "lower", "effect"),
            new("reviewHours", "Time for the reviewers to go through every rule once", "h", "lower", "effect"),
            new("depthMs", "Time added to an errand of a depth", "ms", "lower", "effect"),
            new("depthNodes", "Principals that searches come to for an errand of a depth", "principals", "lower", "work"),
            new("depthChecks", "Signatures verified for an errand of a depth", "checks", "lower", "work"),
            new("money", "Cores for delegation at peak", "money/month", "lower", "money"),
        ],
        Findings = ["D1", "D2", "D3", "D4", "D5", "D6"],
        Fitted = ["rules", "pairsBeyond", "nodesVisited", "p99Ms", "hopUs", "reviewHours", "coreShare", "money"],
        Variants = [.. Variants()],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) =>
    [
        new("p99Ms", Latency(fleet), ScalingNames.ConstantDegree, Timed),
        new("coreShare", Cores, ScalingNames.ConstantDegree, Timed),
        new("coreShare", Cores, ScalingNames.Complete, Timed),
        // Rules per role or cluster follow the groups, which grow only while a small fleet lacks some: no law to extrapolate on a fleet's own declarations.
        new("reviewHours", Review, ScalingNames.ConstantDegree, [PerPair, Chain]),
        new("reviewHours", Review, ScalingNames.Complete, [PerPair, Role]),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"Delegation may take {Wording.Percent(ShareOfPath)} of the time-critical path of {Wording.Ms(fleet.Budgets.CriticalPathLatency.TotalMilliseconds)}, for all hops of an errand together: {Wording.Ms(Latency(fleet).Limit)}.",
        $"Every message of the fleet's peak ({Wording.Number(fleet.Load.PeakMessagesPerMinute)} a minute) hands a task on under a contract of its own; that is the most there can be. Under complete each pair keeps its rate.",
        $"The {Wording.Number(fleet.Budgets.ReviewsPerHour)} reviews an hour of the fleet file are taken for rules; each rule must be looked at within {Wording.Number(ReviewDay)} hours.",
        "Under constant degree the fleet's own declarations hold, and a principal deals with at most "
            + $"{fleet.Scaling.PartnersPerAgent} of each group it may hand work to; a rule per pair is written for those. Under complete every agent may hand one shared task to every other.",
        "Each round starts everything at once, as at the opening of a market; the first round is cold. Users' assertions are signed outside and last a shift. Network, models and agents come on top.",
        "Users may do everything, so that what is refused is refused for what lies along the chain.",
        "A path is approved beforehand where its last group's risk is low or medium; the rest keeps its signatures. Where depth is measured, every path may be approved.",
        "Work is dealt in turn and partners follow from names, so another seed changes nothing here.",
        $"A core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour and the peak lasts all month.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) =>
        (variant.Id.EndsWith(WithPaths, StringComparison.Ordinal) ? 0.15 : 0.25) * agents + (scaling == ScalingNames.Complete && variant.Id.StartsWith(PerPair, StringComparison.Ordinal) ? 2e-4 * agents * agents : 0) + 15;

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var complete = context.Scaling == ScalingNames.Complete;
        var workload = complete ? FreeWorkload.Complete(context.Roster, Rounds) : DeclaredWorkload.Of(context.Roster, Rounds);
        var (world, scheme, run) = Play(variant.Id, context, workload, Between);
        var measured = Read(context, world, scheme, run, complete);
        if (!complete && variant.Id == Chain) { measured.Work[ObservedRun.Metric] = run.PathsUsed; }
        if (!complete && context.Agents == DepthAgents && variant.Id is PerPair or Chain or Chain + WithPaths) { measured.Beside.AddRange(Depths(variant.Id, context)); }
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => DelegatingConclusions.From(reading);

    internal static Budget Latency(FleetSpecification fleet) =>
        new($"budgets.criticalPathLatency × {Wording.Percent(ShareOfPath)}", fleet.Budgets.CriticalPathLatency.TotalMilliseconds * ShareOfPath, "ms", HigherIsBetter: false);

    /// <summary>Runs a workload under a variant.</summary>
    internal static (DelegationWorld World, DelegationScheme Scheme, ErrandRun Run) Play(string variant, RunContext context, Workload workload, TimeSpan between)
    {
        var world = new DelegationWorld(context, workload, context.NewSimulator());
        var scheme = Scheme(variant, world);
        var run = new ErrandRun(world, scheme);
        run.Run(between);
        return (world, scheme, run);
    }

    internal static DelegationScheme Scheme(string variant, DelegationWorld world)
    {
        var paths = variant.EndsWith(WithPaths, StringComparison.Ordinal);
        var name = paths ? variant[..^WithPaths.Length] : variant;
        var controls = paths || name == Chain ? world.Controls() : [];
        DelegationScheme scheme = name switch
        {
            PerPair => new PointToPointRules(world),
            Role => new RoleRules(world),
            PerCluster => new ClusterRules(world),
            _ => new ChainLocal(world, controls),
        };
        return paths ? new PreApproved(scheme, world, controls) : scheme;
    }

    private static IEnumerable<VariantSpec> Variants()
    {
        foreach (var (id, title, summary, kind, complete, constant) in new[]
        {
            (PerPair, "Rules per pair", "A rule for each ordered pair of agents, and a search of those rules at every request.", VariantKind.Baseline,
                new Reach(ScalingNames.Complete, 100, 200, 2_000), new Reach(ScalingNames.ConstantDegree, 200, 500, 5_000)),
            (Chain, "Chain-local check", "The control as it ships: the delegate presents its chain, the node judges that chain.", VariantKind.Adapted,
                new Reach(ScalingNames.Complete, 100, 200, 5_000), new Reach(ScalingNames.ConstantDegree, 200, 1_000, 100_000)),
            (Role, "Rules per pair of roles", "Both parties of a hop are judged by their groups; the hops before it by nobody.", VariantKind.FailedAttempt,
                new Reach(ScalingNames.Complete, 50, 100, 2_000), new Reach(ScalingNames.ConstantDegree, 100, 200, 20_000)),
            (PerCluster, "Rules per pair of clusters", "Whatever one cluster may hand to another, everyone of the one may hand to everyone of the other.", VariantKind.FailedAttempt,
                new Reach(ScalingNames.Complete, 200, 200, 2_000), new Reach(ScalingNames.ConstantDegree, 100, 200, 20_000)),
        })
        {
            yield return new(id, title, summary, kind, [complete, constant]);
            yield return new(id + WithPaths, title + ", paths pre-approved", "The same, with paths of low and medium risk signed once and used by code.", kind, [complete, constant]);
        }
    }

    private static Measurements Read(RunContext context, DelegationWorld world, DelegationScheme scheme, ErrandRun run, bool complete)
    {
        var (cold, steady) = (run.Tallies[0], run.Tallies[^1]);
        var (measured, fleet) = (new Measurements(), context.Fleet);
        var hops = Math.Max(1, steady.Handoffs);
        var declared = RuleCount.PairsDeclared(world.Workload);
        measured.Work["rules"] = scheme.Rules;
        measured.Work["pairsAllowed"] = scheme.PairsAllowed;
        measured.Work["pairsDeclared"] = declared;
        // No scheme here allows fewer pairs than are declared, but for rules per pair, whose pairs are among them.
        measured.Work["pairsBeyond"] = Math.Max(0, scheme.PairsAllowed - declared);
        measured.Work["handoffs"] = steady.Handoffs;
        measured.Work["signatures"] = (double)steady.Work[WorkUnit.Signature] / hops;
        measured.Work["signatureChecks"] = (double)steady.Work[WorkUnit.SignatureCheck] / hops;
        measured.Work["nodesVisited"] = scheme.Judged == 0 ? 0 : (double)scheme.NodesVisited / scheme.Judged;
        measured.Work["pathsApproved"] = scheme.PathsApproved;
        measured.Work["decisions"] = run.Tallies.Sum(t => t.Decisions);
        measured.Work["overPermitted"] = run.Tallies.Sum(t => t.OverPermitted);
        measured.Work["wronglyRefused"] = run.Tallies.Sum(t => t.WronglyRefused);
        measured.Work["withoutAuthority"] = run.Tallies.Sum(t => t.AcceptedWithout);
        measured.Effect["p50Ms"] = steady.Added.Quantile(0.5) / 1e6;
        measured.Effect["p99Ms"] = steady.Added.Quantile(0.99) / 1e6;
        measured.Effect["coldP99Ms"] = cold.Added.Quantile(0.99) / 1e6;
        var seconds = steady.ServiceNs / 1e9 / hops;
        // Each pair keeps its rate, so under complete an agent hands on as much more as it has more partners.
        var partners = complete ? Math.Max(1, (context.Agents - 1.0) / Math.Max(1, fleet.Scaling.PartnersPerAgent)) : 1;
        var demand = steady.Handoffs == 0 ? 0 : fleet.Load.PeakMessagesPerMinute / 60 * partners;
        measured.Effect["hopUs"] = seconds * 1e6;
        measured.Effect["hopsPerSecond"] = seconds == 0 ? 0 : fleet.Nodes.Sum(n => n.Cores) / seconds;
        measured.Effect["demandPerSecond"] = demand;
        measured.Effect["coreShare"] = demand * seconds / fleet.Nodes.Sum(n => n.Cores);
        measured.Effect["reviewHours"] = scheme.Rules / fleet.Budgets.ReviewsPerHour;
        measured.Money = demand * seconds * 30 * 24 * (double)fleet.ControlPlane.CoreHourPrice.Amount;
        return measured;
    }

    /// <summary>What a chain of each depth costs at this size, when users and keys are known already.</summary>
    private static IEnumerable<SidePoint> Depths(string variant, RunContext context)
    {
        var workload = FreeWorkload.Deep(context.Roster, Deepest, ErrandsPerDepth);
        var (_, _, run) = Play(variant, context, workload, Between);
        for (var depth = 1; 2 * depth <= run.Tallies.Count; depth++)
        {
            var warm = run.Tallies[2 * depth - 1];
            if (warm.WronglyRefused > 0) { throw new InvalidOperationException($"{variant}: genuine work of depth {depth} was refused."); }
            var measured = new Measurements();
            measured.Effect["depthMs"] = warm.Added.Mean / 1e6;
            measured.Work["depthNodes"] = (double)warm.NodesVisited / warm.Decisions;
            measured.Work["depthChecks"] = (double)warm.Work[WorkUnit.SignatureCheck] / warm.Decisions;
            measured.Money = warm.ServiceNs / 1e9 / warm.Handoffs * context.Fleet.Load.PeakMessagesPerMinute / 60 * 30 * 24 * (double)context.Fleet.ControlPlane.CoreHourPrice.Amount;
            yield return new(Depth, depth, measured);
        }
    }
}
