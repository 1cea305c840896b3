using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Results;
using Breakwater.Trust;

namespace Breakwater.Lab.Roster;

/// <summary>Deliverable A's data, straight from the fleet file and the trust control's own rules.</summary>
internal static class RosterBuilder
{
    public static RosterResult Build(FleetRoster roster)
    {
        var fleet = roster.Fleet;
        var providers = fleet.Providers.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var to = fleet.Delegations.ToLookup(d => d.From, d => d.To, StringComparer.Ordinal);
        var from = fleet.Delegations.ToLookup(d => d.To, d => d.From, StringComparer.Ordinal);
        return new()
        {
            Agents = [.. roster.Agents.Select(a => Agent(fleet, a, providers[a.Group.Provider], [.. to[a.Group.Id].Distinct()], [.. from[a.Group.Id].Distinct()]))],
            Orchestrators = [.. fleet.Clusters.Select(c => new RosterOrchestrator(
                c.Orchestrator.Id, TrustHierarchy.Identity(fleet.Name, c.Tenant, c.Id, c.Orchestrator.Id), c.Id, c.Orchestrator.Provider, c.Orchestrator.Region,
                Life(CredentialLifetimes.Worker(AutonomyTier.Managed, highPrivilege: true))))],
            Tools = [.. fleet.Tools.Select(t => new RosterTool(t.Id, t.Description, Lower(t.Access), Lower(t.Risk), Lower(t.Record), t.Boundary))],
            Groups = [.. fleet.Clusters.SelectMany(c => c.Groups.Select(g => new RosterGroup(g.Id, g.Name, c.Id, g.Agents, g.Tools, g.Labels)))],
            Delegations = [.. fleet.Delegations.Select(d => new RosterDelegation(d.Id, d.From, d.To, d.Tasks, d.MaxDepth, Life(d.TimeLimit), d.Permissions))],
            Authorities = Authorities(roster),
            Regions = [.. fleet.Regions.Select(r => new RosterRegion(r.Id, r.Name, r.Jurisdiction, r.Regulator, roster.Agents.Count(a => a.Region.Id == r.Id)))],
            Boundaries = [.. fleet.TrustBoundaries.Select(b => new RosterBoundary(b.Id, b.Name, b.Description, [.. fleet.Tools.Where(t => t.Boundary == b.Id).Select(t => t.Id)]))],
            Providers = [.. Shares(roster)],
        };
    }

    /// <summary>Agents of each vendor in each cluster, in file order.</summary>
    public static IEnumerable<ProviderShare> Shares(FleetSpecification fleet)
    {
        var providers = fleet.Providers.ToDictionary(p => p.Id, StringComparer.Ordinal);
        return fleet.Clusters
            .SelectMany(c => c.Groups.Select(g => (Cluster: c, Group: g, Provider: providers[g.Provider])))
            .GroupBy(g => (Vendor: Vendor(g.Provider), g.Cluster))
            .Select(g => new ProviderShare(g.Key.Vendor, g.Key.Cluster.Id, g.Sum(p => p.Group.Agents), g.Sum(p => p.Provider.OnPremises ? p.Group.Agents : 0), g.Key.Cluster.IsControlPlane));
    }

    /// <inheritdoc cref="Shares(FleetSpecification)"/>
    public static IEnumerable<ProviderShare> Shares(FleetRoster roster) => Shares(roster.Fleet);

    public static string Vendor(Provider provider) => provider.Vendor ?? provider.Id;

    private static RosterAgent Agent(FleetSpecification fleet, AgentSpecification agent, Provider provider, IReadOnlyList<string> to, IReadOnlyList<string> from) => new(
        agent.Name, TrustHierarchy.Identity(fleet.Name, agent.Tenant, agent.Cluster.Id, agent.Name), agent.Tenant, agent.Cluster.Id, agent.Group.Id, agent.Group.Role,
        provider.Id, Vendor(provider), provider.OnPremises, agent.Region.Id, agent.Region.Regulator, Lower(agent.Tier), Lower(agent.Group.Risk), agent.Group.HighPrivilege, agent.Zone,
        Life(CredentialLifetimes.Worker(agent.Tier, agent.Group.HighPrivilege)), agent.Group.Tools, agent.Group.Labels, to, from);

    /// <summary>Root, regions and zones, with how many stand directly under each; orchestrators count with the workers of their zone.</summary>
    public static IReadOnlyList<RosterAuthority> Authorities(FleetRoster roster)
    {
        var zones = roster.Agents.Select(a => (a.Zone, Region: a.Region.Id))
            .Concat(roster.Fleet.Clusters.Select(c => (Zone: TrustHierarchy.ZoneOf(c.Id, c.Orchestrator.Region), c.Orchestrator.Region)))
            .GroupBy(z => z)
            .OrderBy(g => roster.Fleet.Regions.ToList().FindIndex(r => r.Id == g.Key.Region)).ThenBy(g => g.Key.Zone, StringComparer.Ordinal)
            .ToList();
        var regions = zones.GroupBy(z => z.Key.Region).ToList();
        return
        [
            new(roster.Fleet.Name, "root", null, regions.Count),
            .. regions.Select(r => new RosterAuthority(r.Key, "region", roster.Fleet.Name, r.Count())),
            .. zones.Select(z => new RosterAuthority(z.Key.Zone, "zone", z.Key.Region, z.Count())),
        ];
    }

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Life(TimeSpan life) => life switch
    {
        { TotalHours: >= 1 } when life.Minutes == 0 && life.Seconds == 0 => $"{life.TotalHours:0} h",
        { TotalMinutes: >= 1 } when life.Seconds == 0 => $"{life.TotalMinutes:0} min",
        _ => $"{life.TotalSeconds:0.###} s",
    };
}
