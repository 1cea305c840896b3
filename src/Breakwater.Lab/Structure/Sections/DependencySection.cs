using Breakwater.Fleet;

namespace Breakwater.Lab.Structure;

/// <summary>Which cluster consumes what which produces, by the flows and by what is declared.</summary>
internal static class DependencySection
{
    public static DependencyStructure Of(FleetGraph graph)
    {
        var clusters = graph.Fleet.Clusters;
        var index = clusters.Select((c, i) => (c.Id, i)).ToDictionary(c => c.Id, c => c.i, StringComparer.Ordinal);
        var declared = graph.Fleet.Dependencies.ToDictionary(d => (Producer: index[d.Producer], Consumer: index[d.Consumer]));
        var flows = graph.Fleet.Flows.ToLookup(f => (Producer: index[graph.ClusterOf(graph.NodeOf[f.From]).Id], Consumer: index[graph.ClusterOf(graph.NodeOf[f.To]).Id]));
        var links = new IReadOnlyList<Link>[clusters.Count];
        for (var i = 0; i < links.Length; i++)
        {
            links[i] = [.. declared.Keys.Where(d => d.Producer == i).Select(d => d.Consumer).Order().Select(consumer => new Link(default, 0, i, consumer))];
        }

        return new()
        {
            Links =
            [
                .. flows.Select(f => f.Key).Where(k => k.Producer != k.Consumer).Union(declared.Keys).Order().Select(k =>
                {
                    var rule = declared.GetValueOrDefault(k);
                    return new ClusterLink(
                        clusters[k.Producer].Id, clusters[k.Consumer].Id, flows[k].Count(), flows[k].Sum(f => f.SteadyPerMinute), rule is not null,
                        Policy(rule?.OnAlternate), Policy(rule?.OnContingency), Policy(rule?.OnEmergency));
                }),
            ],
            Cycles = Witnesses.Loops(clusters.Count, links, i => clusters[i].Id),
            RecoveryOrder = Recovery(clusters, links),
        };
    }

    // Among clusters that wait for nothing more, the file's order.
    private static IReadOnlyList<IReadOnlyList<string>> Recovery(IReadOnlyList<Cluster> clusters, IReadOnlyList<Link>[] consumers)
    {
        var parts = StrongComponents.Find(clusters.Count, n => [.. consumers[n].Select(l => l.To)]);
        var waits = new int[parts.Members.Count];
        var between = consumers.SelectMany(l => l).Select(l => (From: parts.Of[l.From], To: parts.Of[l.To])).Where(l => l.From != l.To).Distinct().ToLookup(l => l.From, l => l.To);
        foreach (var to in between.SelectMany(b => b)) { waits[to]++; }
        var ready = new SortedSet<(int First, int Part)>(Enumerable.Range(0, waits.Length).Where(p => waits[p] == 0).Select(p => (parts.Members[p][0], p)));
        var order = new List<IReadOnlyList<string>>();
        while (ready.Count > 0)
        {
            var next = ready.Min;
            ready.Remove(next);
            order.Add([.. parts.Members[next.Part].Select(i => clusters[i].Id)]);
            foreach (var to in between[next.Part])
            {
                if (--waits[to] == 0) { ready.Add((parts.Members[to][0], to)); }
            }
        }
        return order;
    }

    private static string? Policy(CascadePolicy? policy) => policy is { } value ? Witnesses.Lower(value) : null;
}
