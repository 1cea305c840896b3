using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>
/// A limit is halved on a Friday afternoon, six in ten agents take it up, and for 36 hours the fleet is of two minds: "Scaling AI Agents from 10 to 10,000", part 2. What is approved
/// that the new limit forbids, unprotected, watched by gates, routed, and under the compatibility layer.
/// </summary>
public sealed class HalfUpgradedExperiment : Experiment
{
    internal const string Unprotected = "unprotected";
    internal const string Gated = "gates";
    internal const string Routed = "routing";
    internal const string Stated = "routing-stated";
    internal const string Compatible = "compatibility";
    internal const string Rule = ScalingNames.ConstantDegree;

    /// <summary>Axis of the planned duration of the whole rollout, in hours.</summary>
    internal const string Duration = "hours";

    /// <summary>Share of the agents that take the new version up, and for how many hours it stays at that.</summary>
    internal const int Percent = 60, MixedHours = 36;

    /// <summary>Agents of the article's fleet, and of the fleet in which durations are tried.</summary>
    internal const int ArticleAgents = 500, DurationAgents = 50;

    /// <summary>Durations that are tried; the last is the article's plan: 24, 24, 48 and 24 hours. Zero is one second of shadow, since a breaking change may not skip it.</summary>
    internal static readonly int[] Durations = [0, 12, 36, PlanHours];

    private const int QuickAgents = 100;
    private const int PlanHours = 120;
    private const int ShadowHours = 1;
    private const int WatchHours = 30 * 24;
    private const int WatchRequests = 1_500;
    private const int SettledSample = 100;

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "half-upgraded",
        Title = "The half-upgraded fleet",
        Summary = "A limit falls from 10,000 to 5,000, 60% of the agents take the new version up and the fleet stays mixed for 36 hours. Policies, publishing, rollout, gates and routers are "
            + "real; advisers, their requests and time are simulated. What counts as exposed is arithmetic on the amounts, not what a policy says.",
        Dimension = ScalingLessons.Dimension,
        Controls =
        [
            new("AT-1.3", null, "versions of a bundle, assigned by agent, staged by the rollout control"),
            new("SC-3.2", null, "gates that roll back by themselves; taking a version back by hand"),
            new("EC-2.14", null, "compatibility ranges: both versions accept what the other's agents ask"),
        ],
        Metrics =
        [
            new("requests", "Requests while the fleet is mixed", "requests", "higher", "work"),
            new("upgraded", "Agents assigned the new version", "agents", "higher", "work"),
            new("violations", "Approved although the new limit forbids it", "requests", "lower", "work"),
            new("exposure", "Money approved although the new limit forbids it", "money", "lower", "effect"),
            new("wronglyRefused", "Refused although both limits allow it", "requests", "lower", "work"),
            new("drifted", "Requests on which the versions were seen to differ", "requests", "higher", "work"),
            new("articleCase", "The article's request for 8,000 approved (1) or not (0)", "requests", "lower", "work"),
            new("asks", "Agents asked for each request", "agents/request", "lower", "work"),
            new("evaluations", "Evaluations for each request, mixed", "evaluations/request", "lower", "work"),
            new("settledEvaluations", "Evaluations for each request, before and after", "evaluations/request", "lower", "work"),
            new("addedUs", "Time added to a request while mixed", "µs", "lower", "effect"),
            new("rolledBackHours", "Time until the gates rolled this change back", "h", "lower", "effect"),
            new("badRequests", "Requests until the gates rolled a bad version back", "requests", "lower", "work"),
            new("badHours", "Time until the gates rolled a bad version back", "h", "lower", "effect"),
            new("minorRefused", "The article's 1.1 refused when published (1) or not (0)", "bundles", "higher", "work"),
            new("minorDenied", "Requests tried that 1.0.0 allows and the article's 1.1 denies", "requests", "lower", "work"),
            new("planExposure", "Money approved beyond the new limit while mixed, by duration of the plan", "money", "lower", "effect"),
            new("planWaiting", "Money approved beyond the new limit while it was in shadow, by duration of the plan", "money", "lower", "effect"),
            new("money", "Cores for these decisions at peak", "money/month", "lower", "money"),
        ],
        Findings = ["V1", "V2", "V3", "V4", "V5", "V6", "V7"],
        Fitted = ["violations", "exposure", "money"],
        ExtraSizes = [ArticleAgents],
        Variants =
        [
            new(Unprotected, "No protection", "Each agent by the version it is assigned; nobody looks at gates.", VariantKind.Baseline, [new(Rule, QuickAgents, 1_000, 100_000)]),
            new(Gated, "No protection, gates watched", "The same, and the shipped gates are looked at after every request.", VariantKind.FailedAttempt, [new(Rule, QuickAgents, ArticleAgents, 20_000)]),
            new(Stated, "Routing by stated version", "A request goes to an agent that runs the version its requester states.", VariantKind.FailedAttempt, [new(Rule, QuickAgents, ArticleAgents, 20_000)]),
            new(Routed, "Routing to the new version", "Requests state nothing, so only agents on the new version decide them.", VariantKind.FailedAttempt, [new(Rule, QuickAgents, ArticleAgents, 20_000)]),
            new(Compatible, "Compatibility layer", "As it ships: both versions decide, the stricter applies.", VariantKind.Adapted, [new(Rule, QuickAgents, 1_000, 100_000)]),
        ],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) => [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"Every agent of the fleet is an adviser with one tool, `{AdviserLimits.Tool}`; limits are in {fleet.Currency}.",
        $"One message in {Wording.Number(ApprovalRequest.MessagesForEach)} asks for an approval, by the hours of the fleet's load curve; the change goes out at {ApprovalRequest.StartHour}:00 UTC. "
            + $"That is {Wording.Number(Enumerable.Range(0, MixedHours).Sum(h => ApprovalRequest.PerHour(fleet, h + ShadowHours)))} requests in {MixedHours} hours at {Wording.Agents(fleet.AgentCount)}.",
        $"Amounts are log-normal with a median of {Wording.Number(ApprovalRequest.MedianAmount)} and a 99th percentile of {Wording.Number(ApprovalRequest.P99Amount)}. On top comes the article's request for 8,000, to an agent on the old version.",
        $"Shadow lasts {ShadowHours} h here and stages are left by hand when their time is up, as on the article's Friday; agents are assigned by hash, so about {Percent}% take the version up.",
        "An approval counts as exposed from the moment the first agent runs the new limit. What is approved before, in shadow, is shown apart.",
        "Whoever is sent on by routing asks the next agent of the roster, at most 20 times. Network, models and queues come on top.",
        $"A bad version is a slip of the decimal point, a limit of {AdviserLimits.Slipped}; it is watched in shadow for at most {WatchHours / 24} days, at the fleet's own rate of these requests.",
        $"A core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour; money takes every message at peak, all month, for such a decision.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) => 5 + 0.1 * agents + (agents == DurationAgents ? 100 : 0);

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context) => Run(variant.Id, context, null);

    /// <summary>Runs a variant, with a fault planted if there is one.</summary>
    internal static Measurements Run(string variant, RunContext context, Func<Policy.BundleReference, IPolicyEvaluator<Policy.PolicyQuery>, IPolicyEvaluator<Policy.PolicyQuery>>? plant)
    {
        var (from, to) = (AdviserLimits.Version("1.0.0", AdviserLimits.Old), AdviserLimits.Version("2.0.0", AdviserLimits.New));
        var simulator = context.NewSimulator();
        var fleet = new AdviserFleet(context, simulator.Clock, from, to);
        var plan = new MigrationPlan
        {
            Mode = Mode(variant),
            Stages = [Stage(0, TimeSpan.FromHours(ShadowHours)), Stage(Percent, TimeSpan.FromHours(MixedHours))],
            States = variant == Stated,
            Gated = variant == Gated,
            ArticleCaseAt = TimeSpan.FromHours(ShadowHours + 24),
            Plant = plant,
        };
        var migration = new Migration(fleet, plan, simulator, from, to, Requests(context));
        migration.Run(context.Cancellation);

        var measured = Read(context, migration);
        if (variant == Compatible)
        {
            Publishing(measured, fleet);
            BadVersion(measured, context, fleet, from);
        }
        if (context.Agents == DurationAgents && variant is Unprotected or Compatible)
        {
            foreach (var hours in Durations) { measured.Beside.Add(new(Duration, hours, Planned(plan.Mode, context, fleet, from, to, hours, plant))); }
        }
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => HalfUpgradedConclusions.From(reading);

    /// <summary>The requests of the mixed hours at a size: the same for every variant.</summary>
    internal static List<ApprovalRequest> Requests(RunContext context) =>
        ApprovalRequest.Stream(context.Fleet, context.Agents, ShadowHours, MixedHours, context.Random("half-upgraded"));

    private static RolloutMode Mode(string variant) => variant switch { Compatible => RolloutMode.Compatibility, Routed or Stated => RolloutMode.Routing, _ => RolloutMode.None };

    private static RolloutStage Stage(int percent, TimeSpan duration) => new(percent, duration, new());

    private static Measurements Read(RunContext context, Migration migration)
    {
        var (measured, mixed) = (new Measurements(), migration.Mixed);
        var (settled, sample) = migration.SettledCost(SettledSample);
        var memorySized = context.Agents > 5_000;
        var requests = Math.Max(1, mixed.Requests);
        measured.Work["requests"] = mixed.Requests;
        measured.Work["upgraded"] = migration.Upgraded;
        measured.Work["violations"] = mixed.Violations;
        measured.Effect["exposure"] = mixed.ExposedCents / 100.0;
        measured.Work["wronglyRefused"] = mixed.WronglyRefused;
        measured.Work["drifted"] = mixed.Drifted;
        if (migration.ArticleCaseApproved is { } approved) { measured.Work["articleCase"] = approved ? 1 : 0; }
        measured.Work["asks"] = (double)mixed.Asks / requests;
        measured.Work["evaluations"] = (double)mixed.Work[WorkUnit.PolicyEvaluated] / requests;
        var perRequestUs = context.Calibration.Nanoseconds(mixed.Work, memorySized) / 1e3 / requests;
        if (sample > 0)
        {
            measured.Work["settledEvaluations"] = (double)settled[WorkUnit.PolicyEvaluated] / sample;
            measured.Effect["addedUs"] = perRequestUs - context.Calibration.Nanoseconds(settled, memorySized) / 1e3 / sample;
        }
        if (migration.RolledBack is { } back) { measured.Effect["rolledBackHours"] = back.At.TotalHours - ShadowHours; }
        measured.Money = context.Fleet.Load.PeakMessagesPerMinute * 60 * 24 * 30 * perRequestUs / 1e6 / 3600 * (double)context.Fleet.ControlPlane.CoreHourPrice.Amount;
        return measured;
    }

    /// <summary>The article's own number for the change, 1.1, put to the shipped publication.</summary>
    private static void Publishing(Measurements measured, AdviserFleet fleet)
    {
        var minor = fleet.Control.Examine(AdviserLimits.Version("1.1.0", AdviserLimits.New));
        measured.Work["minorRefused"] = minor.Problems.Count > 0 ? 1 : 0;
        measured.Work["minorDenied"] = minor.Diff?.Count(Policy.Diffing.PolicyChangeKind.AllowToDeny) ?? 0;
    }

    /// <summary>A version with a slip of the decimal point goes into shadow under the shipped gates.</summary>
    private static void BadVersion(Measurements measured, RunContext context, AdviserFleet fleet, PolicyBundle from)
    {
        var bad = AdviserLimits.Version("3.0.0", AdviserLimits.Slipped, null);
        fleet.AddCandidate(bad);
        var hours = 0;
        for (var expected = 0.0; expected < WatchRequests && hours < WatchHours; hours++) { expected += ApprovalRequest.PerHour(context.Fleet, hours); }
        var simulator = context.NewSimulator();
        var plan = new MigrationPlan { Mode = RolloutMode.Compatibility, Stages = [Stage(0, TimeSpan.FromHours(WatchHours))], Gated = true };
        var requests = ApprovalRequest.Stream(context.Fleet, context.Agents, 0, hours, context.Random("bad-version"));
        var migration = new Migration(fleet, plan, simulator, from, bad, requests);
        migration.Run(context.Cancellation);
        if (migration.RolledBack is not { } back) { return; }
        measured.Work["badRequests"] = back.Requests;
        measured.Effect["badHours"] = back.At.TotalHours;
    }

    /// <summary>The article's plan, stretched or squeezed, over the same five days of requests.</summary>
    private static Measurements Planned(
        RolloutMode mode, RunContext context, AdviserFleet fleet, PolicyBundle from, PolicyBundle to, int hours,
        Func<Policy.BundleReference, IPolicyEvaluator<Policy.PolicyQuery>, IPolicyEvaluator<Policy.PolicyQuery>>? plant)
    {
        var simulator = context.NewSimulator();
        IReadOnlyList<RolloutStage> stages = hours == 0
            ? [Stage(0, TimeSpan.FromSeconds(1))]
            : [.. new RolloutOptions().Stages.Select(s => s with { Duration = s.Duration * hours / PlanHours })];
        var requests = ApprovalRequest.Stream(context.Fleet, context.Agents, 0, PlanHours, context.Random("durations"));
        var migration = new Migration(fleet, new() { Mode = mode, Stages = stages, Plant = plant }, simulator, from, to, requests);
        migration.Run(context.Cancellation);
        var measured = new Measurements();
        measured.Effect["planExposure"] = (migration.Mixed.ExposedCents + migration.Settled.ExposedCents) / 100.0;
        measured.Effect["planWaiting"] = migration.Shadow.ExposedCents / 100.0;
        return measured;
    }
}
