using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Roster;

namespace Breakwater.Lab.Structure;

/// <summary>Agents, groups, vendors, regions and gates whose loss takes others with it.</summary>
internal static class SinglePointSection
{
    public static IReadOnlyList<SinglePoint> Of(FleetGraph graph) =>
        [.. Agents(graph), .. Groups(graph), .. Passages(graph), .. Vendors(graph.Fleet), .. Places(graph.Fleet)];

    // Two agents stand for any larger number of interchangeable ones: without one of them the other keeps every connection.
    private static IEnumerable<SinglePoint> Agents(FleetGraph graph)
    {
        var first = new int[graph.GroupCount];
        var weight = new List<long>();
        for (var g = 0; g < graph.GroupCount; g++)
        {
            first[g] = weight.Count;
            weight.Add(1);
            if (graph.Agents(g) > 1) { weight.Add(graph.Agents(g) - 1); }
        }
        var neighbours = Neighbours(weight.Count, Links(graph).SelectMany(l => Twins(l.From).SelectMany(a => Twins(l.To).Select(b => (a, b)))));
        var group = Enumerable.Range(0, graph.GroupCount).ToDictionary(g => first[g]);

        foreach (var cut in CutPoints.Find(neighbours, weight, aloneApart: true))
        {
            yield return new(
                "agent", graph.Id(group[cut.Node]), cut.CutOff, [],
                $"The only agent of the group: without it {Wording.Agents(cut.CutOff)} can no longer reach the rest by flows or delegations, either way.");
        }

        IEnumerable<int> Twins(int g) => graph.Agents(g) > 1 ? [first[g], first[g] + 1] : [first[g]];
    }

    private static IEnumerable<SinglePoint> Groups(FleetGraph graph)
    {
        var neighbours = Neighbours(graph.GroupCount, Links(graph).Select(l => (l.From, l.To)));
        return CutPoints.Find(neighbours, [.. Enumerable.Range(0, graph.GroupCount).Select(g => (long)graph.Agents(g))], aloneApart: false)
            .Select(c => new SinglePoint("group", graph.Id(c.Node), c.CutOff, [], $"If all {Wording.Agents(graph.Agents(c.Node))} of the group stop, {Wording.Agents(c.CutOff)} of other groups can no longer reach the rest by flows or delegations, either way."));
    }

    // A group on every path from ingestion to a boundary lies on the shortest one too, so only that is tried.
    private static IEnumerable<SinglePoint> Passages(FleetGraph graph)
    {
        var ingestion = HandoffSection.Ingestion(graph);
        foreach (var boundary in graph.Fleet.TrustBoundaries)
        {
            var exits = HandoffSection.Writers(graph, boundary.Id).ToHashSet();
            if (ShortestPaths.Between(graph.NodeCount, graph.FlowsFrom, ingestion, exits.Contains) is not { } path) { continue; }
            int[] nodes = path.Count > 0 ? [path[0].From, .. path.Select(l => l.To)] : [ingestion.First(exits.Contains)];
            foreach (var node in nodes.Where(n => ShortestPaths.Between(graph.NodeCount, graph.FlowsFrom, ingestion, exits.Contains, f => f == n) is null))
            {
                yield return new(
                    "passage", graph.Id(node), graph.Agents(node), [],
                    $"Every way from ingestion to {boundary.Id} passes this group: {(graph.Agents(node) == 1 ? "a single agent" : Wording.Agents(graph.Agents(node)))}.");
            }
        }
    }

    private static IEnumerable<SinglePoint> Vendors(FleetSpecification fleet)
    {
        var shares = RosterBuilder.Shares(fleet).ToList();
        var sizes = fleet.Clusters.ToDictionary(c => c.Id, c => c.Groups.Sum(g => g.Agents), StringComparer.Ordinal);
        foreach (var vendor in shares.GroupBy(s => s.Vendor, StringComparer.Ordinal))
        {
            var whole = vendor.Where(s => s.Agents == sizes[s.Cluster]).Select(s => s.Cluster).ToList();
            if (whole.Count == 0) { continue; }
            yield return new("provider", vendor.Key, vendor.Sum(s => s.Agents), whole, $"Its models serve every agent of {Names(whole, fleet)}.");
        }
    }

    private static IEnumerable<SinglePoint> Places(FleetSpecification fleet)
    {
        var standing = Placement.AgentsByRegion(fleet);
        foreach (var region in fleet.Regions)
        {
            var whole = Whole([region.Id]);
            if (whole.Count > 0) { yield return new("region", region.Id, Agents([region.Id]), whole, $"Every agent of {Names(whole, fleet)} stands here."); }
        }
        foreach (var node in fleet.Nodes.Where(n => Agents(n.Serves) > 0))
        {
            yield return new("node", node.Id, Agents(node.Serves), Whole(node.Serves), $"The only gate of {string.Join(", ", node.Serves)}: what it does not admit does not happen.");
        }
        var (control, halt) = (fleet.ControlPlane.Region, fleet.ControlPlane.HaltAuthorityRegion);
        yield return new(
            "control-plane", control, fleet.AgentCount, [.. fleet.Clusters.Select(c => c.Id)],
            control == halt ? "Control plane and halt authority stand in the same region: one loss takes both." : $"The one control plane stands here; the halt authority stands apart, in {halt}.");

        long Agents(IEnumerable<string> regions) => fleet.Clusters.Sum(c => regions.Sum(r => standing.GetValueOrDefault((c.Id, r))));

        List<string> Whole(IReadOnlyList<string> regions) =>
            [.. fleet.Clusters.Where(c => regions.Sum(r => standing.GetValueOrDefault((c.Id, r))) == c.Groups.Sum(g => g.Agents)).Select(c => c.Id)];
    }

    private static string Names(IReadOnlyList<string> clusters, FleetSpecification fleet) => clusters.Count == fleet.Clusters.Count ? "the fleet" : string.Join(", ", clusters);

    // Orchestrators are not agents; what only they join is not joined.
    private static IEnumerable<Link> Links(FleetGraph graph) => Enumerable.Range(0, graph.GroupCount).SelectMany(g => graph.LinksFrom[g]);

    private static IReadOnlyList<int>[] Neighbours(int nodes, IEnumerable<(int A, int B)> edges)
    {
        var sets = new SortedSet<int>[nodes];
        for (var i = 0; i < nodes; i++) { sets[i] = []; }
        foreach (var (a, b) in edges)
        {
            if (a == b) { continue; }
            sets[a].Add(b);
            sets[b].Add(a);
        }
        return [.. sets.Select(s => (IReadOnlyList<int>)[.. s])];
    }
}
