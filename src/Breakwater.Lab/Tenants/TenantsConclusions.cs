using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.Tenants.TenantsExperiment;

namespace Breakwater.Lab.Tenants;

/// <summary>What the measurements of tenants mean.</summary>
internal static class TenantsConclusions
{
    private const string Rule = ScalingNames.ConstantDegree;
    private const string Article = "Scaling AI Agents from 10 to 10,000";

    public static Conclusions From(Reading reading)
    {
        var conclusions = new Conclusions();
        var n = reading.LargestCommon(Rule, NoQuotas, Quotas, SharedCache);
        if (n == 0) { return conclusions; }
        conclusions.Charts.Add(new("tenants-lost", "Work lost to a noisy neighbour", "lostShare", "agents", Rule, [NoQuotas, Quotas], true, false, Allowed, "allowed"));
        conclusions.Tables.Add(SideBySide(reading, n));
        AddNeighbour(conclusions, reading, n);
        AddBleed(conclusions, reading, n);
        conclusions.Controls["EC-1.3"] = (reading.Fit(Quotas, Rule, "noisyP99Ms")?.Class, [$"tenants/{Quotas}/lostShare", $"tenants/{Quotas}/latencyAdded"]);
        return conclusions;
    }

    private static double At(Reading reading, string variant, int n, string metric) => reading.Value(variant, Rule, n, metric)!.Value;

    private static bool Holds(Reading reading, string variant) =>
        reading.Variants.First(v => v.Id == variant).Points.Where(p => p.Axis == PointResult.Agents).All(p => p.Effect["lostShare"] <= Allowed && p.Effect["latencyAdded"] <= Allowed)
        && reading.Along(variant, Rule, Axis, AxisAgents, "axisLost").Concat(reading.Along(variant, Rule, Axis, AxisAgents, "axisLatency")).All(p => p.Value <= Allowed);

    private static void AddNeighbour(Conclusions conclusions, Reading reading, int n)
    {
        string[] evidence = [$"tenants/{NoQuotas}/lostShare", $"tenants/{Quotas}/lostShare", $"tenants/{Quotas}/latencyAdded"];
        var judgement = Holds(reading, Quotas) ? "hold" : "bend";
        var sizes = reading.Variants.First(v => v.Id == Quotas).Points.Where(p => p.Axis == PointResult.Agents && p.Scaling == Rule).Select(p => p.N).Distinct().Order();
        string Sentence(string variant) =>
            $"the others lose {Wording.Percent(At(reading, variant, n, "lostShare"))} of their work and wait {Wording.Percent(At(reading, variant, n, "latencyAdded"))} longer at the 99th percentile";
        conclusions.Findings.Add(new()
        {
            Id = "N1",
            Title = judgement == "hold" ? "A tenant at its limit costs the others next to nothing" : "A tenant at its limit costs the others more than it may",
            Deliverable = "B",
            Dimension = 6,
            Specification = $"One tenant asks for {Wording.Percent(TenantLoad.NoisyShare)} of a gate's core beside the ordinary load of all, at {string.Join(", ", reading.Sizes(Quotas, Rule))} agents.",
            ControlMapping = reading.Controls,
            Subject = "adapted",
            Judgement = judgement,
            Expected = $"At most {Wording.Percent(Allowed)} of the others' served work and latency, from asking to having the answer; {Article} asks for resource quotas per tenant and reports no figure.",
            Actual = $"At {Wording.Agents(n)} without quotas {Sentence(NoQuotas)}; with quotas {Sentence(Quotas)}. At the gate alone the 99th percentile goes from {Wording.Ms(At(reading, Quotas, n, "calmGateP99Ms"))} "
                + $"to {Wording.Ms(At(reading, Quotas, n, "noisyGateP99Ms"))} with quotas, and to {Wording.Ms(At(reading, NoQuotas, n, "noisyGateP99Ms"))} without. "
                + $"Longer at the gate alone, with quotas: {string.Join(", ", sizes.Select(s => $"{Wording.Percent(At(reading, Quotas, s, "gateAdded"))} at {Wording.Number(s)}"))} agents.",
            Class = reading.Fit(Quotas, Rule, "noisyP99Ms")?.Class,
            Breakpoint = $"without quotas: {Wording.Breakpoint(reading.Breakpoint(NoQuotas, Rule, "lostShare"))}; with quotas: {Wording.Breakpoint(reading.Breakpoint(Quotas, Rule, "lostShare"))}",
            Adaptation = "Decisions a second for each tenant, looked at before anything else: a request beyond them costs one look at a number.",
            Bought = $"{Wording.Percent(At(reading, NoQuotas, n, "lostShare") - At(reading, Quotas, n, "lostShare"))} of the others' work.",
            Recommendation = "Give every tenant of a shared gate a quota of decisions, and let the quotas together stay below what its cores can do.",
            Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], []),
            Evidence = evidence,
        });
        conclusions.StressPoints.Add(new("One tenant at its limit, with quotas", judgement, $"Others, at {Wording.Agents(n)}: {Sentence(Quotas)}.", evidence));
    }

    private static void AddBleed(Conclusions conclusions, Reading reading, int n)
    {
        string[] evidence = [$"tenants/{SharedCache}/bleeds", $"tenants/{Quotas}/bleeds"];
        var (bled, decided) = (At(reading, SharedCache, n, "bleeds"), At(reading, SharedCache, n, "decided"));
        var shipped = reading.Variants.Where(v => v.Id != SharedCache).SelectMany(v => v.Points).Where(p => p.Axis == PointResult.Agents).Sum(p => p.Work["bleeds"]);
        conclusions.Findings.Add(new()
        {
            Id = "N2",
            Title = "A cache key without its tenant gives one tenant another's policy",
            Deliverable = "B",
            Dimension = 6,
            Specification = $"Banks that never trade crypto beside exchanges that may, deciding at random, at {string.Join(", ", reading.Sizes(SharedCache, Rule))} agents.",
            ControlMapping = reading.Controls,
            Subject = "failed-attempt",
            Judgement = bled > 0 ? "break" : "hold",
            Expected = $"{Article}, part 4: the bank's agent suddenly trades crypto, because the engine cached the exchange's policy; a fine of $2.5M, by the article's own word illustrative.",
            Actual = $"At {Wording.Agents(n)} {Wording.Number(bled)} of {Wording.Number(decided)} decisions were by another tenant's policy, {Wording.Number(At(reading, SharedCache, n, "wronglyPermitted"))} of them permitted what the tenant's own forbids. "
                + $"With a context for each tenant: {Wording.Number(shipped)} in all runs.",
            Class = reading.Fit(SharedCache, Rule, "bleeds")?.Class,
            Adaptation = "Each tenant's policies, memories and quotas are objects of its own; registration refuses what two share, and only the registry makes a tenant's context.",
            Recommendation = "Never put a cache of decisions in front of the gate. The policy control's own (`CachedDecisions`) belongs to one tenant's policies and goes with them.",
            Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], []),
            Evidence = evidence,
        });
        conclusions.StressPoints.Add(new("A shared cache keyed without tenant", bled > 0 ? "break" : "hold", $"{Wording.Percent(bled / decided)} of decisions were another tenant's.", evidence));
    }

    private static ResultTable SideBySide(Reading reading, int n)
    {
        string Along(string variant, string metric, Func<double, string> show)
        {
            var values = reading.Along(variant, Rule, Axis, AxisAgents, metric);
            return values.Count == 0 ? "–" : string.Join(" · ", values.Select(v => show(v.Value)));
        }
        var counts = string.Join(" · ", Counts);
        return new(
            $"Part 4 of \"{Article}\" beside what was measured",
            ["What", "The article", "No quotas", "Quotas", "One cache"],
            [
                Row($"Decisions by another tenant's policy, {counts} tenants", "\"policy bleed-through\"; no count", "axisBleeds", Wording.Number),
                Row($"Bank permitted crypto, or the like, {counts} tenants", "$2.5M in fines, hypothetical", "axisPermitted", Wording.Number),
                Row($"Decisions in all, {counts} tenants", "50 organisations, hypothetical", "axisDecided", Wording.Number),
                Row($"Others' work lost to a noisy neighbour, {counts} tenants", "\"resource quotas\"; no figure", "axisLost", Wording.Percent),
                Row($"Others' 99th percentile longer by, {counts} tenants", "no figure", "axisLatency", Wording.Percent),
                Row($"The same at the gate alone, {counts} tenants", "no figure", "axisGate", Wording.Percent),
            ],
            $"At {AxisAgents} agents. \"–\" was not run. At {Wording.Agents(n)} the noisy tenant was decided {Wording.Percent(At(reading, Quotas, n, "noisyShare"))} of its requests with quotas.");

        IReadOnlyList<string> Row(string what, string article, string metric, Func<double, string> show) =>
            [what, article, Along(NoQuotas, metric, show), Along(Quotas, metric, show), Along(SharedCache, metric, show)];
    }
}
