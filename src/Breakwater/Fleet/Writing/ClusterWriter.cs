using Breakwater.Fleet.Reading;

namespace Breakwater.Fleet.Writing;

/// <summary>Writes tenants and clusters with their orchestrators and groups.</summary>
internal static class ClusterWriter
{
    public static void Write(YamlText text, FleetSpecification fleet)
    {
        text.Entries("tenants", fleet.Tenants, t =>
        {
            text.Text("id", t.Id);
            text.Text("name", t.Name);
            if (!t.Quotas.IsNone) { text.Section("quotas", () => Quotas(text, t.Quotas)); }
        });
        text.Entries("clusters", fleet.Clusters, c =>
        {
            text.Text("id", c.Id);
            text.Text("name", c.Name);
            text.Text("tenant", c.Tenant);
            text.Text("description", c.Description);
            text.OptionalText("accountable", c.Accountable);
            text.Flag("controlPlane", c.IsControlPlane);
            text.Section("orchestrator", () =>
            {
                text.Text("id", c.Orchestrator.Id);
                text.Text("provider", c.Orchestrator.Provider);
                text.Text("region", c.Orchestrator.Region);
                text.Flag("assumed", c.Orchestrator.Assumed);
            });
            text.Entries("groups", c.Groups, g => Group(text, g));
        });
    }

    private static void Quotas(YamlText text, TenantQuotas quotas)
    {
        if (quotas.Decisions is { } decisions) { text.Plain("decisions", UnitText.PerPeriod(decisions)); }
        if (quotas.Policies is { } policies) { text.Number("policies", policies); }
        if (quotas.Agents is { } agents) { text.Number("agents", agents); }
        if (quotas.Memory is { } memory) { text.Plain("memory", UnitText.Bytes(memory)); }
        if (quotas.Audit is { } audit) { text.Plain("audit", UnitText.BytesPerPeriod(audit)); }
    }

    private static void Group(YamlText text, AgentGroup group)
    {
        text.Text("id", group.Id);
        text.Text("name", group.Name);
        text.Number("agents", group.Agents);
        text.Text("role", group.Role);
        text.Text("provider", group.Provider);
        text.Names("regions", group.Regions);
        text.Plain("risk", Vocabulary.Risk.Word(group.Risk));
        text.Plain("tier", Vocabulary.Tier.Word(group.Tier));
        text.Flag("highPrivilege", group.HighPrivilege);
        text.Names("tools", group.Tools);
        text.Names("labels", group.Labels);
        text.Flag("replicates", group.Replicates);
    }
}
