using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Roster;

/// <summary>Deliverable A, roster and trust architecture, in its five parts, with what the source's prose and its roster disagree about.</summary>
internal static class DeliverableA
{
    public static (Deliverable Deliverable, IReadOnlyList<Finding> Findings) Build(FleetRoster roster, Func<ControlUse, ControlCitation> cite)
    {
        var fleet = roster.Fleet;
        List<ControlCitation> controls =
        [
            cite(new("IA-2.1", null, "one P-256 credential for each agent and orchestrator, from its zone's authority")),
            cite(new("IA-2.2", null, "24 h, or 1 h if high-privilege (managed); 60 or 15 min (autonomous, IA-3.1)")),
            cite(new("IA-1.4", null, "grants by group; nothing else may be called")),
            cite(new("IA-2.5", null, "orchestrators hold no tool")),
            cite(new("IA-2.4", "IA-2.3", "declared here; enforced where delegation is built")),
        ];
        var findings = Disagreements(fleet, controls);
        findings.Add(Writers(roster, controls));
        return (new()
        {
            Id = "A",
            Title = "Agent roster and trust architecture",
            Status = "complete",
            Specification = Specification(roster),
            ControlMapping = controls,
            StressPoints = StressPoints(roster, findings),
            Findings = [.. findings.Select(f => f.Id)],
            Recommendations = [.. findings.Select(f => f.Recommendation).Distinct(StringComparer.Ordinal)],
        }, findings);
    }

    private static List<string> Specification(FleetRoster roster)
    {
        var fleet = roster.Fleet;
        var authorities = RosterBuilder.Authorities(roster);
        var autonomous = roster.Agents.Count(a => a.Tier == AutonomyTier.Autonomous);
        return
        [
            $"{Wording.Agents(roster.Agents.Count)} in {fleet.Clusters.Count} clusters and {fleet.Clusters.Sum(c => c.Groups.Count)} groups, in {string.Join(", ", fleet.Regions.Select(r => r.Regulator.Length > 0 ? $"{r.Name} ({r.Regulator})" : r.Name))}; "
                + $"{autonomous} of them autonomous (Tier 3), {roster.Agents.Count(a => a.Tier == AutonomyTier.Managed)} managed (Tier 2), {roster.Agents.Count(a => a.Tier == AutonomyTier.Supervised)} supervised (Tier 1).",
            $"Trust runs root → {authorities.Count(a => a.Level == "region")} regional authorities → {authorities.Count(a => a.Level == "zone")} zones (cluster × region) → agents; each level is signed by the one above. "
                + $"{fleet.Clusters.Count} orchestrators are principals of the control plane and not counted among the agents.",
            $"{fleet.Tools.Count} tools, {fleet.Tools.Count(t => t.Access == ToolAccess.Write)} of which write and {fleet.Tools.Count(t => t.Boundary is not null)} of which cross a trust boundary; {fleet.Delegations.Count} declared delegations; {fleet.Barriers.Count} information barriers.",
        ];
    }

    private static List<Finding> Disagreements(FleetSpecification fleet, IReadOnlyList<ControlCitation> controls) =>
        [.. RosterFindings.Of(fleet).Select((found, i) => new Finding
        {
            Id = $"A{i + 1}",
            Title = $"Source and roster disagree: {Title(found.Claim.Id)}",
            Deliverable = "A",
            Dimension = found.Claim.Provider is null ? 2 : 5,
            Specification = "What the source's prose states, held against what its roster adds up to.",
            ControlMapping = [controls[0]],
            Subject = "fleet",
            Judgement = "bend",
            Expected = found.Claim.Text,
            Actual = found.Text,
            Recommendation = "Settle the number with the roster's owner before sign-off; the roster is what was tested.",
            Affected = new(found.Agents, found.Clusters, []),
            Evidence = ["roster"],
            Assumed = "The roster is taken as right where the prose disagrees with it.",
        })];

    // An id such as provider-a-total, as people write it.
    private static string Title(string id) => string.Join(' ', id.Split('-').Select(word => word.Length == 1 ? word.ToUpperInvariant() : word));

    // The source's claim that one cluster alone writes outside is a matter of grants, so the grants are asked.
    private static Finding Writers(FleetRoster roster, IReadOnlyList<ControlCitation> controls)
    {
        var fleet = roster.Fleet;
        var outside = fleet.Tools.Where(t => t.Access == ToolAccess.Write && t.Boundary is not null).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        var writers = roster.Agents.Where(a => a.Group.Tools.Any(outside.Contains)).ToList();
        var clusters = writers.Select(a => a.Cluster.Id).Distinct(StringComparer.Ordinal).ToList();
        var holders = fleet.Clusters.SelectMany(c => c.Groups).Where(g => g.Tools.Any(outside.Contains)).ToList();
        return new()
        {
            Id = "AW",
            Title = clusters.Count == 1 ? "One cluster alone writes across a trust boundary" : $"{clusters.Count} clusters write across a trust boundary",
            Deliverable = "A",
            Dimension = 2,
            Specification = $"The permission matrix, for the {outside.Count} tools that write across a trust boundary.",
            ControlMapping = [controls[2]],
            Subject = "fleet",
            Judgement = clusters.Count <= 1 ? "hold" : "bend",
            Expected = "As few clusters as possible hold tools that write outside.",
            Actual = $"{Wording.Agents(writers.Count)} of {roster.Agents.Count} in {(clusters.Count == 0 ? "no cluster" : string.Join(", ", clusters))}: {string.Join(", ", holders.Select(g => $"{g.Id} ({string.Join(", ", g.Tools.Where(outside.Contains))})"))}.",
            Recommendation = "Review each grant of a tool that writes outside at every change of the roster.",
            Affected = new([.. writers.Select(a => a.Name)], clusters, [.. holders.SelectMany(g => g.Tools.Where(outside.Contains).Select(t => $"{g.Id} → {t}"))]),
            Evidence = ["roster"],
        };
    }

    private static List<StressPoint> StressPoints(FleetRoster roster, IReadOnlyList<Finding> findings)
    {
        var shares = RosterBuilder.Shares(roster).ToList();
        var top = shares.GroupBy(s => s.Vendor).OrderByDescending(g => g.Sum(s => s.Agents)).First();
        var authorities = RosterBuilder.Authorities(roster);
        var trust = roster.Fleet.Trust;
        // Zones are split at their limit, so that what can overflow is the level above.
        var workers = roster.Agents.GroupBy(a => a.Zone).Max(g => g.Count());
        var zones = authorities.Where(a => a.Level == "region").Max(a => a.Children);
        var regions = authorities.Count(a => a.Level == "region");
        var fits = workers <= trust.MaxWorkersPerZone && zones <= trust.MaxZonesPerRegion && regions <= trust.MaxRegions;
        return
        [
            new("Fan-out of the trust hierarchy", fits ? "hold" : "break",
                $"{regions} of at most {Wording.Number(trust.MaxRegions)} regions; the fullest has {zones} of at most {Wording.Number(trust.MaxZonesPerRegion)} zones; "
                + $"the largest zone has {Wording.Agents(workers)} of at most {Wording.Number(trust.MaxWorkersPerZone)}.", ["roster"]),
            new("Provider concentration", top.Sum(s => s.Agents) * 3 > roster.Agents.Count ? "bend" : "hold",
                $"{top.Key} serves {top.Sum(s => s.Agents)} of {roster.Agents.Count} agents; a third is taken as the line (assumed; the framework sets none).", ["roster"]),
            new("Roster against its source", findings.Any(f => f.Judgement == "bend" && f.Id != "AW") ? "bend" : "hold", $"{findings.Count(f => f.Id != "AW")} points on which prose and roster disagree.", ["roster"]),
        ];
    }
}
