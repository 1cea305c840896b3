using System.Globalization;
using System.Text;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;

namespace Breakwater.Policy.Schemas;

/// <summary>
/// The bundle that is in force where nobody has published one: the permission matrix of the fleet file, one policy for each group, and of each tenant only its own. So a
/// fleet file works alone, and overlays can extend it by its name.
/// </summary>
public static class GeneratedBase
{
    /// <summary>Its name.</summary>
    public const string Name = "fleet-grants";

    /// <summary>The bundle for a tenant.</summary>
    public static PolicyBundle For(FleetSpecification fleet, string tenant)
    {
        var text = new StringBuilder();
        foreach (var group in fleet.Clusters.Where(c => c.Tenant == tenant).SelectMany(c => c.Groups).Where(g => g.Tools.Count > 0))
        {
            var actions = string.Join(", ", group.Tools.Select(t => $"Action::\"{t}\""));
            text.Append(CultureInfo.InvariantCulture, $"@id(\"grants-{group.Id}\")\n@maso(\"IA-1.4\")\npermit (principal in Group::\"{group.Id}\", action in [{actions}], resource);\n\n");
        }
        var read = BundleReader.Parse(new(new Dictionary<string, string>
        {
            [BundleReader.BundleFile] = $"name: {Name}\nversion: 1.0.0\nlayer: fleet\ntenant: {tenant}\n", ["grants.cedar"] = text.ToString(),
        }));
        return read.Bundle ?? throw new InvalidOperationException($"The generated policies of tenant `{tenant}` do not read: {read.Problems[0]}");
    }
}
