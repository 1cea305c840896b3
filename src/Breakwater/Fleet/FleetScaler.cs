using Breakwater.Fleet.Scaling;

namespace Breakwater.Fleet;

/// <summary>
/// Makes a fleet of another size out of a fleet: groups that replicate share the agents in proportion to their counts, by largest remainder, ties going
/// to the group that stands first in the file; flows and load follow the scaling rule. Places, providers, settings and budgets stay as they are. Pure,
/// deterministic, thread-safe; O(size of the specification), whatever the number of agents.
/// </summary>
public static class FleetScaler
{
    /// <summary>The fleet at another size.</summary>
    /// <param name="fleet">A validated fleet.</param>
    /// <param name="agents">Task agents it shall have, from <see cref="FleetLimits.MinScaledAgents"/> to <see cref="FleetLimits.MaxAgents"/>.</param>
    /// <param name="flows">Rule by which flows follow; null for the file's own.</param>
    /// <returns>The fleet itself if neither size nor rule change.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of agents is out of range.</exception>
    public static ScaledFleet Scale(FleetSpecification fleet, int agents, FlowScaling? flows = null)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentOutOfRangeException.ThrowIfLessThan(agents, FleetLimits.MinScaledAgents);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(agents, FleetLimits.MaxAgents);
        var rule = flows ?? fleet.Scaling.Flows;
        var before = fleet.AgentCount;
        if (agents == before && rule == fleet.Scaling.Flows) { return new(fleet, []); }

        var notes = new List<string>();
        var counts = GroupCounts.At(fleet, agents, notes);
        var growth = new Growth(fleet, counts, rule, (double)agents / before);
        var kept = KeptParts.Of(fleet, growth, notes);
        var scaled = fleet with
        {
            Clusters = kept.Clusters,
            Flows = kept.Flows,
            Delegations = kept.Delegations,
            Barriers = kept.Barriers,
            Dependencies = kept.Dependencies,
            Load = growth.Of(fleet.Load),
            Scaling = growth.Of(fleet.Scaling),
            SourceClaims = agents == before ? fleet.SourceClaims : [],
        };
        if (agents != before && fleet.SourceClaims.Count > 0)
        {
            notes.Add($"{fleet.SourceClaims.Count} source claims speak of the fleet at its own size and are left out.");
        }
        return new(scaled with { Digest = FleetWriter.DigestOf(scaled) }, notes);
    }
}
