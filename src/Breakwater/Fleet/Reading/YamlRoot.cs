namespace Breakwater.Fleet.Reading;

/// <summary>The keys of a whole YAML file.</summary>
internal static class YamlRoot
{
    /// <summary>The keys; null if the text is no set of keys, with the reason among the problems.</summary>
    public static YamlMap? Read(string text, YamlFileKind kind, string what, Problems problems)
    {
        switch (new YamlTreeLoader(problems, kind).Load(text))
        {
            case YamlMapping mapping:
                return new(mapping, what, problems);
            case { } other when !problems.Any:
                problems.Add(other.At, $"the file holds {other.Kind}", kind.EmptyRemedy);
                return null;
            default:
                return null;
        }
    }
}
