using Breakwater.Contracts;

namespace Breakwater.Fleet.Reading;

/// <summary>Reads where things stand: regions, enforcement nodes, control plane and halt authority.</summary>
internal static class PlaceReader
{
    private const int DefaultCores = 4;
    private static readonly Money _defaultCoreHour = Money.FromUnits(0.05m);

    public static IReadOnlyList<Region> Regions(YamlMap root, FleetNames names)
    {
        var regions = new List<Region>();
        foreach (var item in root.Items("regions", "region"))
        {
            var id = item.Text("id", "london");
            regions.Add(new(id, item.Text("name", "London", id), item.Text("jurisdiction", "UK", ""), item.Text("regulator", "FCA", "")));
            item.Close();
        }
        if (names.Regions.InOrder.Count == 0) { root.Empty("regions", "one region"); }
        return regions;
    }

    /// <summary>Nodes as given; where the file gives none, one for each region.</summary>
    public static IReadOnlyList<EnforcementNode> Nodes(YamlMap root, FleetNames names)
    {
        if (!root.Has("nodes"))
        {
            _ = root.Items("nodes", "node");
            return [.. names.Regions.InOrder.Select(region => new EnforcementNode($"{region}-gate", region, DefaultCores, [region]))];
        }
        var nodes = new List<EnforcementNode>();
        var servedBy = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in root.Items("nodes", "node"))
        {
            var id = item.Text("id", "london-gate");
            var region = item.Reference("region", names.Regions);
            var serves = item.Has("serves") ? item.References("serves", names.Regions) : item.References("serves", names.Regions, [region]);
            nodes.Add(new(id, region, item.Count("cores", 1, 100_000, DefaultCores), serves));
            foreach (var served in serves)
            {
                if (servedBy.TryAdd(served, id) || !names.Regions.Contains(served)) { continue; }
                item.Problem(
                    "serves", $"serves region {Problems.Quote(served)}, which node {Problems.Quote(servedBy[served])} serves already",
                    "a region is served by exactly one node: remove it from one of the two");
            }
            item.Close();
        }
        foreach (var region in names.Regions.InOrder.Where(r => !servedBy.ContainsKey(r)))
        {
            root.Problem(
                "nodes", $"has no node that serves region {Problems.Quote(region)}",
                $"add `{region}` to the `serves` of one node, or leave `nodes` out to get one node for each region");
        }
        return nodes;
    }

    public static ControlPlane ControlPlane(YamlMap root, FleetNames names, string currency)
    {
        // Apart from each other where there is a choice: what takes the control plane down should not take the halt with it.
        var first = names.Regions.InOrder.FirstOrDefault() ?? "";
        var other = names.Regions.InOrder.Skip(1).FirstOrDefault() ?? first;
        if (root.Section("controlPlane", "the control plane") is not { } section) { return new(first, other, _defaultCoreHour); }
        var region = section.Reference("region", names.Regions, first);
        var halt = section.Reference("haltAuthority", names.Regions, names.Regions.InOrder.FirstOrDefault(r => r != region) ?? region);
        var price = section.Amount("coreHourPrice", currency, _defaultCoreHour);
        section.Close();
        return new(region, halt, price);
    }
}
