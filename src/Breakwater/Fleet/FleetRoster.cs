namespace Breakwater.Fleet;

/// <summary>The agents of a fleet, one by one, in file order. Immutable. Built in O(agents).</summary>
public sealed class FleetRoster
{
    private FleetRoster(FleetSpecification fleet, IReadOnlyList<AgentSpecification> agents)
    {
        Fleet = fleet;
        Agents = agents;
    }

    /// <summary>The fleet it was made from.</summary>
    public FleetSpecification Fleet { get; }

    /// <summary>Every agent; the position is its <see cref="AgentSpecification.Index"/>.</summary>
    public IReadOnlyList<AgentSpecification> Agents { get; }

    /// <summary>Expands the groups: regions are dealt in turn within a group, each group starting one region further than the one before it; zones are cluster × region and split at the authority's limit.</summary>
    public static FleetRoster Expand(FleetSpecification fleet)
    {
        var regions = fleet.Regions.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var population = new Dictionary<string, int>(StringComparer.Ordinal);
        var agents = new List<AgentSpecification>(fleet.AgentCount);
        var groups = 0;
        foreach (var cluster in fleet.Clusters)
        {
            foreach (var group in cluster.Groups)
            {
                // Each group starts one region further, so that small groups do not all stand in the first.
                var start = groups++;
                for (var i = 0; i < group.Agents; i++)
                {
                    var region = regions[group.Regions[(start + i) % group.Regions.Count]];
                    var zone = $"{cluster.Id}@{region.Id}";
                    var before = population.GetValueOrDefault(zone);
                    population[zone] = before + 1;
                    var part = before / fleet.Trust.MaxWorkersPerZone;
                    agents.Add(new(agents.Count, $"{group.Id}-{i + 1}", cluster, group, region, part == 0 ? zone : $"{zone}#{part + 1}"));
                }
            }
        }
        return new(fleet, agents);
    }
}
