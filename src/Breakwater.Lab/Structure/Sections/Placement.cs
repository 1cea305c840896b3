using Breakwater.Fleet;

namespace Breakwater.Lab.Structure;

/// <summary>Where agents stand, group by group: what the roster's expansion gives, without expanding it.</summary>
internal static class Placement
{
    /// <summary>Agents by cluster and region; what is missing is none.</summary>
    public static IReadOnlyDictionary<(string Cluster, string Region), long> AgentsByRegion(FleetSpecification fleet)
    {
        var standing = new Dictionary<(string, string), long>();
        var groups = 0;
        foreach (var cluster in fleet.Clusters)
        {
            foreach (var group in cluster.Groups)
            {
                var start = groups++;
                var (each, more) = Math.DivRem(group.Agents, group.Regions.Count);
                for (var turn = 0; turn < group.Regions.Count; turn++)
                {
                    var place = (cluster.Id, group.Regions[(start + turn) % group.Regions.Count]);
                    standing[place] = standing.GetValueOrDefault(place) + each + (turn < more ? 1 : 0);
                }
            }
        }
        return standing;
    }
}
