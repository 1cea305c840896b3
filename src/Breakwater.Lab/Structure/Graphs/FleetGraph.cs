using Breakwater.Fleet;

namespace Breakwater.Lab.Structure;

/// <summary>
/// A fleet's groups and orchestrators with the links between them. Agents of a group are interchangeable, so a node stands for all of them: nodes are the
/// groups in file order, then the orchestrators in that of their clusters. A link from a group to itself joins each of its agents with every other; in a
/// group of one it joins nobody and is left out.
/// </summary>
internal sealed class FleetGraph
{
    private readonly Cluster[] _clusters;
    private readonly AgentGroup[] _groups;

    public FleetGraph(FleetSpecification fleet)
    {
        Fleet = fleet;
        _groups = [.. fleet.Clusters.SelectMany(c => c.Groups)];
        _clusters = [.. fleet.Clusters.SelectMany(c => c.Groups.Select(_ => c)), .. fleet.Clusters];
        NodeOf = Enumerable.Range(0, _clusters.Length).ToDictionary(Id, StringComparer.Ordinal);
        Tools = fleet.Tools.ToDictionary(t => t.Id, StringComparer.Ordinal);
        var links = Flows(fleet).Concat(Rules(fleet)).Where(l => l.From != l.To || Agents(l.From) > 1).ToList();
        FlowsFrom = ByNode(links.Where(l => l.Kind == LinkKind.Flow), l => l.From);
        RulesFrom = ByNode(links.Where(l => l.Kind == LinkKind.Delegation), l => l.From);
        LinksFrom = ByNode(links, l => l.From);
        LinksTo = ByNode(links, l => l.To);
    }

    public FleetSpecification Fleet { get; }

    public int GroupCount => _groups.Length;

    public int NodeCount => _clusters.Length;

    /// <summary>Nodes by the id of the group or orchestrator.</summary>
    public IReadOnlyDictionary<string, int> NodeOf { get; }

    public IReadOnlyDictionary<string, Tool> Tools { get; }

    /// <summary>By node: flows that leave it, in file order.</summary>
    public IReadOnlyList<Link>[] FlowsFrom { get; }

    /// <summary>By node: delegation rules of which it is the delegator, in file order.</summary>
    public IReadOnlyList<Link>[] RulesFrom { get; }

    /// <summary>By node: everything that leaves it, flows first.</summary>
    public IReadOnlyList<Link>[] LinksFrom { get; }

    /// <summary>By node: everything that enters it, flows first.</summary>
    public IReadOnlyList<Link>[] LinksTo { get; }

    public bool IsGroup(int node) => node < GroupCount;

    public AgentGroup Group(int node) => _groups[node];

    public Cluster ClusterOf(int node) => _clusters[node];

    public string Id(int node) => IsGroup(node) ? _groups[node].Id : _clusters[node].Orchestrator.Id;

    /// <summary>Agents of a node; an orchestrator is one principal and no agent.</summary>
    public int Agents(int node) => IsGroup(node) ? _groups[node].Agents : 0;

    public string LinkId(Link link) => link.Kind == LinkKind.Flow ? Fleet.Flows[link.Index].Id : Rule(link).Id;

    public DelegationRule Rule(Link link) => Fleet.Delegations[link.Index];

    public bool Grants(int node, string tool) => IsGroup(node) && _groups[node].Tools.Contains(tool, StringComparer.Ordinal);

    public long AgentsOf(IEnumerable<int> nodes) => nodes.Sum(n => (long)Agents(n));

    private IEnumerable<Link> Flows(FleetSpecification fleet) => fleet.Flows.Select((f, i) => new Link(LinkKind.Flow, i, NodeOf[f.From], NodeOf[f.To]));

    private IEnumerable<Link> Rules(FleetSpecification fleet) => fleet.Delegations.Select((d, i) => new Link(LinkKind.Delegation, i, NodeOf[d.From], NodeOf[d.To]));

    private IReadOnlyList<Link>[] ByNode(IEnumerable<Link> links, Func<Link, int> node)
    {
        var lists = new List<Link>[NodeCount];
        for (var i = 0; i < lists.Length; i++) { lists[i] = []; }
        foreach (var link in links) { lists[node(link)].Add(link); }
        return lists;
    }
}
