using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Trust;

/// <summary>
/// The authorities of a fleet: one root, one regional authority for each region, one zone authority for each cluster × region, each with a key of
/// its own, made from the operating system's entropy. Issues to agents and orchestrators. Thread-safe.
/// </summary>
public sealed class TrustHierarchy
{
    private readonly Dictionary<string, CredentialAuthority> _regions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CredentialAuthority> _zones = new(StringComparer.Ordinal);

    private TrustHierarchy(CredentialAuthority root) => Root = root;

    /// <summary>The anchor.</summary>
    public CredentialAuthority Root { get; }

    /// <summary>Regional authorities by region id.</summary>
    public IReadOnlyDictionary<string, CredentialAuthority> Regions => _regions;

    /// <summary>Zone authorities by zone name.</summary>
    public IReadOnlyDictionary<string, CredentialAuthority> Zones => _zones;

    /// <summary>Makes the authorities that a roster needs, orchestrators' zones included. O(regions + zones) keys and signatures.</summary>
    /// <exception cref="InvalidOperationException">The roster needs more regions, or more zones in a region, than the fan-out allows; the message says which.</exception>
    public static TrustHierarchy Create(FleetRoster roster, Func<ISigner> newKey, TimeProvider time, ref Work work)
    {
        var fleet = roster.Fleet;
        var hierarchy = new TrustHierarchy(CredentialAuthority.CreateRoot(fleet.Name, newKey(), fleet.Trust.MaxRegions, time));
        var clusters = fleet.Clusters.Select(c => (Zone: ZoneOf(c.Id, c.Orchestrator.Region), c.Tenant, c.Orchestrator.Region));
        foreach (var (zone, tenant, region) in roster.Agents.Select(a => (a.Zone, a.Tenant, Region: a.Region.Id)).Concat(clusters).Distinct())
        {
            hierarchy.AddZone(fleet, zone, tenant, region, newKey, time, ref work);
        }
        return hierarchy;
    }

    /// <summary>Outside name of an agent's identity, in the form of a SPIFFE id.</summary>
    public static string Identity(string fleet, string tenant, string cluster, string name) => $"spiffe://{fleet}/{tenant}/{cluster}/{name}";

    /// <summary>Name of the zone of a cluster in a region.</summary>
    public static string ZoneOf(string cluster, string region) => $"{cluster}@{region}";

    /// <summary>Issues an agent's credential.</summary>
    /// <returns>Null, with the reason, if its zone refuses.</returns>
    public CredentialChain? Issue(AgentSpecification agent, PublicKey key, ref Work work, out Reason? refusal) =>
        _zones[agent.Zone].IssueWorker(agent.Name, agent.Group.Id, agent.Tier, agent.Group.HighPrivilege, key, ref work, out refusal);

    /// <summary>Issues an orchestrator's credential: high privilege, and a role to which no tool can be granted (IA-2.5).</summary>
    /// <returns>Null, with the reason, if its zone refuses.</returns>
    public CredentialChain? IssueOrchestrator(Cluster cluster, PublicKey key, ref Work work, out Reason? refusal) =>
        _zones[ZoneOf(cluster.Id, cluster.Orchestrator.Region)].IssueWorker(
            cluster.Orchestrator.Id, "orchestrator", AutonomyTier.Managed, highPrivilege: true, key, ref work, out refusal);

    private void AddZone(FleetSpecification fleet, string zone, string tenant, string region, Func<ISigner> newKey, TimeProvider time, ref Work work)
    {
        if (_zones.ContainsKey(zone)) { return; }
        if (!_regions.TryGetValue(region, out var above))
        {
            above = Root.CreateAuthority("", region, newKey(), fleet.Trust.MaxZonesPerRegion, AutonomyTier.Autonomous, ref work, out var full)
                ?? throw new InvalidOperationException($"The fleet needs more than the {fleet.Trust.MaxRegions} regional authorities it allows ({full!.Text}); raise `trust: maxRegions`.");
            _regions.Add(region, above);
        }
        // One more than its workers: an orchestrator lives in its cluster's zone.
        _zones[zone] = above.CreateAuthority(tenant, zone, newKey(), fleet.Trust.MaxWorkersPerZone + 1, AutonomyTier.Autonomous, ref work, out var none)
            ?? throw new InvalidOperationException($"Region `{region}` needs more than the {fleet.Trust.MaxZonesPerRegion} zones it allows ({none!.Text}); raise `trust: maxZonesPerRegion` or `maxWorkersPerZone`.");
    }
}
