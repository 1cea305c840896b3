using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Simulation;
using Breakwater.Policy.Rollout;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>One server of eight keeps the old version while orders pour in and nobody reads the alarm: the shape of 1 August 2012 (SEC release 34-70694).</summary>
public sealed class StaleNodeExperiment : Experiment
{
    internal const string Unprotected = "unprotected";
    internal const string Routed = "routing";
    internal const string Layered = "no-limit";
    internal const string Bounded = "staleness-limit";
    internal const string Stated = "stated-version";
    internal const string Rule = ScalingNames.ConstantDegree;

    /// <summary>Axis of the longest time that policies may be stale, in minutes.</summary>
    internal const string Limit = "longest staleness, min";

    /// <summary>Orders that the stale server worked on, and for how long, as SEC release 34-70694 has it.</summary>
    internal const int StaleOrders = 212, Minutes = 45;

    /// <summary>Agents of the fleet in which limits are tried.</summary>
    internal const int LimitAgents = 10;

    internal static readonly int[] Limits = [1, 5, 15, 30, 60];

    /// <summary>What the shipped freshness allows an autonomous agent.</summary>
    internal static readonly TimeSpan Shipped = new PolicyFreshnessOptions().Autonomous.MaxStaleness;

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "stale-node",
        Title = "One node of eight left behind",
        Summary = "A rollout completes while one node of eight never loads the new version, and nobody reads the alarm. Rollout, routers and freshness are real; the node reaches its source "
            + "every minute and is behind all the same. Once with each protection of a mixed fleet, and with what works without one.",
        Dimension = ScalingLessons.Dimension,
        Controls =
        [
            new("EC-2.10", null, "staleness by tier; autonomous agents are closed after 5 minutes"),
            new("EC-2.14", null, "compatibility range of one major version: a request that states another is refused"),
            new("AT-1.3", null, "rollout completed on seven of eight nodes"),
        ],
        Metrics =
        [
            new("orders", "Orders at all nodes", "orders", "higher", "work"),
            new("staleOrders", "Orders at the node left behind", "orders", "higher", "work"),
            new("violations", "Approved although the limit in force forbids it", "orders", "lower", "work"),
            new("exposure", "Money approved although the limit in force forbids it", "money", "lower", "effect"),
            new("lastExposedMinutes", "Time of the last such approval", "min", "lower", "effect"),
            new("alarms", "Decisions of a node that knew itself behind", "decisions", "lower", "work"),
            new("wronglyRefused", "Refused although both limits allow it", "orders", "lower", "work"),
            new("limitExposure", "Money approved beyond the limit in force, by longest staleness", "money", "lower", "effect"),
            new("limitRefused", "Refused although both limits allow it, by longest staleness", "orders", "lower", "work"),
            new("money", "Cores for these orders, day and night", "money/month", "lower", "money"),
        ],
        Findings = ["K1", "K4", "K2", "K3"],
        Fitted = [],
        Variants =
        [
            new(Unprotected, "No protection", "Each node by the last version that works; nothing compares, routes or ends it.", VariantKind.Baseline, [new(Rule, 20, 20, 1_000)]),
            new(Routed, "Routing", "The routers route by version while versions are mixed. The rollout is done when the orders come.", VariantKind.FailedAttempt, [new(Rule, 20, 20, 1_000)]),
            new(Layered, "Compatibility layer, no limit on staleness", "The stricter of both versions while they are mixed. The node holds only one to compare.", VariantKind.FailedAttempt, [new(Rule, 20, 20, 1_000)]),
            new(Bounded, "Compatibility layer, staleness limit of five minutes", "As it ships for autonomous agents: then everything is denied at that node.", VariantKind.Adapted, [new(Rule, 20, 20, 1_000)]),
            new(Stated, "Compatibility layer, orders state their version", "No limit, but each order says for which version it was made.", VariantKind.Adapted, [new(Rule, 20, 20, 1_000)]),
        ],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) => [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"{StaleOrders} orders reach the node left behind within {Minutes} minutes, as in SEC release 34-70694, and as many each of the seven others; the fleet's own load and size change nothing but who asks.",
        $"Amounts are those of the half-upgraded fleet: log-normal, median {Wording.Number(ApprovalRequest.MedianAmount)}, 99th percentile {Wording.Number(ApprovalRequest.P99Amount)}, against limits of {Wording.Number(AdviserLimits.Old)} and {Wording.Number(AdviserLimits.New)} {fleet.Currency}.",
        "Everyone is autonomous here, as an order router is. Nobody acts on an alarm within those minutes.",
        "One order approved is one exposure. In 2012 each order of the stale server sent out child orders without end; what the old code does with a permit is not modelled.",
        $"A core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) => 15 + 0.05 * agents;

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var run = Play(context, variant.Id switch { Unprotected => RolloutMode.None, Routed => RolloutMode.Routing, _ => RolloutMode.Compatibility }, variant.Id == Bounded ? Shipped : null, variant.Id == Stated);
        var measured = new Measurements();
        measured.Work["orders"] = run.AtStale.Requests + run.Elsewhere.Requests;
        measured.Work["staleOrders"] = run.AtStale.Requests;
        measured.Work["violations"] = run.AtStale.Violations + run.Elsewhere.Violations;
        measured.Effect["exposure"] = (run.AtStale.ExposedCents + run.Elsewhere.ExposedCents) / 100.0;
        measured.Effect["lastExposedMinutes"] = run.LastExposed.TotalMinutes;
        measured.Work["alarms"] = run.Alarms;
        measured.Work["wronglyRefused"] = run.AtStale.WronglyRefused + run.Elsewhere.WronglyRefused;
        measured.Money = context.Calibration.Nanoseconds(run.Work) / 1e9 / 3600 * (30.0 * 24 * 60 / Minutes) * (double)context.Fleet.ControlPlane.CoreHourPrice.Amount;
        if (variant.Id == Bounded && context.Agents == LimitAgents)
        {
            foreach (var minutes in Limits)
            {
                var (limited, beside) = (Play(context, RolloutMode.Compatibility, TimeSpan.FromMinutes(minutes), false), new Measurements());
                beside.Effect["limitExposure"] = (limited.AtStale.ExposedCents + limited.Elsewhere.ExposedCents) / 100.0;
                beside.Work["limitRefused"] = limited.AtStale.WronglyRefused + limited.Elsewhere.WronglyRefused;
                measured.Beside.Add(new(Limit, minutes, beside));
            }
        }
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading)
    {
        var conclusions = new Conclusions();
        var n = reading.LargestCommon(Rule, Unprotected, Routed, Layered, Bounded, Stated);
        if (n == 0) { return conclusions; }
        conclusions.Tables.Add(Table(reading, n));
        if (reading.Along(Bounded, Rule, Limit, LimitAgents, "limitExposure").Count > 0)
        {
            conclusions.Charts.Add(new("stale-node-limit", "Money approved beyond the limit in force, by longest staleness", "limitExposure", Limit, Rule, [Bounded], false, false, null, null));
        }
        string Exposure(string variant) =>
            $"{Wording.Number(reading.Value(variant, Rule, n, "violations") ?? 0)} of {StaleOrders} orders and {Wording.Number(reading.Value(variant, Rule, n, "exposure") ?? 0)} {reading.Fleet.Currency} are approved beyond the limit in force";
        Finding Of(string variant) => Finding(reading, variant) with { Judgement = Judgement(reading, variant, n) };
        conclusions.Findings.Add(Of(Unprotected) with
        {
            Id = "K1",
            Title = "A node left behind approves by the old version until somebody looks",
            Actual = $"{Exposure(Unprotected)}, the last after {Wording.Number(reading.Value(Unprotected, Rule, n, "lastExposedMinutes") ?? 0)} minutes. The node knew itself behind at each of its {Wording.Number(reading.Value(Unprotected, Rule, n, "alarms") ?? 0)} decisions.",
            Recommendation = "Give every router a `PolicyFreshness`: an alarm that nobody reads stops nothing. Do not begin a rollout that not every node holds; the rollout control refuses to for the nodes attached to it.",
        });
        conclusions.Findings.Add(Of(Layered) with
        {
            Id = "K4",
            Title = "What protects a mixed fleet does not protect a node that missed the rollout",
            Actual = $"With the compatibility layer {Exposure(Layered)}; with routing {Exposure(Routed)}. The rollout is done, and the node holds nothing of the new version to compare with or to send on to.",
            Recommendation = "Do not take the compatibility layer for a guard against a failed deployment: bound staleness, and have requests state their version.",
            Evidence = [.. Evidence(Layered), .. Evidence(Routed)],
        });
        conclusions.Findings.Add(Of(Bounded) with
        {
            Id = "K2",
            Title = "A limit on staleness ends it by itself, after as long as it allows",
            Actual = $"With {Wording.Number(Shipped.TotalMinutes)} minutes {Exposure(Bounded)}, the last after {Wording.Number(reading.Value(Bounded, Rule, n, "lastExposedMinutes") ?? 0)} minutes; {Wording.Number(reading.Value(Bounded, Rule, n, "wronglyRefused") ?? 0)} orders within both limits are refused at that node in what is left of the {Minutes}.",
            Adaptation = "Age counts from the moment a node falls behind, however often it reaches its source; beyond the tier's limit it takes the tier's posture.",
            Bought = $"{Wording.Number((reading.Value(Unprotected, Rule, n, "exposure") ?? 0) - (reading.Value(Bounded, Rule, n, "exposure") ?? 0))} {reading.Fleet.Currency} less exposed.",
            Recommendation = "Set the limit to what you can afford to approve wrongly at one node: exposure is in proportion to it. For managed agents the shipped hour is longer than the whole event of 2012; for supervised ones the posture is open.",
        });
        conclusions.Findings.Add(Of(Stated) with
        {
            Id = "K3",
            Title = "Orders that state their version are refused where that version does not run",
            Actual = $"{Exposure(Stated)}; {Wording.Number(reading.Value(Stated, Rule, n, "wronglyRefused") ?? 0)} orders within both limits are refused at the node left behind and can go elsewhere.",
            Adaptation = "A request that states a version outside the compatibility range of the one that decides is refused.",
            Bought = $"{Wording.Number((reading.Value(Unprotected, Rule, n, "exposure") ?? 0) - (reading.Value(Stated, Rule, n, "exposure") ?? 0))} {reading.Fleet.Currency} less exposed, from the first order on.",
            Recommendation = "Have callers state the version they were made for, and keep compatibility ranges to one major version.",
        });
        foreach (var variant in reading.Variants)
        {
            conclusions.StressPoints.Add(new($"A node left behind, {variant.Title.ToLowerInvariant()}", Judgement(reading, variant.Id, n), $"{Exposure(variant.Id)}.", Evidence(variant.Id)));
        }
        conclusions.Controls["EC-2.10"] = (null, [.. Evidence(Bounded), $"stale-node/{Bounded}/limitExposure"]);
        conclusions.Controls["EC-2.14"] = (null, Evidence(Stated));
        return conclusions;
    }

    /// <summary>Orders: the same for every variant; every eighth goes to the node left behind.</summary>
    internal static List<ApprovalRequest> Orders(RunContext context)
    {
        var (times, amounts) = (context.Random("stale-times"), context.Random("stale-amounts"));
        var count = StaleOrders * StaleNodeRun.Nodes;
        // The rollout takes its first second; the minutes of the event come after it.
        var at = Enumerable.Range(0, count).Select(_ => SimTime.From(TimeSpan.FromSeconds(1)) + (long)(times.NextDouble() * SimTime.From(TimeSpan.FromMinutes(Minutes)))).Order().ToList();
        return [.. at.Select((t, i) => new ApprovalRequest(t, i, i, Math.Max(1, (long)Math.Round(100 * amounts.LogNormal(ApprovalRequest.MedianAmount, ApprovalRequest.P99Amount)))))];
    }

    internal static StaleNodeRun Play(RunContext context, RolloutMode mode, TimeSpan? limit, bool states)
    {
        var (from, to) = (AdviserLimits.Version("1.0.0", AdviserLimits.Old, null), AdviserLimits.Version("2.0.0", AdviserLimits.New, null));
        var simulator = context.NewSimulator();
        var fleet = new AdviserFleet(context, simulator.Clock, from, to);
        var run = new StaleNodeRun(fleet, simulator, from, to, mode, Orders(context), limit, states);
        run.Run(context.Cancellation);
        return run;
    }

    /// <summary>Break where an exposure lasts as long as the event; bend where it is bounded; hold where there is none.</summary>
    private static string Judgement(Reading reading, string variant, int n) =>
        reading.Value(variant, Rule, n, "violations") is not > 0 ? "hold" : reading.Value(variant, Rule, n, "lastExposedMinutes") > Minutes * 0.75 ? "break" : "bend";

    private static IReadOnlyList<string> Evidence(string variant) => [$"stale-node/{variant}/violations", $"stale-node/{variant}/exposure"];

    private static ResultTable Table(Reading reading, int n)
    {
        var rows = new List<IReadOnlyList<string>> { new[] { "SEC release 34-70694", "212 of unstated", "4 million executions", "over 460 million USD lost", "45 min", "97 e-mails", "–" } };
        foreach (var variant in reading.Variants)
        {
            double Of(string metric) => reading.Value(variant.Id, Rule, n, metric) ?? 0;
            rows.Add([
                variant.Title, $"{Wording.Number(Of("staleOrders"))} of {Wording.Number(Of("orders"))}", Wording.Number(Of("violations")), $"{Wording.Number(Of("exposure"))} {reading.Fleet.Currency}",
                $"{Wording.Number(Of("lastExposedMinutes"))} min", Wording.Number(Of("alarms")), Wording.Number(Of("wronglyRefused")),
            ]);
        }
        return new("Beside 1 August 2012", ["", "Orders at the node left behind", "Approved beyond the limit in force", "Exposed", "Until", "Alarms that nobody read", "Refused within both limits"], rows,
            "The shape is that event's (one server of eight, its orders, its minutes, its unread alarms); the money is not: there one order became thousands of executions, here it is one approval.");
    }

    private static Finding Finding(Reading reading, string variant) => new()
    {
        Id = "",
        Title = "",
        Deliverable = "B",
        Dimension = ScalingLessons.Dimension,
        Specification = $"{StaleOrders} orders in {Minutes} minutes at one node of {StaleNodeRun.Nodes} that never loads the new version.",
        ControlMapping = reading.Controls,
        Subject = reading.Variants.First(v => v.Id == variant).Kind,
        Judgement = "",
        Expected = "SEC release 34-70694: one of eight servers kept old code, 97 e-mails said so before the opening, 212 orders ran for 45 minutes, over 460 million USD were lost.",
        Actual = "",
        Recommendation = "",
        Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], []),
        Evidence = Evidence(variant),
        Assumed = "The orders are those of the event, not of this fleet's load.",
    };
}
