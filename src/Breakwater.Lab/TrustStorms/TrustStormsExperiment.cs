using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.TrustStorms;

/// <summary>
/// The moments at which a whole fleet needs trust at once: the opening of the market, a cache that lapses together, a rotation of every credential,
/// a policy change. What the rules of "Scaling AI Agents from 10 to 10,000" make of them, and what the control that ships does.
/// </summary>
public sealed class TrustStormsExperiment : Experiment
{
    internal const string Shipped = "shipped";
    internal const string PlainCache = "plain-cache";
    internal const string Rule = ScalingNames.ConstantDegree;

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "storms",
        Title = "Trust under storms",
        Summary = "Four moments at which everyone needs trust at once: the market opens after a quiet night, everything verified together lapses together, every credential is "
            + "rotated, and a policy changes. Credentials, signatures, caches and rosters are real; agents, network and time are simulated, and a node's cores queue.",
        Dimension = 2,
        Controls =
        [
            new("IA-2.1", null, "P-256 credentials: root → region → zone → worker; one roster vouches for a zone"),
            new("IA-2.2", "IA-2.5", "lifetimes by tier; renewal at 60–80% of the life, each at its own time"),
            new("IA-2.3", "IA-2.1", "verifications lapse up to a fifth early, each at its own time, and are renewed ahead; a policy change costs none"),
        ],
        Metrics = [.. Storm.All.SelectMany(s => s.Metrics), new("money", "Cores for the four storms, each once a day", "money/month", "lower", "money")],
        Fitted = [.. Storm.All.SelectMany(s => new[] { s.P99Ms, s.CalmMs, s.Checks })],
        Variants =
        [
            new(PlainCache, "Hierarchy with a plain cache",
                "A fixed time to live, nothing renewed ahead of it, all credentials rotated at once, everything verified again on a policy change.", VariantKind.Baseline,
                [new(Rule, 200, 500, 20_000)]),
            new(Shipped, "Hierarchy with cache, as it ships",
                "Entries lapse and credentials rotate each at its own time, hosts renew ahead, a policy change leaves verifications standing.", VariantKind.Adapted,
                [new(Rule, 500, 2_000, 100_000)]),
        ],
        Findings = ["S1", "S2", "S3", "S4"],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet)
    {
        var p99 = new Budget("budgets.trustCheckP99", fleet.Budgets.TrustCheckP99.TotalMilliseconds, "ms", HigherIsBetter: false);
        var calm = new Budget("trust.verificationDeadline", fleet.Trust.VerificationDeadline.TotalMilliseconds, "ms", HigherIsBetter: false);
        return [.. Storm.All.SelectMany(s => new BudgetedMetric[] { new(s.P99Ms, p99, Rule), new(s.CalmMs, calm, Rule) })];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"Each agent deals with {fleet.Scaling.PartnersPerAgent} others; the node that serves the asking agent checks: {string.Join(", ", fleet.Nodes.Select(n => $"{n.Id} with {n.Cores} cores"))}.",
        "Market open: nobody remembers anything; everyone asks for everyone it deals with at the same instant. Authorities vouch at once under both rules.",
        $"Everything lapses together: the round a moment after the last verification of the opening is {fleet.Trust.CacheTtl.TotalSeconds:0} s old; what hosts renewed ahead of it is counted with it.",
        "Policy change: one round later, every node is told of a new policy and everyone asks again.",
        "Rotation: a check runs from the moment the agent's renewal is due until a partner has checked the new credential. Shipped, a fleet started together renews over hours; the storm lasts as long.",
        "Nodes have their authorities in memory when the rotation begins, and remember for longer than it takes, so that it alone is counted.",
        "Where several cores of a node meet the same unknown credential, the later ones find the first one's result as soon as it is begun; that favours the plain cache.",
        $"Until calm is the longest wait of any check. A check that takes longer than {fleet.Trust.VerificationDeadline.TotalMilliseconds:0} ms is late.",
        $"Enforcement cores are free for trust. Money is that of the core time of the four storms, each once a day for 30 days; a core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) => (variant.Id == PlainCache ? 1.0 : 0.6) * agents + 10;

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context) =>
        StormRun.Play(context, variant.Id == PlainCache ? StormRules.PlainCache(context.Fleet) : StormRules.Shipped(context.Fleet));

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => TrustStormsConclusions.From(reading);
}
