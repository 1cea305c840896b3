using Breakwater.Fleet;
using Breakwater.Fleet.Reading;
using Breakwater.Policy.Manifests;
using NuGet.Versioning;

namespace Breakwater.Policy.Bundles;

/// <summary>Reads <c>bundle.yaml</c>.</summary>
internal static class BundleFileReader
{
    private static readonly Choices<BundleLayer> Layers = new(
        ("fleet", BundleLayer.Fleet), ("jurisdiction", BundleLayer.Jurisdiction), ("tenant", BundleLayer.Tenant), ("cluster", BundleLayer.Cluster));

    private static readonly Choices<AdapterConversion> Conversions = new(
        ("none", AdapterConversion.None), ("to-minor-units", AdapterConversion.ToMinorUnits), ("from-minor-units", AdapterConversion.FromMinorUnits),
        ("to-decimal", AdapterConversion.ToDecimal), ("to-count", AdapterConversion.ToCount));

    private static readonly BundleContent Nothing = new([]);

    /// <summary>The bundle without its policies and manifests; null where the file holds no keys. Adds what is wrong to the problems.</summary>
    public static PolicyBundle? Read(string text, string file, List<Problem> found)
    {
        var problems = new Problems(file);
        var bundle = YamlRoot.Read(text, YamlFileKind.Bundle, "the bundle", problems) is { } root ? Read(root) : null;
        found.AddRange(problems.InOrder());
        return bundle;
    }

    private static PolicyBundle Read(YamlMap root)
    {
        var name = Id(root, "name", "bank-base");
        var version = Version(root);
        var layer = root.Choice("layer", Layers);
        var bundle = new PolicyBundle
        {
            Reference = new(name, version),
            Tenant = root.OptionalText("tenant", "bank"),
            Layer = layer,
            For = Subject(root, layer),
            Extends = Extends(root),
            Compatibility = Range(root, "compatibility", Versions.UpTo(version)),
            IsBreaking = root.Flag("breaking", false),
            Overrides = root.Texts("overrides"),
            Adapters = [.. root.Items("adapts", "adapter").Select(Adapter)],
            PolicyCount = 0,
            Content = Nothing,
        };
        root.OptionalText("description", "what it is for");
        if (layer == BundleLayer.Tenant && bundle.Tenant is null)
        {
            root.Problem("layer", "is a layer of one tenant and names none", "add `tenant:`, or choose the layer `fleet`");
        }
        if (bundle.Extends is null && layer != BundleLayer.Fleet)
        {
            root.Problem("layer", $"is the layer {Problems.Quote(Layers.Word(layer))} of no base", "add `extends: { name: ..., versions: \"[1.0.0,2.0.0)\" }`");
        }
        if (bundle.Extends is null && bundle.Overrides.Count > 0)
        {
            root.Problem("overrides", "replaces policies and extends no bundle", "add `extends:`, or remove `overrides:`");
        }
        if (!bundle.Compatibility.Holds(version))
        {
            root.Problem("compatibility", $"does not hold the bundle's own version {Problems.Quote(version.ToNormalizedString())}", "widen the range");
        }
        root.Close();
        return bundle;
    }

    private static SemanticVersion Version(YamlMap root)
    {
        var text = root.Text("version", "1.0.0");
        if (Versions.TryVersion(text, out var version)) { return version; }
        if (root.Has("version")) { root.Problem("version", $"has the version {Problems.Quote(text)}", "write three numbers, such as `1.4.0`"); }
        return new(0, 0, 0);
    }

    private static string Subject(YamlMap root, BundleLayer layer)
    {
        if (layer is BundleLayer.Jurisdiction or BundleLayer.Cluster) { return root.Text("for", layer == BundleLayer.Jurisdiction ? "UK" : "equities"); }
        if (root.OptionalText("for", "UK") is not null)
        {
            root.Problem("for", $"has a `for`, which the layer {Problems.Quote(Layers.Word(layer))} does not need", "remove it, or choose the layer `jurisdiction` or `cluster`");
        }
        return "";
    }

    private static BaseBundle? Extends(YamlMap root)
    {
        if (root.Section("extends", "`extends`") is not { } section) { return null; }
        var extends = new BaseBundle(Id(section, "name", "bank-base"), Range(section, "versions", null));
        section.Close();
        return extends;
    }

    private static VersionRange Range(YamlMap map, string key, VersionRange? otherwise)
    {
        var text = otherwise is null ? map.Text(key, "[1.0.0,2.0.0)") : map.OptionalText(key, "[1.0.0,2.0.0)");
        if (text is null) { return otherwise!; }
        if (Versions.TryRange(text, out var range)) { return range; }
        if (map.Has(key)) { map.Problem(key, $"has the range {Problems.Quote(text)}", "write an interval in quotes, such as `\"[1.0.0,2.0.0)\"`: from 1.0.0 on, below 2.0.0"); }
        return VersionRange.All;
    }

    private static VersionAdapter Adapter(YamlMap map)
    {
        var from = Range(map, "from", null);
        var rules = new List<AdapterRule>();
        foreach (var item in map.Items("arguments", "adapter rule"))
        {
            var rule = new AdapterRule(
                item.Text("tool", "place-order"), item.Text("to", "amount"), item.OptionalText("from", "value"),
                item.Choice("convert", Conversions, AdapterConversion.None), item.OptionalText("default", "0"));
            if (rule is { From: null, Default: null }) { item.Problem(null, $"gives {Problems.Quote(rule.To)} neither a `from` nor a `default`", "add one of them"); }
            rules.Add(rule);
            item.Close();
        }
        map.Close();
        return new(from, rules);
    }

    private static string Id(YamlMap map, string key, string example)
    {
        var id = map.Text(key, example);
        if (id.Length <= FleetLimits.MaxIdLength && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) { return id; }
        map.Problem(key, $"has the name {Problems.Quote(id)}", $"write at most {FleetLimits.MaxIdLength} lower-case letters, digits and hyphens, such as `{example}`");
        return id;
    }
}
