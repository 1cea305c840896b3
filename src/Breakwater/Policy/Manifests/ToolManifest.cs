using Breakwater.Cedar.Schemas;

namespace Breakwater.Policy.Manifests;

/// <summary>The arguments of a tool: what a host may pass, and what policies may read. Immutable, thread-safe.</summary>
public sealed class ToolManifest
{
    /// <summary>Most arguments of a tool.</summary>
    public const int MaxArguments = 64;

    internal ToolManifest(string tool, IReadOnlyList<ArgumentDefinition> arguments)
    {
        Tool = tool;
        Arguments = [.. arguments];
        Canonical = $"{tool}({string.Join(',', Arguments.Select(a => a.Canonical))})";
        ContextType = new()
        {
            Attributes = new SortedDictionary<string, AttributeType>(Arguments.ToDictionary(a => a.Id, a => new AttributeType(a.Kind.CedarType(), !a.Optional)), StringComparer.Ordinal),
        };
    }

    /// <summary>Tool id.</summary>
    public string Tool { get; }

    /// <summary>Its arguments, in the order of the manifest.</summary>
    public IReadOnlyList<ArgumentDefinition> Arguments { get; }

    /// <summary>The type of <c>context.args</c>.</summary>
    public RecordType ContextType { get; }

    /// <summary>Two manifests with the same text bind the same bytes to the same values.</summary>
    internal string Canonical { get; }

    /// <summary>An argument by name; null if there is none.</summary>
    public ArgumentDefinition? Find(string id) => IndexOf(id) is var i and >= 0 ? Arguments[i] : null;

    internal int IndexOf(string id)
    {
        for (var i = 0; i < Arguments.Count; i++) { if (string.Equals(Arguments[i].Id, id, StringComparison.Ordinal)) { return i; } }
        return -1;
    }
}
