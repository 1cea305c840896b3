namespace Breakwater.Fleet;

/// <summary>Holds what a prose source says about a fleet against what its roster adds up to.</summary>
public static class RosterFindings
{
    /// <summary>One finding for every claim that the roster does not bear out, in the order of the claims. O(agents × claims).</summary>
    /// <param name="fleet">A fleet at the size its claims speak of; a scaled fleet has no claims.</param>
    public static IReadOnlyList<RosterFinding> Of(FleetSpecification fleet)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        if (fleet.SourceClaims.Count == 0) { return []; }
        var roster = FleetRoster.Expand(fleet);
        var vendors = fleet.Providers.ToDictionary(p => p.Id, p => p.Vendor ?? p.Id, StringComparer.Ordinal);
        return [.. fleet.SourceClaims.Select(claim => Judge(claim, roster, vendors)).Where(f => f.Actual != f.Claim.Stated)];
    }

    private static RosterFinding Judge(SourceClaim claim, FleetRoster roster, Dictionary<string, string> vendors) => claim.Subject switch
    {
        SourceClaimSubjects.ProviderAgents => AgentsOfVendor(claim, roster.Agents, vendors, ""),
        SourceClaimSubjects.ProviderClusterAgents =>
            AgentsOfVendor(claim, [.. roster.Agents.Where(a => a.Cluster.Id == claim.Cluster)], vendors, $" in {ClusterName(roster.Fleet, claim.Cluster)}"),
        SourceClaimSubjects.Providers => Vendors(claim, roster, vendors),
        SourceClaimSubjects.OrchestratorsInRoster => Orchestrators(claim, roster.Fleet),
        SourceClaimSubjects.BoundariesNamed => Boundaries(claim, roster.Fleet),
        _ => throw new ArgumentException($"a claim counts `{claim.Subject}`, which is none of {nameof(SourceClaimSubjects)}", nameof(claim)),
    };

    // Affected are those the two numbers disagree about, where they can be told: of a claim that a vendor serves everyone, the agents it does not serve.
    private static RosterFinding AgentsOfVendor(SourceClaim claim, IReadOnlyList<AgentSpecification> among, Dictionary<string, string> vendors, string where)
    {
        var vendor = vendors[claim.Provider!];
        var served = among.Where(a => vendors[a.Group.Provider] == vendor).ToList();
        var affected = claim.Stated == among.Count ? among.Where(a => vendors[a.Group.Provider] != vendor).ToList() : served;
        var text = $"The source says: {claim.Text} It states {claim.Stated}; the roster adds up to {served.Count} of {among.Count}{where}.";
        return new(claim, served.Count, text, [.. affected.Select(a => a.Name)], [.. affected.Select(a => a.Cluster.Id).Distinct(StringComparer.Ordinal)]);
    }

    private static RosterFinding Vendors(SourceClaim claim, FleetRoster roster, Dictionary<string, string> vendors)
    {
        var used = roster.Agents.Select(a => a.Group.Provider).Distinct(StringComparer.Ordinal).ToList();
        var distinct = used.Select(p => vendors[p]).Distinct(StringComparer.Ordinal).Count();
        var text = $"The source says: {claim.Text} It states {claim.Stated}; the roster names {distinct}.";
        var copies = used.Where(p => vendors[p] != p).ToHashSet(StringComparer.Ordinal);
        if (copies.Count > 0)
        {
            var reading = used.Count == claim.Stated ? ", one possible reading (assumed)" : "";
            text += $" Counting on-premises copies as providers of their own makes {used.Count}{reading}.";
        }
        var affected = roster.Agents.Where(a => copies.Contains(a.Group.Provider)).ToList();
        return new(claim, distinct, text, [.. affected.Select(a => a.Name)], [.. affected.Select(a => a.Cluster.Id).Distinct(StringComparer.Ordinal)]);
    }

    private static RosterFinding Orchestrators(SourceClaim claim, FleetSpecification fleet)
    {
        var assumed = fleet.Clusters.Where(c => c.Orchestrator.Assumed).ToList();
        var listed = fleet.Clusters.Count - assumed.Count;
        var text = $"The source says: {claim.Text} It states {claim.Stated}; its roster lists {listed}.{Supposed(assumed.Count)}";
        return new(claim, listed, text, [], [.. assumed.Select(c => c.Id)]);
    }

    private static RosterFinding Boundaries(SourceClaim claim, FleetSpecification fleet)
    {
        var assumed = fleet.TrustBoundaries.Where(b => b.Assumed).ToList();
        var named = fleet.TrustBoundaries.Count - assumed.Count;
        var text = $"The source says: {claim.Text} It states {claim.Stated} and names {named}.{Supposed(assumed.Count)}";
        return new(claim, named, text, [], []);
    }

    private static string Supposed(int assumed) => assumed == 0 ? "" : $" This file assumes {assumed}.";

    private static string ClusterName(FleetSpecification fleet, string? id) => fleet.Clusters.First(c => c.Id == id).Name;
}
