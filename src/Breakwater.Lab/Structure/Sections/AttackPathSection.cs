namespace Breakwater.Lab.Structure;

/// <summary>How many ways of three steps the graph offers an attacker.</summary>
internal static class AttackPathSection
{
    public static AttackPaths Of(FleetGraph graph)
    {
        var count = new AttackPathCount(graph);
        var ingestion = HandoffSection.Ingestion(graph).ToHashSet();
        var writers = HandoffSection.Writers(graph).ToHashSet();
        return new()
        {
            OneStep = count.OneStep(),
            TwoSteps = count.TwoSteps(),
            ThreeSteps = count.ThreeSteps(_ => true, _ => true),
            FromIngestion = count.ThreeSteps(ingestion.Contains, _ => true),
            ToExternalWrite = count.ThreeSteps(_ => true, writers.Contains),
            FromIngestionToExternalWrite = count.ThreeSteps(ingestion.Contains, writers.Contains),
            ToControlPlane = count.ThreeSteps(g => !graph.ClusterOf(g).IsControlPlane, g => graph.ClusterOf(g).IsControlPlane),
        };
    }
}
