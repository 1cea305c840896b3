using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Providers;

/// <summary>One who calls a model: an agent, or the orchestrator of a cluster.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Cluster">Position of its cluster in the fleet file.</param>
/// <param name="Group">Its group's id; its own for an orchestrator.</param>
/// <param name="Provider">Id of the provider that the file gives it.</param>
/// <param name="Tenant">Position in the fleet file plus one.</param>
/// <param name="Priority">Class of its calls.</param>
/// <param name="IsOrchestrator">Whether it is an orchestrator.</param>
/// <param name="IsControlPlane">Whether it operates the system: an agent of a control-plane cluster, or an orchestrator.</param>
internal sealed record Caller(string Name, int Cluster, string Group, string Provider, ushort Tenant, Priority Priority, bool IsOrchestrator, bool IsControlPlane)
{
    /// <summary>Agents in the roster's order, then the orchestrators in that of the file.</summary>
    public static IReadOnlyList<Caller> Of(FleetRoster roster)
    {
        var fleet = roster.Fleet;
        var tenants = fleet.Tenants.Select((t, i) => (t.Id, i)).ToDictionary(t => t.Id, t => (ushort)(t.i + 1), StringComparer.Ordinal);
        var clusters = fleet.Clusters.Select((c, i) => (c.Id, i)).ToDictionary(c => c.Id, c => c.i, StringComparer.Ordinal);
        return
        [
            .. roster.Agents.Select(a => new Caller(
                a.Name, clusters[a.Cluster.Id], a.Group.Id, a.Group.Provider, tenants[a.Tenant], a.Cluster.IsControlPlane ? Priority.Critical : ClassOf(a.Group.Risk), false, a.Cluster.IsControlPlane)),
            .. fleet.Clusters.Select((c, i) => new Caller(c.Orchestrator.Id, i, c.Orchestrator.Id, c.Orchestrator.Provider, tenants[c.Tenant], Priority.Critical, true, true)),
        ];
    }

    private static Priority ClassOf(RiskClass risk) => risk switch
    {
        RiskClass.Critical => Priority.Critical,
        RiskClass.High => Priority.High,
        RiskClass.Medium => Priority.Normal,
        _ => Priority.Low,
    };
}
