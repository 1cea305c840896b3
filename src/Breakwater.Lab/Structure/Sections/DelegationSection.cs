using System.Numerics;

namespace Breakwater.Lab.Structure;

/// <summary>Delegation paths and chains.</summary>
internal static class DelegationSection
{
    public static DelegationStructure Of(FleetGraph graph, DelegationChains chain, ObservedDelegations observed)
    {
        var pairs = Enumerable.Range(0, graph.NodeCount).SelectMany(n => graph.RulesFrom[n]).Select(l => (l.From, l.To)).ToHashSet();
        return new()
        {
            Possible = Pairs(graph.Fleet.AgentCount),
            PossibleWithinTenants = graph.Fleet.Clusters
                .GroupBy(c => c.Tenant, StringComparer.Ordinal)
                .Aggregate(BigInteger.Zero, (sum, tenant) => sum + Pairs(tenant.Sum(c => c.Groups.Sum(g => g.Agents)))),
            Declared = pairs.Where(p => graph.IsGroup(p.From))
                .Aggregate(BigInteger.Zero, (sum, p) => sum + ((BigInteger)graph.Agents(p.From) * (graph.Agents(p.To) - (p.From == p.To ? 1 : 0)))),
            DeclaredFromOrchestrators = graph.AgentsOf(pairs.Where(p => !graph.IsGroup(p.From)).Select(p => p.To)),
            Observed = observed,
            LongestChain = new(
                chain.Links.Count, chain.UpperBound, chain.Links.Count == chain.UpperBound,
                chain.Links.Count == 0 ? null : Witnesses.Of(graph, chain.Links[0].From, chain.Links)),
            Cycles = Witnesses.Loops(graph.NodeCount, graph.RulesFrom, graph.Id),
        };
    }

    private static BigInteger Pairs(long agents) => (BigInteger)agents * (agents - 1);
}
