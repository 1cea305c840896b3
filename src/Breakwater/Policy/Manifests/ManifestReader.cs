using Breakwater.Fleet;
using Breakwater.Fleet.Reading;

namespace Breakwater.Policy.Manifests;

/// <summary>Reads <c>manifests.yaml</c>.</summary>
internal static class ManifestReader
{
    /// <summary>The manifests; null where the file holds no keys. Adds what is wrong to the problems.</summary>
    public static IReadOnlyList<ToolManifest>? Read(string text, string file, List<Problem> found)
    {
        var problems = new Problems(file);
        List<ToolManifest>? manifests = null;
        if (YamlRoot.Read(text, YamlFileKind.Manifests, "the manifest file", problems) is { } root)
        {
            manifests = [];
            foreach (var item in root.Items("tools", "tool"))
            {
                var manifest = Tool(item);
                if (manifests.Any(m => m.Tool == manifest.Tool)) { item.Problem("id", "is listed twice", "keep one of the two"); }
                manifests.Add(manifest);
            }
            root.Close();
        }
        found.AddRange(problems.InOrder());
        return manifests;
    }

    private static ToolManifest Tool(YamlMap item)
    {
        var tool = item.Text("id", "place-order");
        var arguments = new List<ArgumentDefinition>();
        foreach (var argument in item.Items("arguments", "argument"))
        {
            var definition = Argument(argument);
            if (arguments.Any(a => a.Id == definition.Id)) { argument.Problem("id", "is listed twice", "keep one of the two"); }
            else { arguments.Add(definition); }
        }
        if (arguments.Count > ToolManifest.MaxArguments) { item.Problem("arguments", $"has more than {ToolManifest.MaxArguments} arguments", "leave out those that no policy reads only if the tool ignores them"); }
        item.Close();
        return new(tool, arguments);
    }

    private static ArgumentDefinition Argument(YamlMap item)
    {
        var id = item.Text("id", "amount");
        if (id.Length > FleetLimits.MaxIdLength) { item.Problem("id", "has a name that is too long", $"write at most {FleetLimits.MaxIdLength} characters"); }
        var kind = item.Choice("type", ArgumentKinds.Words);
        var optional = item.Flag("optional", false);
        var isText = kind is ArgumentKind.Text or ArgumentKind.Texts;
        var maxLength = isText ? item.Count("maxLength", 1, 65_536, ArgumentDefinition.DefaultMaxLength) : 0;
        // The number of decimals changes what a limit means by powers of ten, so it is never guessed.
        var decimals = kind == ArgumentKind.MinorUnits ? item.Count("decimals", 0, 9, 0) : 0;
        if (kind == ArgumentKind.MinorUnits && !item.Has("decimals")) { item.Problem("type", "counts minor units and has no `decimals`", "add `decimals:`, such as `2` for cents"); }
        var values = kind == ArgumentKind.Choice ? item.Texts("values") : [];
        if (kind == ArgumentKind.Choice && values.Count == 0) { item.Empty("values", "a value"); }
        var sensitive = item.Flag("sensitive", false);
        item.Close();
        return new(id, kind, optional, maxLength, decimals, values, sensitive);
    }
}
