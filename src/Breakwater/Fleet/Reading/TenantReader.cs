using Breakwater.Contracts;

namespace Breakwater.Fleet.Reading;

/// <summary>Reads tenants and their quotas.</summary>
internal static class TenantReader
{
    private const int MaxPolicies = 1_000_000;

    public static IReadOnlyList<Tenant> Read(YamlMap root)
    {
        var tenants = new List<Tenant>();
        foreach (var item in root.Items("tenants", "tenant"))
        {
            var id = item.Text("id", "acme");
            tenants.Add(new(id, item.Text("name", "Acme", id)) { Quotas = Quotas(item) });
            item.Close();
        }
        if (!root.Has("tenants")) { return [new(FleetNames.DefaultTenant, FleetNames.DefaultTenant)]; }
        if (tenants.Count == 0) { root.Empty("tenants", "one tenant"); }
        if (tenants.Count > FleetLimits.MaxTenants)
        {
            root.Problem(
                "tenants", FormattableString.Invariant($"has {tenants.Count:#,0} tenants"),
                FormattableString.Invariant($"a fleet has at most {FleetLimits.MaxTenants:#,0}: split it into several fleets"));
        }
        return tenants;
    }

    /// <summary>Reports every tenant whose groups come to more agents than its quota.</summary>
    public static void CheckAgents(YamlMap root, IReadOnlyList<Tenant> tenants, IReadOnlyList<Cluster> clusters)
    {
        foreach (var tenant in tenants)
        {
            var agents = clusters.Where(c => c.Tenant == tenant.Id).Sum(c => c.Groups.Sum(g => (long)g.Agents));
            if (tenant.Quotas.Agents is not { } most || agents <= most) { continue; }
            root.Problem(
                "tenants", FormattableString.Invariant($"has {agents:#,0} agents of tenant {Problems.Quote(tenant.Id)}, whose quota is {most:#,0}"),
                "raise `quotas.agents` of the tenant, or lower the `agents` of its groups");
        }
    }

    private static TenantQuotas Quotas(YamlMap tenant)
    {
        if (tenant.Section("quotas", "the section `quotas`") is not { } section) { return TenantQuotas.None; }
        var quotas = new TenantQuotas
        {
            Decisions = section.OptionalPerPeriod("decisions"),
            Policies = section.OptionalCount("policies", 1, MaxPolicies),
            Agents = section.OptionalCount("agents", 1, FleetLimits.MaxAgents),
            Memory = section.OptionalBytes("memory"),
            Audit = section.OptionalBytesPerPeriod("audit"),
        };
        if (quotas.Decisions is { } d && !BucketTerms.Fits(d.Amount, d.Period, d.Amount))
        {
            section.Problem("decisions", $"sets `decisions` to {section.Shown("decisions")}, which cannot be counted exactly", "round it, or give it for a shorter period");
        }
        section.Close();
        return quotas;
    }
}
