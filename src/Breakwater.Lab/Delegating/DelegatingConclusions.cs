using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Structure;
using static Breakwater.Lab.Delegating.DelegatingExperiment;

namespace Breakwater.Lab.Delegating;

/// <summary>What the delegation experiment's measurements mean.</summary>
internal static class DelegatingConclusions
{
    private const string Degree = ScalingNames.ConstantDegree;
    private const string Complete = ScalingNames.Complete;

    public static Conclusions From(Reading reading)
    {
        var conclusions = new Conclusions();
        conclusions.Tables.Add(DelegatingTables.Variants(reading, Degree, "The fleet's own declarations"));
        conclusions.Tables.Add(DelegatingTables.Variants(reading, Complete, "Everyone may hand one task to everyone"));
        if (DelegatingTables.ByDepth(reading) is { } byDepth) { conclusions.Tables.Add(byDepth); }
        AddCharts(conclusions, reading);
        AddDepthBreakpoints(conclusions, reading);
        DelegatingFindings.Add(conclusions, reading);
        AddAnswers(conclusions, reading);
        AddControls(conclusions, reading);
        var (verdict, because) = ContractHypothesis.Decide(ContractHypothesis.Read(reading));
        conclusions.Hypotheses[3] = (verdict, because, [$"delegation/{Chain}/p99Ms", $"delegation/{Chain}/hopUs", $"delegation/{Chain}/coreShare", $"delegation/{Chain}{WithPaths}/hopUs"]);
        return conclusions;
    }

    private static void AddCharts(Conclusions conclusions, Reading reading)
    {
        var limit = Latency(reading.Fleet);
        string[] all = [PerPair, Role, PerCluster, Chain];
        conclusions.Charts.Add(new("delegation-review", "Time for the reviewers to go through every rule once", "reviewHours", PointResult.Agents, Degree, all, true, true, ReviewDay, "budget: one working day"));
        conclusions.Charts.Add(new("delegation-review-complete", "The same, where everyone may hand work to everyone", "reviewHours", PointResult.Agents, Complete, all, true, true, ReviewDay, "budget: one working day"));
        conclusions.Charts.Add(new("delegation-p99", "Added to an errand when everyone starts at once, 99th percentile", "p99Ms", PointResult.Agents, Degree, [PerPair, Chain, Chain + WithPaths], true, true, limit.Limit, "budget: a tenth of the time-critical path"));
        if (reading.Along(Chain, Degree, Depth, DepthAgents, "depthMs").Count > 0)
        {
            conclusions.Charts.Add(new("delegation-depth", $"Added to an errand by depth, at {Wording.Agents(DepthAgents)}", "depthMs", Depth, Degree, [PerPair, Chain, Chain + WithPaths], false, false, null, null));
            conclusions.Charts.Add(new("delegation-depth-search", $"Principals a search comes to by depth, at {Wording.Agents(DepthAgents)}", "depthNodes", Depth, Degree, [PerPair, Chain], false, false, null, null));
        }
    }

    private static void AddDepthBreakpoints(Conclusions conclusions, Reading reading)
    {
        var budget = Latency(reading.Fleet);
        foreach (var variant in new[] { PerPair, Chain, Chain + WithPaths })
        {
            var depths = reading.Along(variant, Degree, Depth, DepthAgents, "depthMs");
            if (depths.Count == 0) { continue; }
            // Every depth was run, so the first that breaks is the breakpoint.
            conclusions.Breakpoints.Add(Breakpoint.Find([.. depths.Select(d => ((int)d.At, d.Value))], budget, null, null).ToResult("delegation", variant, "depthMs", Degree, Depth, budget));
        }
    }

    private static void AddAnswers(Conclusions conclusions, Reading reading)
    {
        var n = DelegatingTables.Size(reading, Chain, Degree);
        if (n == 0) { return; }
        double Of(string variant, string metric) => reading.Value(variant, Degree, n, metric) ?? 0;
        string[] paths = [$"delegation/{Chain}/{ObservedRun.Metric}", $"delegation/{Chain}/pairsDeclared"];
        conclusions.Answers["1.2.1"] = (
            $"{Wording.Number(Of(Chain, ObservedRun.Metric))} pairs had a contract in use in the simulated work at {Wording.Agents(n)}, of {Wording.Number(Of(Chain, "pairsDeclared"))} that the fleet declares (orchestrators included) "
            + $"and {Wording.Number((double)n * (n - 1))} possible between agents.", paths);

        var limit = Latency(reading.Fleet);
        if (Of(Chain, "handoffs") == 0)
        {
            conclusions.Answers["1.2.2"] = ("Nothing to decide: the fleet declares nothing that its tiers let anybody hand on.", [$"delegation/{Chain}/handoffs"]);
        }
        else
        {
            var p99 = Of(Chain, "p99Ms");
            conclusions.Answers["1.2.2"] = (
                $"{(p99 <= limit.Limit ? "Yes" : "No")}: at {Wording.Agents(n)}, all starting at once, the shipped check adds {Wording.Ms(Of(Chain, "p50Ms"))} to an errand (median) and {Wording.Ms(p99)} (99th percentile) of the {Wording.Ms(limit.Limit)} that delegation may take. "
                + $"The budget: {Wording.Breakpoint(reading.Breakpoint(Chain, Degree, "p99Ms"))}.", [$"delegation/{Chain}/p50Ms", $"delegation/{Chain}/p99Ms"]);
        }
        var (own, open) = (reading.Breakpoint(PerPair, Degree, "reviewHours"), reading.Breakpoint(PerPair, Complete, "reviewHours"));
        var roles = DelegatingTables.Size(reading, Role, Degree);
        conclusions.Answers["1.2.4"] = (
            $"When reviewers can no longer go through every rule in {Wording.Number(ReviewDay)} hours ({Wording.Number(reading.Fleet.Budgets.ReviewsPerHour)} an hour): rules per pair reach that at {Wording.Breakpoint(own)} on the fleet's own declarations, "
            + $"{Wording.Breakpoint(open)} where anyone may hand work to anyone. This fleet declares {reading.Fleet.Delegations.Count} rules per role, whatever its size; where any role may hand work to any, "
            + $"rules per role: {Wording.Breakpoint(reading.Breakpoint(Role, Complete, "reviewHours"))}; per cluster there are {Wording.Number((double)reading.Fleet.Clusters.Count * reading.Fleet.Clusters.Count)} at most. Neither sees the chain"
            + (roles == 0 ? "." : $": at {Wording.Agents(roles)} rules per role permit {Wording.Number(reading.Value(Role, Degree, roles, "overPermitted") ?? 0)} of {Wording.Number(reading.Value(Role, Degree, roles, "decisions") ?? 0)} requests beyond authority. Move to groups with the chain checked."), [$"delegation/{PerPair}/reviewHours", $"delegation/{Role}/reviewHours", $"delegation/{PerCluster}/reviewHours", $"delegation/{Role}/overPermitted"]);
        if (Of(Chain, "handoffs") > 0)
        {
            conclusions.Answers["2.2"] = (
                $"At {Wording.Agents(n)} a hop costs {Wording.Ms(Of(Chain, "hopUs") / 1_000)} of core time, the peak takes {Wording.Percent(Of(Chain, "coreShare"))} of the enforcement cores and an errand gains {Wording.Ms(Of(Chain, "p99Ms"))} (99th percentile): "
                + (Of(Chain, "coreShare") <= 1 && Of(Chain, "p99Ms") <= limit.Limit ? "no bottleneck up to " : "a bottleneck at this load; the cores sustain ")
                + $"{Wording.Number(Of(Chain, "hopsPerSecond"))} hops a second. Upkeep is {Wording.Number(Of(Chain, "rules"))} rules, {Wording.Number(Of(Chain, "reviewHours"))} h of review, instead of {Rules(reading)} written per pair.",
                [$"delegation/{Chain}/hopUs", $"delegation/{Chain}/coreShare", $"delegation/{Chain}/p99Ms", $"delegation/{Chain}/reviewHours"]);
        }
    }

    private static string Rules(Reading reading) =>
        DelegatingTables.Size(reading, PerPair, Degree) is > 0 and var n ? $"{Wording.Number(reading.Value(PerPair, Degree, n, "rules") ?? 0)} (at {Wording.Agents(n)})" : "those";

    private static void AddControls(Conclusions conclusions, Reading reading)
    {
        if (reading.Value(Chain, Degree, DelegatingTables.Size(reading, Chain, Degree), "handoffs") is not > 0) { return; }
        var hop = reading.Fit(Chain, Degree, "hopUs")?.Class;
        var depths = reading.Along(Chain, Degree, Depth, DepthAgents, "depthMs");
        var byDepth = depths.Count == 0 ? null : ScalingFit.FitTop(depths)?.ToResult("depthMs", Degree).Class;
        conclusions.Controls["IA-2.4"] = (byDepth, [$"delegation/{Chain}/overPermitted", $"delegation/{Chain}/hopUs"]);
        conclusions.Controls["IA-3.3"] = (hop, [$"delegation/{Chain}/hopUs", $"delegation/{Chain}/signatureChecks"]);
        conclusions.Controls["DEL-01"] = (byDepth, [$"delegation/{Chain}/overPermitted", $"delegation/{Chain}/wronglyRefused"]);
        conclusions.Controls["DEL-04"] = (reading.Fit(Chain, Degree, "rules")?.Class, [$"delegation/{Chain}/rules", $"delegation/{Chain}/pairsBeyond"]);
        conclusions.Controls["DEL-05"] = (hop, [$"delegation/{Chain}/coldP99Ms", $"delegation/{Chain}/p99Ms"]);
        if (depths.Count > 0) { conclusions.Controls["DEL-03"] = (byDepth, [$"delegation/{Chain}/depthMs", $"delegation/{Chain}/depthChecks"]); }
    }
}
