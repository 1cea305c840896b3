using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Lab.Delegating;

/// <summary>An agent or an orchestrator, as delegation sees it.</summary>
/// <param name="Index">Position: agents first, by their number in the roster, then orchestrators.</param>
/// <param name="Name">Outside name.</param>
/// <param name="Group">Its group, or its own id for an orchestrator: the name that declarations use, and its role.</param>
/// <param name="Ordinal">Position in its group.</param>
/// <param name="Cluster">Cluster.</param>
/// <param name="Tenant">Tenant.</param>
/// <param name="Region">Region.</param>
/// <param name="Tools">What it is granted; null for an orchestrator, which holds no tool and is left out of intersections (IA-2.5).</param>
/// <param name="Tier">Its tier; null for an orchestrator.</param>
/// <param name="Risk">Risk class of its work.</param>
internal sealed record Principal(
    int Index, string Name, string Group, int Ordinal, string Cluster, string Tenant, string Region, IReadOnlySet<string>? Tools, AutonomyTier? Tier, RiskClass Risk)
{
    /// <summary>Everyone of a fleet.</summary>
    public static Principal[] Of(FleetRoster roster)
    {
        var tools = roster.Fleet.Clusters.SelectMany(c => c.Groups).ToDictionary(g => g.Id, g => (IReadOnlySet<string>)g.Tools.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var ordinals = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = new List<Principal>(roster.Agents.Count + roster.Fleet.Clusters.Count);
        foreach (var agent in roster.Agents)
        {
            var group = agent.Group;
            var ordinal = ordinals.GetValueOrDefault(group.Id);
            ordinals[group.Id] = ordinal + 1;
            all.Add(new(agent.Index, agent.Name, group.Id, ordinal, agent.Cluster.Id, agent.Tenant, agent.Region.Id, tools[group.Id], group.Tier, group.Risk));
        }
        foreach (var cluster in roster.Fleet.Clusters)
        {
            var orchestrator = cluster.Orchestrator;
            all.Add(new(all.Count, orchestrator.Id, orchestrator.Id, 0, cluster.Id, cluster.Tenant, orchestrator.Region, null, null, RiskClass.Low));
        }
        return [.. all];
    }
}
