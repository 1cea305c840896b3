namespace Breakwater.Lab.Delegating;

/// <summary>How many pairs of principals rules cover, counted by class and not by pair.</summary>
internal static class RuleCount
{
    /// <summary>Ordered pairs of principals that the fleet's declarations allow.</summary>
    public static long PairsDeclared(Workload workload)
    {
        var size = workload.Principals.CountBy(p => p.Group, StringComparer.Ordinal).ToDictionary(c => c.Key, c => (long)c.Value, StringComparer.Ordinal);
        return workload.Rules.Pairs.Sum(pair => size.GetValueOrDefault(pair.From) * (size.GetValueOrDefault(pair.To) - (pair.From == pair.To ? 1 : 0)));
    }

    /// <summary>Pairs of clusters between which at least one declaration leads.</summary>
    public static HashSet<(string From, string To)> ClusterPairs(Workload workload)
    {
        var cluster = workload.Principals.DistinctBy(p => p.Group).ToDictionary(p => p.Group, p => p.Cluster, StringComparer.Ordinal);
        return [.. workload.Rules.Pairs.Where(p => cluster.ContainsKey(p.From) && cluster.ContainsKey(p.To)).Select(p => (cluster[p.From], cluster[p.To]))];
    }

    /// <summary>Ordered pairs of a principal and an agent that rules for those clusters allow. An orchestrator belongs to its cluster and receives nothing.</summary>
    public static long PairsOfClusters(Workload workload, IReadOnlySet<(string From, string To)> allowed)
    {
        var agents = workload.Principals.Where(p => p.Tools is not null).CountBy(p => p.Cluster, StringComparer.Ordinal).ToDictionary(c => c.Key, c => (long)c.Value, StringComparer.Ordinal);
        var all = workload.Principals.CountBy(p => p.Cluster, StringComparer.Ordinal).ToDictionary(c => c.Key, c => (long)c.Value, StringComparer.Ordinal);
        return allowed.Sum(pair => all[pair.From] * agents.GetValueOrDefault(pair.To) - (pair.From == pair.To ? agents.GetValueOrDefault(pair.To) : 0));
    }
}
