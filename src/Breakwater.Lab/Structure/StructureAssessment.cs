using Breakwater.Fleet;

namespace Breakwater.Lab.Structure;

/// <summary>Assesses a fleet's structure. Pure and deterministic; the cost depends on groups, links and tools, not on the number of agents.</summary>
public static class StructureAssessment
{
    /// <summary>Assesses a validated fleet, with what a run observed or <see cref="ObservedRun.None"/>.</summary>
    public static Assessment Of(FleetSpecification fleet, ObservedDelegations? observed = null)
    {
        var graph = new FleetGraph(fleet);
        var (chain, endingAt) = DelegationChains.Find(graph);
        var reach = ReachSection.Of(graph);
        var assessment = new Assessment
        {
            Fleet = new(
                fleet.Name, fleet.Digest, fleet.AgentCount, fleet.Clusters.Count, fleet.Clusters.Count, graph.GroupCount, fleet.Flows.Count, fleet.Delegations.Count,
                fleet.Tools.Count),
            Delegation = DelegationSection.Of(graph, chain, observed ?? ObservedRun.None),
            Handoffs = HandoffSection.Of(graph),
            Reach = reach,
            Rules = RuleSection.Of(graph, endingAt),
            Crossings = CrossingSection.Of(graph),
            ExternalWrites = ExternalWriteSection.Of(graph, reach),
            ControlPlane = ControlPlaneSection.Of(graph),
            AttackPaths = AttackPathSection.Of(graph),
            Concentration = ConcentrationSection.Of(fleet),
            Dependencies = DependencySection.Of(graph),
            SinglePoints = SinglePointSection.Of(graph),
            Answers = [],
        };
        return assessment with { Answers = StructureAnswers.Of(fleet, assessment) };
    }
}
