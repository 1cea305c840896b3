using Breakwater.Fleet;

namespace Breakwater.Lab.Tests.Structure;

/// <summary>The same numbers the slow and obvious way: agent by agent, trying everything.</summary>
internal sealed class AgentOracle
{
    private readonly FleetSpecification _fleet;
    private readonly List<(string Group, string Cluster, bool Agent)> _principals;
    private readonly HashSet<(int From, int To)> _flows = [];
    private readonly List<(int From, int To, DelegationRule Rule)> _rules = [];
    private readonly HashSet<(int From, int To)> _links;

    public AgentOracle(FleetSpecification fleet)
    {
        _fleet = fleet;
        _principals =
        [
            .. fleet.Clusters.SelectMany(c => c.Groups.SelectMany(g => Enumerable.Repeat((g.Id, c.Id, true), g.Agents))),
            .. fleet.Clusters.Select(c => (c.Orchestrator.Id, c.Id, false)),
        ];
        foreach (var (from, to) in fleet.Flows.SelectMany(f => Pairs(f.From, f.To))) { _flows.Add((from, to)); }
        foreach (var rule in fleet.Delegations) { _rules.AddRange(Pairs(rule.From, rule.To).Select(p => (p.From, p.To, rule))); }
        _links = [.. _flows, .. _rules.Select(r => (r.From, r.To))];
    }

    public IEnumerable<int> All => Enumerable.Range(0, _principals.Count);

    public IReadOnlyList<int> Agents => [.. All.Where(p => _principals[p].Agent)];

    public int DeclaredPairs => _rules.Where(r => _principals[r.From].Agent).Select(r => (r.From, r.To)).Distinct().Count();

    public int OrchestratorPairs => _rules.Where(r => !_principals[r.From].Agent).Select(r => (r.From, r.To)).Distinct().Count();

    public string GroupOf(int principal) => _principals[principal].Group;

    public string ClusterOf(int principal) => _principals[principal].Cluster;

    public bool Grants(int principal, Func<Tool, bool> tool) =>
        _fleet.Clusters.SelectMany(c => c.Groups).FirstOrDefault(g => g.Id == GroupOf(principal))?.Tools.Any(t => tool(_fleet.Tools.First(d => d.Id == t))) ?? false;

    public bool Writes(int principal, string? boundary = null) => Grants(principal, t => t.Access == ToolAccess.Write && t.Boundary is not null && (boundary is null || t.Boundary == boundary));

    public bool TakesIn(int principal) =>
        _flows.All(f => f.To != principal || GroupOf(f.From) == GroupOf(principal)) || Grants(principal, t => t.Access == ToolAccess.Read && t.Boundary is not null);

    public bool Linked(int from, int to) => _links.Contains((from, to));

    public bool Flows(int from, int to) => _flows.Contains((from, to));

    public bool Delegates(int from, int to) => _rules.Any(r => r.From == from && r.To == to);

    /// <summary>Every delegation chain, as the rules it uses.</summary>
    public IEnumerable<IReadOnlyList<DelegationRule>> Chains(int start)
    {
        return From(start, [start], []);

        IEnumerable<IReadOnlyList<DelegationRule>> From(int at, HashSet<int> path, List<DelegationRule> rules)
        {
            foreach (var (_, to, rule) in _rules.Where(r => r.From == at && r.Rule.MaxDepth > rules.Count && !path.Contains(r.To)).ToList())
            {
                List<DelegationRule> longer = [.. rules, rule];
                yield return longer;
                foreach (var more in From(to, [.. path, to], longer)) { yield return more; }
            }
        }
    }

    public int LongestChain => All.Max(p => Chains(p).Select(c => c.Count).DefaultIfEmpty().Max());

    /// <summary>By (principal's group, tool): authority and hops of the shortest chain of that kind.</summary>
    public Dictionary<(string, string), (string Authority, int Hops)> Reach()
    {
        var found = new Dictionary<(string, string), (string, int)>();
        foreach (var principal in All)
        {
            foreach (var tool in _fleet.Tools.Where(t => !Grants(principal, g => g.Id == t.Id)))
            {
                var chains = Chains(principal).Where(c => c[^1].Permissions.Contains(tool.Id)).ToList();
                var permitted = chains.Where(c => c.All(r => r.Permissions.Contains(tool.Id))).ToList();
                if (chains.Count == 0) { continue; }
                found[(GroupOf(principal), tool.Id)] = permitted.Count > 0 ? ("permitted", permitted.Min(c => c.Count)) : ("laundered", chains.Min(c => c.Count));
            }
        }
        return found;
    }

    public int Paths(int steps, Func<int, bool>? first = null, Func<int, bool>? last = null)
    {
        return Agents.Where(a => first?.Invoke(a) ?? true).Sum(a => Count(a, [a], steps));

        int Count(int at, HashSet<int> path, int left) =>
            left == 0 ? (last?.Invoke(at) ?? true) ? 1 : 0 : Agents.Where(b => !path.Contains(b) && Linked(at, b)).Sum(b => Count(b, [.. path, b], left - 1));
    }

    /// <summary>Agents on the longest flow path from ingestion to a boundary, no two of a group; 0 for none.</summary>
    public int LongestHandoff(string boundary)
    {
        return Agents.Where(TakesIn).Select(a => Longest(a, [GroupOf(a)])).DefaultIfEmpty().Max();

        int Longest(int at, HashSet<string> groups) => Math.Max(
            Writes(at, boundary) ? groups.Count : 0,
            Agents.Where(b => Flows(at, b) && !groups.Contains(GroupOf(b))).Select(b => Longest(b, [.. groups, GroupOf(b)])).DefaultIfEmpty().Max());
    }

    /// <summary>Fewest steps from a principal to one that fits; null if there is no way.</summary>
    public int? Distance(int from, Func<int, bool> fits, Func<int, int, bool> linked, Func<int, bool>? without = null)
    {
        if (without?.Invoke(from) ?? false) { return null; }
        var seen = new HashSet<int> { from };
        var ring = new List<int> { from };
        for (var steps = 0; ring.Count > 0; steps++)
        {
            if (ring.Any(fits)) { return steps; }
            ring = [.. All.Where(b => !(without?.Invoke(b) ?? false) && ring.Any(a => linked(a, b)) && seen.Add(b))];
        }
        return null;
    }

    /// <summary>By agent whose loss takes others apart: how many are no longer with the largest part.</summary>
    public IEnumerable<(string Group, long CutOff)> CutAgents()
    {
        foreach (var removed in Agents)
        {
            var reached = Part(removed, _ => false).Where(a => a != removed).ToList();
            var parts = reached.Select(a => Part(a, b => b == removed).Count).ToList();
            if (parts.Count > 0 && parts.Max() < reached.Count) { yield return (GroupOf(removed), reached.Count - parts.Max()); }
        }
    }

    private HashSet<int> Part(int start, Func<int, bool> without)
    {
        var part = new HashSet<int> { start };
        while (Agents.Any(b => !without(b) && part.Any(a => Linked(a, b) || Linked(b, a)) && part.Add(b))) { }
        return part;
    }

    private IEnumerable<(int From, int To)> Pairs(string from, string to) =>
        from a in All where GroupOf(a) == @from
        from b in All where GroupOf(b) == to && a != b
        select (a, b);
}
