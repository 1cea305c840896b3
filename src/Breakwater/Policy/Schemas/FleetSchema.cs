using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Fleet.Reading;
using Breakwater.Policy.Manifests;

namespace Breakwater.Policy.Schemas;

/// <summary>
/// The Cedar schema that a fleet and the manifests of its tools come to, as one tenant sees it: its own groups and clusters and nobody else's, so that a policy which
/// names another tenant's is refused when it is published. O(groups + tools + arguments).
/// </summary>
public static class FleetSchema
{
    private static readonly AttributeType Text = new(new PrimitiveType(CedarKind.String), true);
    private static readonly AttributeType Flag = new(new PrimitiveType(CedarKind.Bool), true);
    private static readonly AttributeType Instant = new(new PrimitiveType(CedarKind.DateTime), true);

    /// <summary>The schema for a tenant.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="tenant">Tenant id.</param>
    /// <param name="manifests">The manifests in force, at most one for each tool.</param>
    public static CedarSchema For(FleetSpecification fleet, string tenant, IReadOnlyList<ToolManifest> manifests)
    {
        var clusters = fleet.Clusters.Where(c => c.Tenant == tenant).ToList();
        var groups = clusters.SelectMany(c => c.Groups).ToList();
        var jurisdictions = fleet.Regions.Select(r => r.Jurisdiction).Where(j => j.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        // An enumerated type lists every entity it has: a misspelt group is an error of the policy, not a policy that never applies.
        List<EntityTypeDefinition> types =
        [
            Enumeration(PolicyNames.Tenant, [tenant]), Enumeration(PolicyNames.Region, [.. fleet.Regions.Select(r => r.Id)]),
            Enumeration(PolicyNames.Boundary, [PolicyNames.Inside, .. fleet.TrustBoundaries.Select(b => b.Id).Where(b => b != PolicyNames.Inside)]),
        ];
        if (groups.Count > 0) { types.Add(Enumeration(PolicyNames.Group, [.. groups.Select(g => g.Id)])); }
        if (clusters.Count > 0) { types.Add(Enumeration(PolicyNames.Cluster, [.. clusters.Select(c => c.Id)])); }
        if (jurisdictions.Count > 0) { types.Add(Enumeration(PolicyNames.Jurisdiction, jurisdictions)); }
        var known = types.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        types.Add(Entity(
            PolicyNames.Agent,
            [.. new[] { PolicyNames.Group, PolicyNames.Cluster, PolicyNames.Region, PolicyNames.Jurisdiction, PolicyNames.Tenant }.Where(known.Contains)],
            Record(
                ("cluster", Text), ("group", Text), ("highPrivilege", Flag), ("jurisdiction", Text), ("region", Text), ("risk", Text), ("role", Text), ("tenant", Text), ("tier", Text))));
        types.Add(Entity(
            PolicyNames.Target, [.. new[] { PolicyNames.Boundary, PolicyNames.Region, PolicyNames.Jurisdiction }.Where(known.Contains)],
            Record(("boundary", Text), ("jurisdiction", Text), ("region", Text))));
        return new(types, [.. ActionGroups(), .. fleet.Tools.Select(t => Action(t, manifests.FirstOrDefault(m => m.Tool == t.Id)))]);
    }

    private static IEnumerable<ActionDefinition> ActionGroups() =>
        Enum.GetValues<ToolAccess>().Select(PolicyNames.AccessGroup).Concat(Enum.GetValues<RiskClass>().Select(PolicyNames.RiskGroup))
            .Select(uid => new ActionDefinition { Uid = uid, MemberOf = [], PrincipalTypes = [], ResourceTypes = [], Context = RecordType.Empty });

    private static ActionDefinition Action(Tool tool, ToolManifest? manifest)
    {
        List<(string, AttributeType)> context = [(PolicyNames.CrossJurisdiction, Flag), (PolicyNames.Delegated, Flag), (PolicyNames.Now, Instant)];
        if (manifest is not null) { context.Add((PolicyNames.Arguments, new(manifest.ContextType, true))); }
        return new()
        {
            Uid = PolicyNames.ActionOf(tool), MemberOf = [PolicyNames.AccessGroup(tool.Access), PolicyNames.RiskGroup(tool.Risk)],
            PrincipalTypes = [PolicyNames.Agent], ResourceTypes = [PolicyNames.Target], Context = Record([.. context]),
        };
    }

    private static EntityTypeDefinition Enumeration(string name, IReadOnlyList<string> ids) => new() { Name = name, MemberOf = [], Shape = RecordType.Empty, EnumIds = ids };

    private static EntityTypeDefinition Entity(string name, IReadOnlyList<string> memberOf, RecordType shape) => new() { Name = name, MemberOf = memberOf, Shape = shape };

    private static RecordType Record(params (string Name, AttributeType Type)[] attributes) =>
        new() { Attributes = new SortedDictionary<string, AttributeType>(attributes.ToDictionary(a => a.Name, a => a.Type), StringComparer.Ordinal) };
}
