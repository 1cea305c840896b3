using Breakwater.Cedar.Values;
using Breakwater.Fleet;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Diffing;

/// <summary>Who can ask for what where, as far as policies can tell one from another.</summary>
internal static class RequestPlaces
{
    /// <summary>Somebody of each group in each of its regions, and each agent that a policy names.</summary>
    public static IEnumerable<RecordedRequest> Principals(PolicyWorld world, string tenant, PolicyLiterals literals)
    {
        var named = literals.Entities(PolicyNames.Agent).ToHashSet(StringComparer.Ordinal);
        return world.Fleet.Clusters.Where(c => c.Tenant == tenant).SelectMany(c => c.Groups).SelectMany(g => g.Regions.Select(r => (Agent: (string?)null, Group: g.Id, Region: r)))
            .Concat(FleetRoster.Expand(world.Fleet).Agents.Where(a => a.Tenant == tenant && named.Contains(a.Name)).Select(a => ((string?)a.Name, a.Group.Id, a.Region.Id)))
            .Select(p => new RecordedRequest { Agent = p.Item1, Group = p.Item2, Region = p.Item3, Tool = "" });
    }

    /// <summary>A short-lived instance of each group, which stands in no region of its own.</summary>
    public static IEnumerable<RecordedRequest> Instances(PolicyWorld world, string tenant) =>
        world.Fleet.Clusters.Where(c => c.Tenant == tenant).SelectMany(c => c.Groups).Select(g => new RecordedRequest { Group = g.Id, Region = "", Tool = "" });

    /// <summary>
    /// Targets of a tool for somebody in a region; null for the tool's own boundary there. Every boundary that a policy names, the tool's own and one more; each in every region
    /// that a policy names, in the own one, and in one more of each jurisdiction.
    /// </summary>
    public static IEnumerable<string?> Targets(PolicyWorld world, Tool tool, string region, PolicyLiterals literals)
    {
        var fleet = world.Fleet;
        var own = PolicyNames.BoundaryOf(tool);
        var parts = literals.Entities(PolicyNames.Target).Select(t => t.Split('@')).Where(t => t.Length == 2).ToList();
        var boundaries = Named(literals, PolicyNames.Boundary, "boundary").Concat(parts.Select(p => p[0])).ToHashSet(StringComparer.Ordinal);
        var regions = Named(literals, PolicyNames.Region, "region").Concat(parts.Select(p => p[1])).Append(region).ToHashSet(StringComparer.Ordinal);
        IEnumerable<string> everyBoundary = [PolicyNames.Inside, .. fleet.TrustBoundaries.Select(b => b.Id)];
        boundaries.UnionWith([own, .. everyBoundary.Where(b => b != own && !boundaries.Contains(b)).Take(1)]);
        regions.UnionWith([.. fleet.Regions.Where(r => !regions.Contains(r.Id)).DistinctBy(r => r.Jurisdiction).Select(r => r.Id)]);
        foreach (var boundary in boundaries.Order(StringComparer.Ordinal).OrderBy(b => b != own))
        {
            foreach (var at in regions.Order(StringComparer.Ordinal).OrderBy(r => r != region))
            {
                if (boundary == own && at == region) { yield return null; }
                else if (!world.Entities.TargetOf(PolicyNames.TargetId(boundary, at)).IsDefault) { yield return PolicyNames.TargetId(boundary, at); }
            }
        }
    }

    private static IEnumerable<string> Named(PolicyLiterals literals, string type, string attribute) =>
        literals.Entities(type).Concat(literals.Of(attribute).Where(v => v.Kind == CedarKind.String).Select(v => v.AsString));
}
