using System.Collections.Frozen;
using Breakwater.Contracts;
using Breakwater.Lab.Delegating;

namespace Breakwater.Lab.Baselines;

/// <summary>
/// A rule for each pair of clusters: whatever any group of the one may hand to any group of the other, everyone of the one may hand to everyone of
/// the other. Few rules, wide ones.
/// </summary>
internal sealed class ClusterRules : SignedHops
{
    private readonly FrozenDictionary<(string From, string To), (FrozenSet<string> Tasks, FrozenSet<string> Tools)> _rules;

    public ClusterRules(DelegationWorld world) : base(world)
    {
        var cluster = Workload.Principals.DistinctBy(p => p.Group).ToDictionary(p => p.Group, p => p.Cluster, StringComparer.Ordinal);
        _rules = Workload.Rules.Pairs
            .Where(p => cluster.ContainsKey(p.From) && cluster.ContainsKey(p.To))
            .GroupBy(p => (From: cluster[p.From], To: cluster[p.To]))
            .ToFrozenDictionary(g => g.Key, g =>
            {
                var tasks = g.SelectMany(p => Workload.Rules.Tasks(p.From, p.To)).ToList();
                return (tasks.Select(t => t.Task).ToFrozenSet(StringComparer.Ordinal), tasks.SelectMany(t => t.Rule.Permissions).ToFrozenSet(StringComparer.Ordinal));
            });
        PairsAllowed = RuleCount.PairsOfClusters(Workload, _rules.Keys.ToHashSet());
    }

    public override long Rules => _rules.Count;

    public override long PairsAllowed { get; }

    protected override bool Allows(Errand errand, int hop, Principal from, Principal to, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        return _rules.TryGetValue((from.Cluster, to.Cluster), out var rule) && rule.Tasks.Contains(errand.Tasks[hop]) && (hop < errand.Hops - 1 || rule.Tools.Contains(errand.Tool));
    }
}
