using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Indexing;

/// <summary>
/// What a policy can be filed under, beside its actions, as a number. Entities and types have two, one as principal and one as resource; values of attributes
/// come after them.
/// </summary>
internal static class FilingKey
{
    /// <summary>For policies that no entity, type or value narrows down; and as the action of those for any action.</summary>
    public const int Any = 0;

    public static int Principal(int key) => (2 * key) + 1;

    public static int Resource(int key) => (2 * key) + 2;

    public static int Action(int key) => key + 1;

    public static int FirstValue(KeyTable keys) => (2 * keys.Count) + 1;
}

/// <summary>An attribute by which policies are filed, with the keys of the values that they compare it with.</summary>
internal sealed class IndexedAttribute(AttributePath path)
{
    public AttributePath Path => path;

    /// <summary>Key by value. The values are literals, so none of them is a set or a record.</summary>
    public Dictionary<CedarValue, int> Keys { get; } = [];

    /// <summary>All keys.</summary>
    public List<int> All { get; } = [];
}
