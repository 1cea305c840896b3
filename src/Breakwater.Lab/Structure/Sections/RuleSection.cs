using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Lab.Structure;

/// <summary>Grants and rules that give more than the file shows a need for, by criteria that a file either meets or does not.</summary>
internal static class RuleSection
{
    /// <summary>A grant is broad from this many tools on, if they are also half of all.</summary>
    private const int BroadTools = 4;

    public static RuleReview Of(FleetGraph graph, IReadOnlyList<int> longestEndingAt)
    {
        var fleet = graph.Fleet;
        var groups = Enumerable.Range(0, graph.GroupCount).ToList();
        var into = fleet.Delegations.ToLookup(d => graph.NodeOf[d.To]);
        return new(
            groups.Count(g => graph.Group(g).Tools.Count > 0 && !into[g].Any()),
            [
                .. fleet.Delegations.SelectMany(r => NotHeld(graph, r)),
                .. fleet.Delegations.SelectMany(r => CriticalAcross(graph, r)),
                .. fleet.Delegations.SelectMany(r => Everything(graph, r)),
                .. fleet.Delegations.SelectMany(r => Depth(graph, r, longestEndingAt)),
                .. groups.SelectMany(g => WritesAtTierOne(graph, g)),
                .. groups.SelectMany(g => Broad(graph, g)),
                .. groups.SelectMany(g => NoTask(graph, g, into[g])),
            ]);
    }

    private static IEnumerable<RuleFinding> NotHeld(FleetGraph graph, DelegationRule rule) =>
        from tool in rule.Permissions
        where !graph.Grants(graph.NodeOf[rule.To], tool)
        select Finding(graph, "permission-not-held", rule, tool, $"permits {tool}, which {rule.To} is not granted: remove it");

    private static IEnumerable<RuleFinding> CriticalAcross(FleetGraph graph, DelegationRule rule)
    {
        var (delegator, receiver) = (graph.NodeOf[rule.From], graph.NodeOf[rule.To]);
        return from id in rule.Permissions
               let tool = graph.Tools[id]
               where graph.ClusterOf(delegator) != graph.ClusterOf(receiver) && tool.Access == ToolAccess.Write && (tool.Risk == RiskClass.Critical || tool.Boundary is not null)
               where !graph.Grants(delegator, id)
               select Finding(
                   graph, "critical-write-across-clusters", rule, id,
                   $"lets {rule.From} of {graph.ClusterOf(delegator).Id} have {id} done in {graph.ClusterOf(receiver).Id}: let that cluster's orchestrator assign it, or narrow the task");
    }

    private static IEnumerable<RuleFinding> Everything(FleetGraph graph, DelegationRule rule)
    {
        var tools = graph.Group(graph.NodeOf[rule.To]).Tools;
        if (tools.Count >= 2 && tools.All(t => rule.Permissions.Contains(t, StringComparer.Ordinal)))
        {
            yield return Finding(graph, "hands-over-everything", rule, null, $"permits all {tools.Count} tools that {rule.To} holds: name those the task needs, or split the rule by task");
        }
    }

    private static IEnumerable<RuleFinding> Depth(FleetGraph graph, DelegationRule rule, IReadOnlyList<int> longestEndingAt)
    {
        var longest = longestEndingAt[graph.NodeOf[rule.From]] + 1;
        if (rule.MaxDepth > longest)
        {
            yield return Finding(graph, "depth-beyond-any-chain", rule, null, $"allows chains of {rule.MaxDepth}; by the rules none longer than {longest} can end with it: set maxDepth to {longest}");
        }
    }

    private static IEnumerable<RuleFinding> WritesAtTierOne(FleetGraph graph, int node) =>
        from tool in graph.Group(node).Tools
        where graph.Group(node).Tier == AutonomyTier.Supervised && graph.Tools[tool].Access == ToolAccess.Write
        select Finding(graph, "write-at-tier-1", node, tool, $"is supervised (Tier 1) and granted {tool}, which writes: move the write to another group, or raise the tier with its controls");

    private static IEnumerable<RuleFinding> Broad(FleetGraph graph, int node)
    {
        var (held, all) = (graph.Group(node).Tools.Count, graph.Fleet.Tools.Count);
        if (held >= BroadTools && held * 2 >= all)
        {
            yield return Finding(graph, "half-of-all-tools", node, null, $"is granted {held} of the file's {all} tools: split the group by task");
        }
    }

    // Without any delegation to it, nothing says what a group's work needs.
    private static IEnumerable<RuleFinding> NoTask(FleetGraph graph, int node, IEnumerable<DelegationRule> rules)
    {
        var permitted = rules.SelectMany(r => r.Permissions).ToHashSet(StringComparer.Ordinal);
        return from tool in graph.Group(node).Tools
               where rules.Any() && !permitted.Contains(tool)
               select Finding(graph, "no-task-names-it", node, tool, $"is granted {tool}, and no task delegated to it names that tool: withdraw it, or say which task needs it");
    }

    private static RuleFinding Finding(FleetGraph graph, string criterion, DelegationRule rule, string? tool, string text) =>
        new(criterion, rule.Id, tool, graph.Agents(graph.NodeOf[rule.To]), text);

    private static RuleFinding Finding(FleetGraph graph, string criterion, int node, string? tool, string text) =>
        new(criterion, graph.Id(node), tool, graph.Agents(node), text);
}
