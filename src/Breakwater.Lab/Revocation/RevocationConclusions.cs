using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.Revocation.RevocationExperiment;

namespace Breakwater.Lab.Revocation;

/// <summary>What the revocation experiment's measurements mean.</summary>
internal static class RevocationConclusions
{
    private const string Rule = ScalingNames.ConstantDegree;

    public static Conclusions From(Reading reading)
    {
        var conclusions = new Conclusions();
        conclusions.Tables.Add(Table(reading));
        conclusions.Charts.Add(new("revocation-zone-reach", "From the order to the last refusal, a whole zone", "zoneReachMs", "agents", Rule,
            [FullMesh, CachedMesh, Registry, None, Gates], true, true, reading.Fleet.Budgets.RevocationReach.TotalMilliseconds, "budget: revocation reach"));
        conclusions.Charts.Add(new("revocation-zone-records", "Records delivered to revoke a zone", "zoneRecords", "agents", Rule, [FullMesh, CachedMesh, Registry, Gates], true, true, null, null));
        AddBlindCache(conclusions, reading);
        AddForgery(conclusions, reading);
        AddNoVerification(conclusions, reading);
        AddShipping(conclusions, reading);
        conclusions.Controls["IA-3.4"] = (reading.Fit(Gates, Rule, "zoneReachMs")?.Class, [$"revocation/{Gates}/zoneReachMs", $"revocation/{Gates}/zoneRecords"]);
        return conclusions;
    }

    private static double Value(Reading reading, string variant, string metric) => reading.Value(variant, Rule, reading.Largest(variant, Rule), metric) ?? 0;

    private static ResultTable Table(Reading reading)
    {
        var horizon = Horizon(reading.Fleet).TotalMilliseconds;
        var sizes = reading.Variants.SelectMany(v => v.Points.Select(p => p.N)).Distinct().Order().ToList();
        var rows = new List<IReadOnlyList<string>>();
        foreach (var variant in reading.Variants)
        {
            foreach (var n in sizes.Where(n => n == reading.Fleet.AgentCount || n == reading.Largest(variant.Id, Rule)))
            {
                if (variant.Points.FirstOrDefault(p => p.N == n) is not { } point) { continue; }
                string Reach(string metric) => point.Effect[metric] >= horizon ? "never" : Wording.Ms(point.Effect[metric]);
                rows.Add([
                    variant.Title, Wording.Number(n), Wording.Number(point.Effect["agentPoisonedBefore"]), Reach("agentReachMs"), Wording.Number(point.Effect["agentPoisoned"]),
                    Wording.Number(point.Work["zoneAgents"]), Reach("zoneReachMs"), Wording.Number(point.Effect["zonePoisoned"]), Wording.Number(point.Effect["forgedBelieved"]), Wording.Number(point.Work["zoneRecords"]),
                ]);
            }
        }
        return new("A compromised agent, then a compromised zone coordinator, revoked",
            ["Variant", "Agents", "Poisoned before the order", "Agent: last refusal after", "Agent: poisoned after", "Zone's agents", "Zone: last refusal after", "Zone: poisoned after", "Forged believed, of 60", "Records delivered"],
            rows, $"\"Scaling AI Agents from 10 to 10,000\" reports 47 poisoned decisions before a compromised agent was noticed, with no verification. \"Never\" means not within {Wording.Ms(horizon)} of the order.");
    }

    private static void AddBlindCache(Conclusions conclusions, Reading reading)
    {
        if (reading.Largest(CachedMesh, Rule) == 0) { return; }
        var reach = Value(reading, CachedMesh, "agentReachMs");
        var broken = reach > reading.Fleet.Budgets.RevocationReach.TotalMilliseconds;
        conclusions.Findings.Add(new()
        {
            Id = "R1",
            Title = "A cache that does not hear of revocations goes on believing until it lapses",
            Deliverable = "B",
            Dimension = 2,
            Specification = "The article's pair cache with its five minutes; the revocation list reaches every agent with the network's latency.",
            ControlMapping = reading.Controls,
            Subject = "baseline",
            Judgement = broken ? "break" : "bend",
            Expected = "IA-3.4: at most 30 s from the anomaly to the loss of access.",
            Actual = $"Last refusal {Wording.Ms(reach)} after the order; {Wording.Number(Value(reading, CachedMesh, "agentPoisoned"))} further decisions of one agent believed, "
                + $"{Wording.Number(Value(reading, CachedMesh, "zonePoisoned"))} of its zone's {Wording.Number(Value(reading, CachedMesh, "zoneAgents"))} agents.",
            Class = null,
            Breakpoint = $"revocation reach: {Wording.Breakpoint(reading.Breakpoint(CachedMesh, Rule, "agentReachMs"))}",
            Adaptation = "A trust epoch for each tenant, read at every check: a changed number sends the check to the revocation table, whatever the cache says.",
            Bought = $"{Wording.Ms(Value(reading, Gates, "agentReachMs"))} instead of {Wording.Ms(reach)}.",
            Recommendation = "Do not deploy a trust cache with a time to live alone.",
            Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], ["every cached pair"]),
            Evidence = [$"revocation/{CachedMesh}/agentReachMs", $"revocation/{Gates}/agentReachMs"],
        });
        conclusions.StressPoints.Add(new("Revocation behind a blind cache", broken ? "break" : "bend", $"last refusal {Wording.Ms(reach)} after the order.", [$"revocation/{CachedMesh}/agentReachMs"]));
    }

    private static void AddForgery(Conclusions conclusions, Reading reading)
    {
        if (reading.Largest(FullMesh, Rule) == 0) { return; }
        var (mesh, gates) = (Value(reading, FullMesh, "forgedBelieved"), Value(reading, Gates, "forgedBelieved"));
        conclusions.Findings.Add(new()
        {
            Id = "R2",
            Title = "A list of revoked agents does not revoke a stolen issuer key",
            Deliverable = "B",
            Dimension = 2,
            Specification = "The thief of a zone coordinator's key signs a credential for an agent that does not exist and presents it once a second for a minute after the zone was revoked.",
            ControlMapping = reading.Controls,
            Subject = "baseline",
            Judgement = mesh > 0 ? "break" : "hold",
            Expected = "What a revoked authority signed is refused.",
            Actual = $"Full mesh: believed {Wording.Number(mesh)} of 60 times, and {Wording.Number(Value(reading, FullMesh, "zoneRecords"))} records delivered to revoke {Wording.Number(Value(reading, FullMesh, "zoneAgents"))} agents. "
                + $"Hierarchy: believed {Wording.Number(gates)} of 60 times, {Wording.Number(Value(reading, Gates, "zoneRecords"))} records.",
            Class = reading.Fit(FullMesh, Rule, "zoneRecords")?.Class,
            Breakpoint = null,
            Adaptation = "Revoke the authority: everything below it falls with one record, known or not.",
            Bought = null,
            Recommendation = "Revoke by subtree, and keep coordinators' keys where agents cannot reach them.",
            Affected = new([.. Zone(reading)], [reading.Fleet.Clusters[0].Id], []),
            Evidence = [$"revocation/{FullMesh}/forgedBelieved", $"revocation/{Gates}/forgedBelieved", $"revocation/{FullMesh}/zoneRecords"],
        });
        conclusions.StressPoints.Add(new("Stolen coordinator key", mesh > 0 ? "break" : "hold", $"full mesh believed {Wording.Number(mesh)} of 60 forgeries, the hierarchy {Wording.Number(gates)}.", [$"revocation/{FullMesh}/forgedBelieved"]));
    }

    private static void AddNoVerification(Conclusions conclusions, Reading reading)
    {
        if (reading.Largest(None, Rule) == 0) { return; }
        var judgement = Value(reading, None, "agentReachMs") > reading.Fleet.Budgets.RevocationReach.TotalMilliseconds ? "break" : "bend";
        conclusions.Findings.Add(new()
        {
            Id = "R3",
            Title = "Without verification an order to revoke reaches nobody",
            Deliverable = "B",
            Dimension = 2,
            Specification = "Everyone is believed; the compromised agent decides at its peak rate.",
            ControlMapping = reading.Controls,
            Subject = "failed-attempt",
            Judgement = judgement,
            Expected = "\"Scaling AI Agents from 10 to 10,000\", failed attempt 2: 47 decisions poisoned before it was noticed.",
            Actual = $"{Wording.Number(Value(reading, None, "agentPoisonedBefore"))} decisions in the 30 s that detection may take, and {Wording.Number(Value(reading, None, "agentPoisoned"))} more in the {Wording.Ms(Horizon(reading.Fleet).TotalMilliseconds)} after the order, without end.",
            Class = null,
            Breakpoint = $"revocation reach: {Wording.Breakpoint(reading.Breakpoint(None, Rule, "agentReachMs"))}",
            Adaptation = "Verification by hierarchy with cache.",
            Bought = $"{Wording.Number(Value(reading, Gates, "agentPoisoned"))} decisions after the order instead of {Wording.Number(Value(reading, None, "agentPoisoned"))}.",
            Recommendation = "No agent is trusted for being inside.",
            Affected = new([reading.Roster.Agents[0].Name], [reading.Fleet.Clusters[0].Id], []),
            Evidence = [$"revocation/{None}/agentPoisoned", $"revocation/{None}/agentPoisonedBefore"],
        });
        conclusions.StressPoints.Add(new("No verification", judgement, "an order to revoke has no effect.", [$"revocation/{None}/agentPoisoned"]));
    }

    private static void AddShipping(Conclusions conclusions, Reading reading)
    {
        var n = reading.Largest(Gates, Rule);
        if (n == 0) { return; }
        var reach = Value(reading, Gates, "zoneReachMs");
        var holds = reach <= reading.Fleet.Budgets.RevocationReach.TotalMilliseconds;
        conclusions.Findings.Add(new()
        {
            Id = "R4",
            Title = "One record revokes an agent or a zone within the network's latency",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"The gates as they ship, at {string.Join(", ", reading.Sizes(Gates, Rule))} agents; the agent has an open session and acts through its own gate.",
            ControlMapping = reading.Controls,
            Subject = "adapted",
            Judgement = holds ? "hold" : "break",
            Expected = "IA-3.4: at most 30 s; IA-2.3: within 5 minutes.",
            Actual = $"At {Wording.Agents(n)}: agent refused everywhere {Wording.Ms(Value(reading, Gates, "agentReachMs"))} after the order, a zone of {Wording.Number(Value(reading, Gates, "zoneAgents"))} after {Wording.Ms(reach)}; "
                + $"{Wording.Number(Value(reading, Gates, "zoneRecords"))} records, whatever the zone's size; {Wording.Number(Value(reading, Gates, "agentPoisoned"))} decisions of the agent believed after the order.",
            Class = reading.Fit(Gates, Rule, "zoneReachMs")?.Class,
            Breakpoint = $"revocation reach: {Wording.Breakpoint(reading.Breakpoint(Gates, Rule, "zoneReachMs"))}",
            Adaptation = null,
            Bought = null,
            Recommendation = "Leave detection as the slow part: the order itself costs the latency to the farthest node.",
            Affected = new([.. Zone(reading)], [reading.Fleet.Clusters[0].Id], [.. reading.Fleet.Nodes.Select(node => $"{reading.Fleet.ControlPlane.Region} → {node.Region}")]),
            Evidence = [$"revocation/{Gates}/agentReachMs", $"revocation/{Gates}/zoneReachMs", $"revocation/{Gates}/zoneRecords"],
        });
        conclusions.StressPoints.Add(new("Revocation as it ships (IA-3.4)", holds ? "hold" : "break", $"a zone of {Wording.Number(Value(reading, Gates, "zoneAgents"))} refused everywhere after {Wording.Ms(reach)}.", [$"revocation/{Gates}/zoneReachMs"]));
    }

    private static IEnumerable<string> Zone(Reading reading)
    {
        var zone = reading.Roster.Agents[0].Zone;
        return reading.Roster.Agents.Where(a => a.Zone == zone).Select(a => a.Name);
    }
}
