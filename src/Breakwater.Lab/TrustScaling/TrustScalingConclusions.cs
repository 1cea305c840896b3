using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.TrustScaling.TrustScalingExperiment;

namespace Breakwater.Lab.TrustScaling;

/// <summary>What the trust experiment's measurements mean.</summary>
internal static class TrustScalingConclusions
{
    private const string Article = "Scaling AI Agents from 10 to 10,000";

    public static Conclusions From(Reading reading)
    {
        var conclusions = new Conclusions();
        conclusions.Tables.Add(TrustTables.ArticleTable(reading));
        conclusions.Tables.Add(TrustTables.Savings(reading));
        if (TrustTables.PredictionCheck(reading) is { } check) { conclusions.Tables.Add(check); }
        if (TrustTables.Possession(reading) is { } possession) { conclusions.Tables.Add(possession); }
        AddCharts(conclusions, reading);
        AddMesh(conclusions, reading);
        AddRegistry(conclusions, reading);
        AddHierarchyAlone(conclusions, reading);
        AddShipping(conclusions, reading);
        var shipped = reading.Fit(Cached, ScalingNames.ConstantDegree, "signatureChecks")?.Class;
        IReadOnlyList<string> evidence = [$"trust/{Cached}/signatureChecks", $"trust/{Cached}/coreMs"];
        conclusions.Controls["IA-2.1"] = (shipped, evidence);
        conclusions.Controls["IA-2.3"] = (shipped, evidence);
        return conclusions;
    }

    private static void AddCharts(Conclusions conclusions, Reading reading)
    {
        string[] all = [FullMesh, CachedMesh, Registry, PerCheck, Hierarchy, Cached];
        var p99 = reading.Fleet.Budgets.TrustCheckP99.TotalMilliseconds;
        conclusions.Charts.Add(new("trust-checks-complete", "Signature checks from a cold start, everyone dealing with everyone", "signatureChecks", "agents",
            ScalingNames.Complete, all, true, true, null, null));
        conclusions.Charts.Add(new("trust-checks-constant", "Signature checks from a cold start, each agent keeping its number of partners", "signatureChecks", "agents",
            ScalingNames.ConstantDegree, all, true, true, null, null));
        conclusions.Charts.Add(new("trust-p99-complete", "99th percentile of a check in steady state, everyone dealing with everyone", "p99Ms", "agents",
            ScalingNames.Complete, all, true, true, p99, "budget: trust check p99"));
        conclusions.Charts.Add(new("trust-money-complete", "Cost of trust, everyone dealing with everyone", "money", "agents",
            ScalingNames.Complete, all, true, true, (double)reading.Fleet.Budgets.GovernancePerMonth.Amount, "budget: governance per month"));
    }

    private static void AddMesh(Conclusions conclusions, Reading reading)
    {
        var fit = reading.Fit(FullMesh, ScalingNames.Complete, "signatureChecks");
        var sparse = reading.Fit(FullMesh, ScalingNames.ConstantDegree, "signatureChecks");
        var at = reading.Breakpoint(FullMesh, ScalingNames.Complete, "p99Ms");
        var n = reading.Largest(FullMesh, ScalingNames.Complete);
        if (fit is null || n == 0) { return; }
        var judgement = at?.At is null ? "bend" : "break";
        var common = reading.LargestCommon(ScalingNames.Complete, FullMesh, Cached);
        var (mesh, shipped) = (reading.Value(FullMesh, ScalingNames.Complete, common, "steadyChecks"), reading.Value(Cached, ScalingNames.Complete, common, "steadyChecks"));
        conclusions.Findings.Add(new()
        {
            Id = "T1",
            Title = "Checking every pair grows with the square of the fleet",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"Full mesh: every agent verifies every partner's credential, real P-256 signatures, at {string.Join(", ", reading.Sizes(FullMesh, ScalingNames.Complete))} agents, "
                + "with everyone dealing with everyone and, beside it, with each agent keeping its number of partners.",
            ControlMapping = reading.Controls,
            Subject = "baseline",
            Judgement = judgement,
            Expected = $"{Article}: O(n²), about 500 ms at 100 agents and 50 s at 1,000.",
            Actual = $"{Wording.Law(fit)} when everyone deals with everyone; {Wording.Law(sparse)} when each keeps its partners: the law is partly the topology's. "
                + $"At {Wording.Agents(n)}: {Wording.Number(reading.Value(FullMesh, ScalingNames.Complete, n, "signatureChecks") ?? 0)} checks, "
                + $"{Wording.Ms(reading.Value(FullMesh, ScalingNames.Complete, n, "coreMs") ?? 0)} of one core, answered after {Wording.Ms(reading.Value(FullMesh, ScalingNames.Complete, n, "coldMs") ?? 0)}.",
            Class = fit.Class,
            Breakpoint = $"trust check p99 over {Wording.Ms(reading.Fleet.Budgets.TrustCheckP99.TotalMilliseconds)}: {Wording.Breakpoint(at)}",
            Adaptation = "Authorities verify those below them and vouch with one signed roster for each zone; nodes remember for five minutes and until a revocation.",
            Bought = mesh is { } m && shipped is { } s && s > 0
                ? $"{Wording.Number(m / s)} times fewer signature checks in steady state at {Wording.Agents(common)} ({Wording.Number(m)} to {Wording.Number(s)} per round)."
                : null,
            Recommendation = "Do not verify peer to peer beyond a pilot. Verify at enforcement nodes, by hierarchy, with a cache that a revocation reaches.",
            Affected = Everyone(reading),
            Evidence = [$"trust/{FullMesh}/signatureChecks", $"trust/{FullMesh}/p99Ms", $"trust/{Cached}/steadyChecks"],
        });
        conclusions.StressPoints.Add(new("Peer-to-peer trust (IA-2.3 as stated for five agents)", judgement,
            $"{Wording.Law(fit)}; trust check p99 budget: {Wording.Breakpoint(at)}.", [$"trust/{FullMesh}/signatureChecks", $"trust/{FullMesh}/p99Ms"]));
    }

    private static void AddRegistry(Conclusions conclusions, Reading reading)
    {
        var fit = reading.Fit(Registry, ScalingNames.Complete, "coldMs");
        var at = reading.Breakpoint(Registry, ScalingNames.Complete, "p99Ms");
        var n = reading.Largest(Registry, ScalingNames.Complete);
        if (n == 0) { return; }
        var control = reading.Fleet.Nodes.First(node => node.Serves.Contains(reading.Fleet.ControlPlane.Region));
        var apart = reading.Fleet.Regions.Count > 1;
        var judgement = at?.At is null ? "bend" : "break";
        conclusions.Findings.Add(new()
        {
            Id = "T2",
            Title = apart ? "A central registry is a queue before one node, far from most of its askers" : "A central registry is a queue before one node",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"Every check is asked of one registry in {reading.Fleet.ControlPlane.Region} ({control.Cores} cores), which signs its answer; the asker's node verifies it.",
            ControlMapping = reading.Controls,
            Subject = "failed-attempt",
            Judgement = judgement,
            Expected = $"{Article}, failed attempt 1: the registry becomes a bottleneck.",
            Actual = $"At {Wording.Agents(n)} the last answer comes after {Wording.Ms(reading.Value(Registry, ScalingNames.Complete, n, "coldMs") ?? 0)}, "
                + $"of which the network alone is up to {Wording.Ms(2 * reading.Roster.Agents.Max(a => reading.Fleet.Network.OneWay(a.Region.Id, reading.Fleet.ControlPlane.Region).TotalMilliseconds))}; growth {Wording.Law(fit)}.",
            Class = fit?.Class,
            Breakpoint = $"trust check p99 over {Wording.Ms(reading.Fleet.Budgets.TrustCheckP99.TotalMilliseconds)}: {Wording.Breakpoint(at)}",
            Adaptation = null,
            Bought = null,
            Recommendation = "Do not answer trust from one place. What has to be central is issuing and revoking, not checking.",
            Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], [.. reading.Fleet.Regions.Where(r => r.Id != reading.Fleet.ControlPlane.Region).Select(r => $"{r.Id} → {reading.Fleet.ControlPlane.Region}")]),
            Evidence = [$"trust/{Registry}/coldMs", $"trust/{Registry}/p99Ms"],
        });
        conclusions.StressPoints.Add(new("Central registry", judgement, $"trust check p99 budget: {Wording.Breakpoint(at)}.", [$"trust/{Registry}/p99Ms"]));
    }

    private static void AddHierarchyAlone(Conclusions conclusions, Reading reading)
    {
        var alone = reading.Fit(Hierarchy, ScalingNames.Complete, "signatureChecks");
        var perCheck = reading.Fit(PerCheck, ScalingNames.Complete, "signatureChecks");
        var cached = reading.Fit(CachedMesh, ScalingNames.Complete, "signatureChecks");
        if (alone is null || perCheck is null) { return; }
        var n = reading.LargestCommon(ScalingNames.Complete, FullMesh, CachedMesh);
        var saved = 1 - (reading.Value(CachedMesh, ScalingNames.Complete, n, "steadyChecks") / reading.Value(FullMesh, ScalingNames.Complete, n, "steadyChecks"));
        conclusions.Findings.Add(new()
        {
            Id = "T3",
            Title = "Vouching is what a hierarchy saves; following chains saves nothing",
            Deliverable = "B",
            Dimension = 2,
            Specification = "The hierarchy alone, read in two ways: authorities vouch anew in every round, or every check follows the partner's chain. And the cache alone, on the mesh.",
            ControlMapping = reading.Controls,
            Subject = "baseline",
            Judgement = "bend",
            Expected = $"{Article}: the hierarchy alone brings n², to n log n; the cache alone saves 90%.",
            Actual = $"Vouching anew each round: {Wording.Law(alone)}{(alone.Class is "constant" or "sublinear" or "linear" ? ": below n log n, since the tree has a fixed depth" : "")}. Following the chain at every check: {Wording.Law(perCheck)}: "
                + "longer chains on the same pairs. "
                + (saved is { } share ? $"The cache alone saves {Wording.Percent(share)} of the checks over its life at {Wording.Agents(n)}" : "What the cache alone saves was not measured")
                + $"{(cached is null ? "" : $"; from a cold start it is {cached.Class}")}.",
            Class = perCheck.Class,
            Breakpoint = $"chain followed at every check: {Wording.Breakpoint(reading.Breakpoint(PerCheck, ScalingNames.Complete, "p99Ms"))}",
            Adaptation = "Both together: rosters across nodes, remembered until they lapse or a revocation arrives.",
            Bought = null,
            Recommendation = "Where only one can be had, take vouching. A hierarchy whose every check walks the chain is slower than the mesh it replaces.",
            Affected = Everyone(reading),
            Evidence = [$"trust/{Hierarchy}/signatureChecks", $"trust/{PerCheck}/signatureChecks", $"trust/{CachedMesh}/steadyChecks"],
        });
        conclusions.StressPoints.Add(new("Hierarchy without a cache", "bend", $"vouching: {Wording.Law(alone)}; chain at every check: {Wording.Law(perCheck)}.",
            [$"trust/{Hierarchy}/signatureChecks", $"trust/{PerCheck}/signatureChecks"]));
    }

    private static void AddShipping(Conclusions conclusions, Reading reading)
    {
        var fit = reading.Fit(Cached, ScalingNames.ConstantDegree, "signatureChecks");
        var p99 = reading.Breakpoint(Cached, ScalingNames.ConstantDegree, "p99Ms");
        var cold = reading.Breakpoint(Cached, ScalingNames.ConstantDegree, "coldMs");
        var money = reading.Breakpoint(Cached, ScalingNames.ConstantDegree, "money");
        var n = reading.Largest(Cached, ScalingNames.ConstantDegree);
        if (n == 0) { return; }
        // What ships is judged at this fleet's size; where it breaks beyond that stands in the breakpoint.
        var broken = new[] { p99, cold, money }.Any(b => b?.At <= reading.Fleet.AgentCount);
        var refused = reading.Variants.First(v => v.Id == Cached).Points.Sum(p => p.Work["refusedChecks"]);
        var judgement = refused > 0 ? "break" : broken ? "bend" : "hold";
        var core = reading.Value(Cached, ScalingNames.ConstantDegree, n, "coreMs") ?? 0;
        conclusions.Findings.Add(new()
        {
            Id = "T4",
            Title = "Hierarchy with cache grows with the fleet, not with its pairs",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"The trust control as it ships, at {string.Join(", ", reading.Sizes(Cached, ScalingNames.ConstantDegree))} agents, cold and for the five minutes after.",
            ControlMapping = reading.Controls,
            Subject = "adapted",
            Judgement = judgement,
            Expected = $"{Article}: 200 ms instead of 50 s at 1,000 agents, 250 times less.",
            Actual = $"{Wording.Law(fit)} signature checks from a cold start; at {Wording.Agents(n)} {Wording.Number(reading.Value(Cached, ScalingNames.ConstantDegree, n, "checksPerAgent") ?? 0)} per agent, "
                + $"{Wording.Ms(core)} of core time, everyone answered after {Wording.Ms(reading.Value(Cached, ScalingNames.ConstantDegree, n, "coldMs") ?? 0)}, "
                + $"steady p99 {Wording.Ms(reading.Value(Cached, ScalingNames.ConstantDegree, n, "p99Ms") ?? 0)}, {Wording.Number(reading.Value(Cached, ScalingNames.ConstantDegree, n, "money") ?? 0)} {reading.Fleet.Currency} a month."
                + (refused > 0 ? $" {Wording.Number(refused)} checks of genuine agents were refused over all runs: a cache that lives longer than a credential outlasts it." : ""),
            Class = fit?.Class,
            Breakpoint = $"steady p99: {Wording.Breakpoint(p99)}; cold start inside the deadline: {Wording.Breakpoint(cold)}; money: {Wording.Breakpoint(money)}",
            Adaptation = null,
            Bought = null,
            Recommendation = "Run this configuration. After a total restart the first answers from another continent wait for its roster; plan restarts region by region.",
            Affected = Everyone(reading),
            Evidence = [$"trust/{Cached}/signatureChecks", $"trust/{Cached}/coldMs", $"trust/{Cached}/p99Ms", $"trust/{Cached}/money"],
        });
        conclusions.StressPoints.Add(new("Trust as it ships (IA-2.1, IA-2.3)", judgement, $"{Wording.Law(fit)}; steady p99: {Wording.Breakpoint(p99)}.",
            [$"trust/{Cached}/signatureChecks", $"trust/{Cached}/p99Ms"]));
    }

    private static AffectedResult Everyone(Reading reading) => new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], ["every pair of agents that deal with each other"]);
}
