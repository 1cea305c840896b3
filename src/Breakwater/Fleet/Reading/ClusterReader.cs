using Breakwater.Contracts;

namespace Breakwater.Fleet.Reading;

/// <summary>Reads clusters, their orchestrators and their groups.</summary>
internal static class ClusterReader
{
    public static IReadOnlyList<Cluster> Clusters(YamlMap root, FleetNames names, ControlPlane control)
    {
        var clusters = root.Items("clusters", "cluster").Select(item => ReadCluster(item, names, control)).ToList();
        if (clusters.Count == 0) { root.Empty("clusters", "one cluster with one group"); }
        var agents = clusters.Sum(c => c.Groups.Sum(g => (long)g.Agents));
        if (agents > FleetLimits.MaxAgents)
        {
            root.Problem(
                "clusters", FormattableString.Invariant($"has {agents:#,0} agents in all"),
                FormattableString.Invariant($"a fleet has at most {FleetLimits.MaxAgents:#,0}: lower the `agents` of its groups"));
        }
        return clusters;
    }

    private static Cluster ReadCluster(YamlMap item, FleetNames names, ControlPlane control)
    {
        var id = item.Text("id", "trade-execution");
        var tenants = names.Tenants.InOrder;
        var name = item.Text("name", "Trade Execution", id);
        var tenant = tenants.Count == 1 ? item.Reference("tenant", names.Tenants, tenants[0]) : item.Reference("tenant", names.Tenants);
        var description = item.Text("description", "what it is for", "");
        var accountable = item.OptionalText("accountable", "Head of Trading");
        var isControlPlane = item.Flag("controlPlane", false);
        var orchestrator = item.Section("orchestrator", "orchestrator");
        var groups = item.Items("groups", "group").Select(group => ReadGroup(group, names)).ToList();
        if (groups.Count == 0) { item.Empty("groups", "one group"); }
        item.Close();
        return new()
        {
            Id = id,
            Name = name,
            Tenant = tenant,
            Description = description,
            Accountable = accountable,
            IsControlPlane = isControlPlane,
            Orchestrator = ReadOrchestrator(orchestrator, id, groups.FirstOrDefault()?.Provider ?? "", control.Region, names),
            Groups = groups,
        };
    }

    private static Orchestrator ReadOrchestrator(YamlMap? section, string cluster, string provider, string region, FleetNames names)
    {
        var id = FleetNames.OrchestratorOf(cluster);
        if (section is null) { return new(id, provider, region) { Assumed = true }; }
        if (section.Has("tools"))
        {
            _ = section.Texts("tools");
            section.Problem("tools", "is given tools", "an orchestrator assigns work and holds no tool (IA-2.5): give them to a group");
        }
        var orchestrator = new Orchestrator(
            section.Text("id", id, id), section.Reference("provider", names.Providers, provider), section.Reference("region", names.Regions, region))
        {
            Assumed = section.Flag("assumed", false),
        };
        section.Close();
        return orchestrator;
    }

    private static AgentGroup ReadGroup(YamlMap item, FleetNames names)
    {
        var id = item.Text("id", "order-management");
        var providers = names.Providers.InOrder;
        var group = new AgentGroup
        {
            Id = id,
            Name = item.Text("name", "Order Management", id),
            Agents = item.Count("agents", 1, FleetLimits.MaxAgents, null),
            Role = item.Text("role", "what its agents do", id),
            Provider = providers.Count == 1 ? item.Reference("provider", names.Providers, providers[0]) : item.Reference("provider", names.Providers),
            Regions = item.Has("regions") ? item.References("regions", names.Regions) : item.References("regions", names.Regions, names.Regions.InOrder),
            Risk = item.Choice("risk", Vocabulary.Risk, RiskClass.Medium),
            Tier = item.Choice("tier", Vocabulary.Tier, AutonomyTier.Managed),
            HighPrivilege = item.Flag("highPrivilege", false),
            Tools = item.References("tools", names.Tools, []),
            Labels = item.References("labels", names.Labels, []),
            Replicates = item.Flag("replicates", true),
        };
        item.Close();
        return group;
    }
}
