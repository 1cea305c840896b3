using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.Delegating.DelegatingExperiment;

namespace Breakwater.Lab.Delegating;

/// <summary>The findings D1 to D6, each drawn only where what it rests on was run.</summary>
internal static class DelegatingFindings
{
    private const string Degree = ScalingNames.ConstantDegree;
    private const string Complete = ScalingNames.Complete;
    private const string Source = "\"Stress Testing MASO at Scale\", dimension 2";

    public static void Add(Conclusions conclusions, Reading reading)
    {
        AddRulesPerPair(conclusions, reading);
        AddSearch(conclusions, reading);
        AddCoarseRules(conclusions, reading);
        AddPowerless(conclusions, reading);
        AddShipping(conclusions, reading);
        AddOpenGraph(conclusions, reading);
    }

    private static double Value(Reading reading, string variant, string metric, string scaling = Degree) =>
        reading.Value(variant, scaling, DelegatingTables.Size(reading, variant, scaling), metric) ?? 0;

    private static void AddRulesPerPair(Conclusions conclusions, Reading reading)
    {
        var n = DelegatingTables.Size(reading, PerPair, Degree);
        if (n == 0) { return; }
        var (own, open) = (reading.Breakpoint(PerPair, Degree, "reviewHours"), reading.Breakpoint(PerPair, Complete, "reviewHours"));
        var judgement = own?.At <= reading.Fleet.AgentCount ? "break" : open?.At <= reading.Fleet.AgentCount ? "bend" : "hold";
        conclusions.Findings.Add(new()
        {
            Id = "D1",
            Title = "Rules for each pair of agents outgrow those who review them",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"A rule for each ordered pair of agents that deal with each other, at {string.Join(", ", reading.Sizes(PerPair, Degree))} agents; the fleet's reviewers go through all of them in {Wording.Number(ReviewDay)} hours.",
            ControlMapping = reading.Controls,
            Subject = "baseline",
            Judgement = judgement,
            Expected = $"{Source}: thousands of rules at 100 agents, too many to audit by hand; up to about 10,000 edges.",
            Actual = $"At {Wording.Agents(n)} {Wording.Number(Value(reading, PerPair, "rules"))} rules on the fleet's own declarations, {Wording.Number(Value(reading, PerPair, "reviewHours"))} h of review; growth {Wording.Law(reading.Fit(PerPair, Degree, "rules"))}."
                + (DelegatingTables.Size(reading, PerPair, Complete) is > 0 and var m ? $" Where anyone may hand work to anyone {Wording.Number(Value(reading, PerPair, "rules", Complete))} at {Wording.Agents(m)}: {Wording.Law(reading.Fit(PerPair, Complete, "rules"))}." : ""),
            Class = reading.Fit(PerPair, Complete, "rules")?.Class,
            Breakpoint = $"review in a working day: {Wording.Breakpoint(own)} on the fleet's declarations; {Wording.Breakpoint(open)} where anyone may",
            Adaptation = "Declare pairs of groups; let the chain say who may.",
            Bought = $"{Wording.Number(Value(reading, Chain, "rules"))} rules instead of {Wording.Number(Value(reading, PerPair, "rules"))}, and their number does not follow the agents.",
            Recommendation = "Write delegation rules for groups, never for single agents.",
            Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], ["every pair of agents that hand work to each other"]),
            Evidence = [$"delegation/{PerPair}/rules", $"delegation/{PerPair}/reviewHours", $"delegation/{Chain}/rules"],
        });
        conclusions.StressPoints.Add(new("Rules for each pair of agents", judgement, $"review in a working day: {Wording.Breakpoint(own)}; {Wording.Breakpoint(open)} where anyone may hand work to anyone.", [$"delegation/{PerPair}/reviewHours"]));
    }

    private static void AddSearch(Conclusions conclusions, Reading reading)
    {
        var times = reading.Along(PerPair, Degree, Depth, DepthAgents, "depthMs");
        var nodes = reading.Along(PerPair, Degree, Depth, DepthAgents, "depthNodes");
        var chain = reading.Along(Chain, Degree, Depth, DepthAgents, "depthMs");
        if (times.Count == 0 || nodes.Count != times.Count || chain.Count != times.Count) { return; }
        var limit = Latency(reading.Fleet).Limit;
        var judgement = times.Any(t => t.Value > limit) ? "break" : "hold";
        conclusions.Findings.Add(new()
        {
            Id = "D2",
            Title = judgement == "hold" ? "Searching the delegation graph is not what delegation costs" : "Searching the delegation graph breaks the time-critical path",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"Chains of 1 to {times.Count} hops at {Wording.Agents(DepthAgents)}, {reading.Fleet.Scaling.PartnersPerAgent} partners each; each request searches the rules backwards for a way by which the work may have come.",
            ControlMapping = reading.Controls,
            Subject = "baseline",
            Judgement = judgement,
            Expected = $"{Source}: graph analysis on every request, its cost growing with the graph and with depth.",
            Actual = $"Principals visited by all searches for one errand: {Wording.Number(nodes[0].Value)} at 1 hop, {Wording.Number(nodes[^1].Value)} at {times.Count}; the errand gains {Wording.Ms(times[0].Value)} and {Wording.Ms(times[^1].Value)} of {Wording.Ms(limit)}; "
                + $"the check of the chain alone takes {Wording.Ms(chain[^1].Value)}, most of it signatures.",
            Class = reading.Fit(PerPair, Complete, "nodesVisited")?.Class,
            Breakpoint = judgement == "hold" ? $"held up to depth {times.Count}" : $"depth {Wording.Number(times.First(t => t.Value > limit).At)} (measured)",
            Adaptation = "A chain that carries its own history: nothing is searched, whatever the fleet's size.",
            Bought = "No search, and the true chain is judged rather than any that could have been: a search finds some way, not the way the work came.",
            Recommendation = "Judge the chain that is presented. "
                + (chain[^1].Value > times[^1].Value
                    ? "Its extra signatures cost more time than the search; what they buy is that authority is that of the real hops."
                    : "It costs less time than the search, and authority is that of the real hops."),
            Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], ["every delegation of more than one hop"]),
            Evidence = [$"delegation/{PerPair}/depthMs", $"delegation/{PerPair}/depthNodes", $"delegation/{Chain}/depthMs"],
        });
        conclusions.StressPoints.Add(new("Graph search at every request (IA-2.4)", judgement, $"{Wording.Number(nodes[^1].Value)} principals and {Wording.Ms(times[^1].Value)} at depth {times.Count}.", [$"delegation/{PerPair}/depthNodes", $"delegation/{PerPair}/depthMs"]));
    }

    private static void AddCoarseRules(Conclusions conclusions, Reading reading)
    {
        var n = DelegatingTables.Size(reading, Role, Degree);
        var m = DelegatingTables.Size(reading, PerCluster, Degree);
        if (n == 0 || m == 0 || Value(reading, Role, "decisions") == 0) { return; }
        var (role, cluster) = (Value(reading, Role, "overPermitted"), Value(reading, PerCluster, "overPermitted"));
        var beyond = Value(reading, PerCluster, "pairsBeyond");
        var judgement = role > 0 || cluster > 0 ? "break" : beyond > 0 ? "bend" : "hold";
        var shipped = reading.Value(Chain, Degree, n, "overPermitted");
        conclusions.Findings.Add(new()
        {
            Id = "D3",
            Title = judgement == "hold" ? "Rules per role and cluster permit nothing beyond authority here" : "Rules per role or cluster are few, and permit what no chain allows",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"The same work at {Wording.Agents(n)}, judged by rules for pairs of groups and for pairs of clusters, without looking at the hops before.",
            ControlMapping = reading.Controls,
            Subject = "failed-attempt",
            Judgement = judgement,
            Expected = $"{Source} asks when to move to role- or cluster-based delegation; DEL-01 expects no escalation.",
            Actual = $"By role: {Wording.Number(Value(reading, Role, "rules"))} rules, {Wording.Number(role)} of {Wording.Number(Value(reading, Role, "decisions"))} requests permitted beyond the chain's authority. "
                + $"By cluster at {Wording.Agents(m)}: {Wording.Number(Value(reading, PerCluster, "rules"))} rules, {Wording.Number(cluster)} of {Wording.Number(Value(reading, PerCluster, "decisions"))} permitted beyond, and {Wording.Number(beyond)} pairs of principals allowed that nothing declares ({Wording.Number(Value(reading, PerCluster, "pairsDeclared"))} are declared). "
                + (shipped is { } s ? $"The shipped check: {Wording.Number(s)} beyond, {Wording.Number(reading.Value(Chain, Degree, n, "wronglyRefused") ?? 0)} refused within." : ""),
            Class = reading.Fit(PerCluster, Degree, "pairsBeyond")?.Class,
            Breakpoint = null,
            Adaptation = "Rules per pair of groups, as the fleet file has them, together with the chain: the group says what may be handed on, the chain what was.",
            Bought = $"The rules of the role model ({Wording.Number(Value(reading, Role, "rules"))}) without its escalations.",
            Recommendation = "Take roles for writing rules, never for deciding authority; do not widen rules to clusters.",
            Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], [.. Powerless(reading)]),
            Evidence = [$"delegation/{Role}/overPermitted", $"delegation/{PerCluster}/overPermitted", $"delegation/{PerCluster}/pairsBeyond", $"delegation/{Chain}/overPermitted"],
        });
        conclusions.StressPoints.Add(new("Rules per role or cluster (DEL-01)", judgement, $"{Wording.Number(role)} and {Wording.Number(cluster)} requests permitted beyond the chain's authority.", [$"delegation/{Role}/overPermitted", $"delegation/{PerCluster}/overPermitted"]));
    }

    private static void AddPowerless(Conclusions conclusions, Reading reading)
    {
        var n = DelegatingTables.Size(reading, Chain, Degree);
        var without = Value(reading, Chain, "withoutAuthority");
        var rules = Powerless(reading).ToList();
        if (n == 0 || without == 0 || rules.Count == 0) { return; }
        conclusions.Findings.Add(new()
        {
            Id = "D4",
            Title = "Some of what the fleet declares carries no authority",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"The fleet's own declarations at {Wording.Agents(n)} under the shipped check: the intersection of user, every hop and delegate.",
            ControlMapping = reading.Controls,
            Subject = "fleet",
            Judgement = "bend",
            Expected = "A declared delegation lets its delegate use the tools it names.",
            Actual = $"{Wording.Number(without)} of {Wording.Number(Value(reading, Chain, "decisions"))} requests came with a valid contract and without authority to the tool, because a delegator on the way does not hold it. "
                + $"{rules.Count} of {reading.Fleet.Delegations.Count} rules can never carry a tool for that reason.",
            Class = null,
            Breakpoint = null,
            Adaptation = null,
            Bought = null,
            Recommendation = "For each such rule decide: the orchestrator delegates it, the delegator is granted the tool, or the delegate does it in its own right and the rule names no tool.",
            Affected = new([], [.. reading.Fleet.Clusters.Where(c => c.Groups.Any(g => rules.Any(r => r.StartsWith(g.Id + " ", StringComparison.Ordinal)))).Select(c => c.Id)], rules),
            Evidence = [$"delegation/{Chain}/withoutAuthority"],
        });
        conclusions.StressPoints.Add(new("Declared delegations under the intersection rule (DEL-01)", "bend", $"{rules.Count} of {reading.Fleet.Delegations.Count} rules carry no tool.", [$"delegation/{Chain}/withoutAuthority"]));
    }

    private static void AddShipping(Conclusions conclusions, Reading reading)
    {
        var n = DelegatingTables.Size(reading, Chain, Degree);
        if (n == 0 || Value(reading, Chain, "handoffs") == 0) { return; }
        var (p99, cores) = (reading.Breakpoint(Chain, Degree, "p99Ms"), reading.Breakpoint(Chain, Degree, "coreShare"));
        var errors = reading.Variants.First(v => v.Id == Chain).Points.Where(p => p.Axis == PointResult.Agents).Sum(p => p.Work["overPermitted"] + p.Work["wronglyRefused"]);
        var broken = new[] { p99, cores, reading.Breakpoint(Chain, Degree, "reviewHours") }.Any(b => b?.At <= reading.Fleet.AgentCount);
        var judgement = errors > 0 ? "break" : broken ? "bend" : "hold";
        var paths = DelegatingTables.Size(reading, Chain + WithPaths, Degree);
        conclusions.Findings.Add(new()
        {
            Id = "D5",
            Title = judgement == "hold" ? "The chain is checked without rules per agent, without a search, and inside the time-critical path" : "The check of the chain, and where it gives way",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"The delegation control as it ships, at {string.Join(", ", reading.Sizes(Chain, Degree))} agents, everyone starting at once; one request in five is for what nobody declared.",
            ControlMapping = reading.Controls,
            Subject = "adapted",
            Judgement = judgement,
            Expected = "100-agent test, hypothesis 3: contracts for every task may take too long at trading speed.",
            Actual = $"At {Wording.Agents(n)}: {Wording.Ms(Value(reading, Chain, "hopUs") / 1_000)} of core time per hop, {Wording.Ms(Value(reading, Chain, "p99Ms"))} added (99th percentile, {Wording.Ms(Value(reading, Chain, "coldP99Ms"))} cold), "
                + $"{Wording.Percent(Value(reading, Chain, "coreShare"))} of the cores at peak, {Wording.Number(Value(reading, Chain, "money"))} {reading.Fleet.Currency} a month; {Wording.Number(errors)} wrong decisions over all runs. Core time per hop grows {Wording.Law(reading.Fit(Chain, Degree, "hopUs"))}.",
            Class = reading.Fit(Chain, Degree, "hopUs")?.Class,
            Breakpoint = $"added time: {Wording.Breakpoint(p99)}; cores: {Wording.Breakpoint(cores)}",
            Adaptation = "Paths approved beforehand, signed once and used by code, where risk is low or medium.",
            Bought = paths == 0 ? null
                : $"{Wording.Number(Value(reading, Chain + WithPaths, "pathsApproved"))} paths: {Wording.Number(Value(reading, Chain + WithPaths, "hopsPerSecond"))} hops a second instead of {Wording.Number(Value(reading, Chain, "hopsPerSecond"))}.",
            Recommendation = ContractHypothesis.Decide(ContractHypothesis.Read(reading)).Verdict switch
            {
                "supported" => "Approve paths beforehand where risk is low or medium and sign contracts for the rest; give the gates the cores that the hypothesis names before the peak reaches them.",
                "refuted" => "Sign a contract for each hop. Approve paths beforehand for volume, not for speed: the time is not needed, and an approval is one more thing to keep up.",
                _ => "Sign a contract for each hop, and run the fleet's own size before deciding on pre-approved paths.",
            },
            Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], [.. reading.Fleet.Delegations.Select(d => $"{d.From} → {d.To}").Distinct(StringComparer.Ordinal)]),
            Evidence = [$"delegation/{Chain}/p99Ms", $"delegation/{Chain}/hopUs", $"delegation/{Chain}/coreShare", $"delegation/{Chain}/overPermitted", $"delegation/{Chain}/wronglyRefused"],
        });
        conclusions.StressPoints.Add(new("Delegation as it ships (IA-2.4, IA-3.3)", judgement, $"added time: {Wording.Breakpoint(p99)}; cores: {Wording.Breakpoint(cores)}.", [$"delegation/{Chain}/p99Ms", $"delegation/{Chain}/coreShare"]));
    }

    private static void AddOpenGraph(Conclusions conclusions, Reading reading)
    {
        var n = DelegatingTables.Size(reading, Role, Complete);
        if (n == 0 || reading.Breakpoint(Role, Complete, "reviewHours") is not { At: { } at } found) { return; }
        var judgement = at <= reading.Fleet.AgentCount ? "bend" : "hold";
        conclusions.Findings.Add(new()
        {
            Id = "D6",
            Title = "If any group may hand work to any other, even rules per group outgrow their reviewers",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"A declaration for each ordered pair of groups, at {Wording.Agents(n)}.",
            ControlMapping = reading.Controls,
            Subject = "failed-attempt",
            Judgement = judgement,
            Expected = $"{Source}: the policy surface grows with the number of pairs.",
            Actual = $"{Wording.Number(Value(reading, Role, "rules", Complete))} rules, {Wording.Number(Value(reading, Role, "reviewHours", Complete))} h of review. They follow the groups and not the agents. This fleet declares {reading.Fleet.Delegations.Count}.",
            Class = null,
            Breakpoint = $"review in a working day: {Wording.Breakpoint(found)}",
            Adaptation = null,
            Bought = null,
            Recommendation = "Keep delegation sparse: declare the pairs that are needed, and let a new pair be a decision.",
            Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], ["every pair of groups"]),
            Evidence = [$"delegation/{Role}/reviewHours", $"delegation/{Role}/rules"],
        });
        conclusions.StressPoints.Add(new("A declaration for each pair of groups (DEL-04)", judgement, $"{Wording.Number(Value(reading, Role, "rules", Complete))} rules where any group may hand work to any other.", [$"delegation/{Role}/reviewHours"]));
    }

    /// <summary>Rules of the file whose delegating group is granted none of the tools they name: no intersection leaves anything of them.</summary>
    private static IEnumerable<string> Powerless(Reading reading)
    {
        var granted = reading.Fleet.Clusters.SelectMany(c => c.Groups).ToDictionary(g => g.Id, g => g.Tools.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        return reading.Fleet.Delegations
            .Where(d => d.Permissions.Count > 0 && granted.TryGetValue(d.From, out var held) && !d.Permissions.Any(held.Contains))
            .Select(d => $"{d.From} → {d.To}").Distinct(StringComparer.Ordinal);
    }
}
