namespace Breakwater.Fleet.Scaling;

/// <summary>What is left of a fleet when some groups get no agent: whatever lost an end goes, and is named.</summary>
internal sealed record KeptParts(
    IReadOnlyList<Cluster> Clusters, IReadOnlyList<Flow> Flows, IReadOnlyList<DelegationRule> Delegations, IReadOnlyList<Barrier> Barriers,
    IReadOnlyList<ClusterDependency> Dependencies)
{
    public static KeptParts Of(FleetSpecification fleet, Growth growth, List<string> notes)
    {
        var groups = growth.Counts.Where(c => c.Value > 0).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        var clusters = fleet.Clusters.Where(c => c.Groups.Any(g => groups.Contains(g.Id))).ToList();
        var clusterIds = clusters.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var principals = clusters.Select(c => c.Orchestrator.Id).Concat(groups).ToHashSet(StringComparer.Ordinal);

        Tell(
            notes, "group", "gets no agent at this size and is dropped", "get no agent at this size and are dropped",
            fleet.Clusters.SelectMany(c => c.Groups).Select(g => g.Id).Where(id => !groups.Contains(id)));
        Tell(
            notes, "cluster", "is left empty and is dropped with its orchestrator", "are left empty and are dropped with their orchestrators",
            fleet.Clusters.Select(c => c.Id).Where(id => !clusterIds.Contains(id)));
        var flows = Split(fleet.Flows, f => groups.Contains(f.From) && groups.Contains(f.To), f => f.Id, notes, "flow");
        var delegations = Split(fleet.Delegations, d => principals.Contains(d.From) && groups.Contains(d.To), d => d.Id, notes, "delegation");
        var barriers = Split(fleet.Barriers, b => b.Left.Any(groups.Contains) && b.Right.Any(groups.Contains), b => b.Id, notes, "barrier");
        var dependencies = Split(
            fleet.Dependencies, d => clusterIds.Contains(d.Consumer) && clusterIds.Contains(d.Producer), d => $"{d.Consumer} on {d.Producer}", notes,
            "dependency", "dependencies");
        return new(
            [.. clusters.Select(c => c with { Groups = [.. c.Groups.Where(g => groups.Contains(g.Id)).Select(g => g with { Agents = growth.Counts[g.Id] })] })],
            [.. flows.Select(growth.Of)], delegations,
            [.. barriers.Select(b => b with { Left = [.. b.Left.Where(groups.Contains)], Right = [.. b.Right.Where(groups.Contains)] })], dependencies);
    }

    private static IReadOnlyList<T> Split<T>(
        IReadOnlyList<T> parts, Func<T, bool> keep, Func<T, string> name, List<string> notes, string one, string? many = null)
    {
        Tell(notes, one, "lost an end and is dropped", "lost an end and are dropped", parts.Where(p => !keep(p)).Select(name), many);
        return [.. parts.Where(keep)];
    }

    private static void Tell(List<string> notes, string one, string verb, string verbs, IEnumerable<string> dropped, string? many = null)
    {
        var names = dropped.ToList();
        if (names.Count == 0) { return; }
        notes.Add($"{names.Count} {(names.Count == 1 ? one : many ?? one + "s")} {(names.Count == 1 ? verb : verbs)}: {string.Join(", ", names)}.");
    }
}
