using Breakwater.Fleet;
using Breakwater.Lab.Roster;

namespace Breakwater.Lab.Structure;

/// <summary>Who depends on which model vendor.</summary>
internal static class ConcentrationSection
{
    public static ConcentrationStructure Of(FleetSpecification fleet)
    {
        var shares = RosterBuilder.Shares(fleet).ToList();
        var sizes = fleet.Clusters.ToDictionary(c => c.Id, c => c.Groups.Sum(g => g.Agents), StringComparer.Ordinal);
        var providers = fleet.Providers.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var orchestrators = fleet.Clusters.CountBy(c => RosterBuilder.Vendor(providers[c.Orchestrator.Provider]), StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var vendors = shares.Select(s => s.Vendor).Concat(orchestrators.Keys).Distinct(StringComparer.Ordinal).Select(vendor =>
        {
            var mine = shares.Where(s => s.Vendor == vendor).ToList();
            var agents = mine.Sum(s => s.Agents);
            return new VendorShare(
                vendor, agents, (double)agents / fleet.AgentCount, mine.Sum(s => s.OnPremises), mine.Where(s => s.ControlPlane).Sum(s => s.Agents),
                orchestrators.GetValueOrDefault(vendor), [.. mine.Select(s => new ClusterShare(s.Cluster, s.Agents, sizes[s.Cluster]))]);
        });
        return new(
            [.. vendors.OrderByDescending(v => v.Agents).ThenBy(v => v.Vendor, StringComparer.Ordinal)],
            fleet.Clusters.Where(c => c.IsControlPlane).Sum(c => sizes[c.Id]));
    }
}
