namespace Breakwater.Fleet.Scaling;

/// <summary>How many agents each group has at another size.</summary>
internal static class GroupCounts
{
    /// <summary>Counts by group id; they add up to <paramref name="agents"/> exactly.</summary>
    public static IReadOnlyDictionary<string, int> At(FleetSpecification fleet, int agents, List<string> notes)
    {
        var groups = fleet.Clusters.SelectMany(c => c.Groups).ToList();
        var total = groups.Sum(g => g.Agents);
        var standing = groups.Where(g => !g.Replicates).Sum(g => g.Agents);
        var keep = total > standing && standing < agents && agents != total;
        if (standing > 0 && !keep && agents != total)
        {
            notes.Add(total == standing
                ? "No group replicates, so every group is scaled."
                : FormattableString.Invariant(
                    $"Groups that do not replicate have {standing:#,0} agents, which leaves no room in {agents:#,0}: they are scaled like the others."));
        }
        bool Moves(AgentGroup g) => g.Replicates || !keep;
        var shares = LargestRemainder.Share([.. groups.Where(Moves).Select(g => g.Agents)], keep ? agents - standing : agents);
        var next = 0;
        return groups.ToDictionary(g => g.Id, g => Moves(g) ? shares[next++] : g.Agents, StringComparer.Ordinal);
    }
}
