namespace Breakwater.Fleet.Reading;

/// <summary>What a YAML file of ours is, for messages about the file as a whole.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Holds">What there is one of in it.</param>
/// <param name="EmptyRemedy">What to do about an empty one.</param>
internal sealed record YamlFileKind(string Name, string Holds, string EmptyRemedy)
{
    public static YamlFileKind Fleet { get; } = new("fleet file", "fleet", "describe a fleet, or write a starter fleet with `breakwater init`");

    public static YamlFileKind Bundle { get; } = new("bundle file", "bundle", "write `name:`, `version:` and `layer:`");

    public static YamlFileKind Manifests { get; } = new("manifest file", "list of tools", "list the tools below `tools:`, or remove the file");

    public static YamlFileKind Cases { get; } = new("file of cases", "set of cases", "write `fleet:`, `bundles:` and `cases:`");
}
