using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.Tenants;

/// <summary>
/// What one tenant at its limit costs the others, and whether one tenant's policy is ever another's: "Scaling AI Agents from 10 to 10,000", part 4, and its rule 7.
/// </summary>
public sealed class TenantsExperiment : Experiment
{
    internal const string NoQuotas = "no-quotas";
    internal const string Quotas = "quotas";
    internal const string SharedCache = "shared-cache";
    internal const string Axis = "tenants";

    /// <summary>Agents of the fleet in which 2, 10 and 50 tenants are tried.</summary>
    internal const int AxisAgents = 100;

    /// <summary>The most that a tenant at its limit may cost the others.</summary>
    internal const double Allowed = 0.05;

    internal static readonly int[] Counts = [2, 10, 50];

    private static readonly Budget Served = new("other tenants' work lost", Allowed, "share", HigherIsBetter: false);

    private static readonly Budget Latency = new("other tenants' wait", Allowed, "share", HigherIsBetter: false);

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "tenants",
        Title = "Tenants and the noisy neighbour",
        Summary = "Banks that never trade crypto and exchanges that always may share one core of a gate. One of them asks for twice what the core can do. Gate, policies, sessions and quotas are real; "
            + "arrivals and time are simulated.",
        Dimension = 6,
        Controls = [new("IA-1.4", null, "policies compiled for each tenant"), new("EC-1.3", null, "decisions per tenant and second, refused before any control looks at them")],
        Metrics =
        [
            new("tenants", "Tenants", "tenants", "higher", "work"),
            new("decided", "Decisions taken", "decisions", "higher", "work"),
            new("bleeds", "Decisions by another tenant's policy", "decisions", "lower", "work"),
            new("wronglyPermitted", "Permitted against the tenant's own policy", "decisions", "lower", "work"),
            new("wronglyRefused", "Refused against the tenant's own policy", "decisions", "lower", "work"),
            new("noisyShare", "Share of the noisy tenant's requests that was decided", "share", "lower", "effect"),
            new("lostShare", "Work that the others were not served for the noisy one", "share", "lower", "effect"),
            new("latencyAdded", "Added to the others' 99th percentile by the noisy one", "share", "lower", "effect"),
            new("calmP99Ms", "99th percentile of the others' decisions, calm", "ms", "lower", "effect"),
            new("noisyP99Ms", "99th percentile of the others' decisions, beside the noisy one", "ms", "lower", "effect"),
            new("calmGateP99Ms", "The same at the gate alone, calm", "ms", "lower", "effect"),
            new("noisyGateP99Ms", "The same at the gate alone, beside the noisy one", "ms", "lower", "effect"),
            new("gateAdded", "Added to the 99th percentile at the gate alone by the noisy one", "share", "lower", "effect"),
            new("axisLost", "Work that the others were not served, by tenants", "share", "lower", "effect"),
            new("axisLatency", "Added to the others' 99th percentile, by tenants", "share", "lower", "effect"),
            new("axisGate", "Added to the 99th percentile at the gate alone, by tenants", "share", "lower", "effect"),
            new("axisBleeds", "Decisions by another tenant's policy, by tenants", "decisions", "lower", "work"),
            new("axisPermitted", "Permitted against the tenant's own policy, by tenants", "decisions", "lower", "work"),
            new("axisDecided", "Decisions taken, by tenants", "decisions", "higher", "work"),
            new("money", "The gate's core, while it is at work", "money/month", "lower", "money"),
        ],
        Findings = ["N1", "N2"],
        Fitted = ["bleeds", "noisyP99Ms", "money"],
        ExtraSizes = [AxisAgents],
        Variants =
        [
            new(NoQuotas, "No quotas", "Tenants kept apart, and whoever asks most gets most.", VariantKind.Baseline, Reach),
            new(Quotas, "Quotas for each tenant", "A tenant beyond its decisions a second is refused at once.", VariantKind.Adapted, Reach),
            new(SharedCache, "One cache for all tenants", "Verdicts kept under role and tool; the key has lost its tenant.", VariantKind.FailedAttempt, Reach),
        ],
    };

    private static IReadOnlyList<Reach> Reach => [new(ScalingNames.ConstantDegree, 100, 200, 500)];

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) =>
        [new("lostShare", Served, ScalingNames.ConstantDegree, [NoQuotas, Quotas]), new("latencyAdded", Latency, ScalingNames.ConstantDegree, [NoQuotas, Quotas])];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"The fleet's agents are dealt over ten tenants (fewer where there are fewer than twenty agents), and {string.Join(", ", Counts)} tenants are tried at {AxisAgents} agents. One core of one gate serves them all; an agent acts as an instance of its tenant's type.",
        $"In ordinary times the tenants ask together for {Wording.Percent(TenantLoad.OrdinaryShare)} of what the core can do, evenly; the quotas are {Wording.Percent(TenantLoad.QuotaShare)} of it, shared out evenly; the noisy tenant asks for {Wording.Percent(TenantLoad.NoisyShare)} on top, "
            + $"for {Wording.Ms(TenantLoad.Stretch.TotalMilliseconds)}, with its bucket empty at the start. Arrivals are random and the same with and without it.",
        $"Latency is from asking to having the answer, {Wording.Ms(fleet.Network.WithinRegion.TotalMilliseconds)} each way; the gate alone is measured beside it: there a tenant that uses up its quota makes the core busier, and the fewer tenants share it, the more. Work served is what is answered within the time of the load.",
        $"A core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour, and the load lasts all month.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) => agents == AxisAgents ? 2_500 : 400;

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var measured = Measure(variant.Id, context, Math.Clamp(context.Agents / 2, 2, 10), context.Agents);
        if (context.Agents != AxisAgents) { return measured; }
        foreach (var tenants in Counts)
        {
            var (at, beside) = (Measure(variant.Id, context, tenants, AxisAgents), new Measurements());
            (beside.Work["axisBleeds"], beside.Work["axisPermitted"], beside.Work["axisDecided"]) = (at.Work["bleeds"], at.Work["wronglyPermitted"], at.Work["decided"]);
            (beside.Effect["axisLost"], beside.Effect["axisLatency"], beside.Effect["axisGate"]) = (at.Effect["lostShare"], at.Effect["latencyAdded"], at.Effect["gateAdded"]);
            beside.Money = at.Money;
            measured.Beside.Add(new(Axis, tenants, beside));
        }
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => TenantsConclusions.From(reading);

    private static Measurements Measure(string variant, RunContext context, int tenants, int agents)
    {
        var setting = new TenantCase(tenants, Math.Max(1, agents / tenants), variant == Quotas, variant == SharedCache);
        var perSecond = TenantLoad.PerSecond(context, setting);
        var calm = TenantLoad.Run(context, setting, perSecond, noisy: false);
        var noisy = TenantLoad.Run(context, setting, perSecond, noisy: true);
        var measured = new Measurements();
        measured.Work["tenants"] = tenants;
        measured.Work["decided"] = calm.Decided + noisy.Decided;
        measured.Work["wronglyPermitted"] = calm.WronglyPermitted + noisy.WronglyPermitted;
        measured.Work["wronglyRefused"] = calm.WronglyRefused + noisy.WronglyRefused;
        measured.Work["bleeds"] = measured.Work["wronglyPermitted"] + measured.Work["wronglyRefused"];
        measured.Effect["noisyShare"] = (double)noisy.NoisyDecided / noisy.NoisyAsked;
        measured.Effect["lostShare"] = Math.Max(0, 1 - (double)noisy.OthersServed / calm.OthersServed);
        measured.Effect["latencyAdded"] = Math.Max(0, noisy.Others.Quantile(0.99) / calm.Others.Quantile(0.99) - 1);
        measured.Effect["calmP99Ms"] = calm.Others.Quantile(0.99) / 1e6;
        measured.Effect["noisyP99Ms"] = noisy.Others.Quantile(0.99) / 1e6;
        measured.Effect["calmGateP99Ms"] = calm.AtGate.Quantile(0.99) / 1e6;
        measured.Effect["noisyGateP99Ms"] = noisy.AtGate.Quantile(0.99) / 1e6;
        measured.Effect["gateAdded"] = Math.Max(0, noisy.AtGate.Quantile(0.99) / calm.AtGate.Quantile(0.99) - 1);
        measured.Money = 30 * 24 * noisy.Utilisation * (double)context.Fleet.ControlPlane.CoreHourPrice.Amount;
        return measured;
    }
}
