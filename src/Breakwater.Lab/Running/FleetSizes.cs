using System.Collections.Concurrent;
using Breakwater.Fleet;

namespace Breakwater.Lab.Running;

/// <summary>The fleet at each size, made once. Thread-safe.</summary>
internal sealed class FleetSizes(FleetSpecification fleet)
{
    private readonly ConcurrentDictionary<int, Lazy<FleetRoster>> _rosters = new();

    public FleetRoster At(int agents) => _rosters.GetOrAdd(agents, n => new(() => FleetRoster.Expand(Specification(n)))).Value;

    private FleetSpecification Specification(int agents)
    {
        if (agents == fleet.AgentCount) { return fleet; }
        if (agents >= FleetLimits.MinScaledAgents) { return FleetScaler.Scale(fleet, agents, FlowScaling.ConstantDegree).Fleet; }
        return FirstAgents(FleetScaler.Scale(fleet, FleetLimits.MinScaledAgents, FlowScaling.ConstantDegree).Fleet, agents);
    }

    // Below the scaler's smallest size: the first agents of that fleet, for experiments that look at agents alone.
    private static FleetSpecification FirstAgents(FleetSpecification smallest, int agents)
    {
        var left = agents;
        var clusters = new List<Cluster>();
        foreach (var cluster in smallest.Clusters)
        {
            var groups = new List<AgentGroup>();
            foreach (var group in cluster.Groups)
            {
                var kept = Math.Min(left, group.Agents);
                if (kept > 0) { groups.Add(group with { Agents = kept }); }
                left -= kept;
            }
            if (groups.Count > 0) { clusters.Add(cluster with { Groups = groups }); }
        }
        return smallest with { Clusters = clusters, Flows = [], Delegations = [], Barriers = [], Dependencies = [] };
    }
}
