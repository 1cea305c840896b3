using System.Globalization;

namespace Breakwater.Cedar.Syntax;

/// <summary>Gives policies their ids, and knows which are taken.</summary>
internal sealed class PolicyIds(bool fromAnnotation)
{
    private readonly HashSet<string> _annotated = new(StringComparer.Ordinal);
    private readonly HashSet<string> _positional = new(StringComparer.Ordinal);
    private int _count;

    public bool FromAnnotation => fromAnnotation;

    /// <summary>The id of the next policy by its position.</summary>
    public string Next() => string.Create(CultureInfo.InvariantCulture, $"policy{_count++}");

    /// <summary>Takes an id; false if it was taken.</summary>
    public bool TryTake(string id, bool annotated)
    {
        // Positions never collide with each other: only beside annotations must they be remembered.
        if (!fromAnnotation) { return true; }
        if (annotated) { return !_positional.Contains(id) && _annotated.Add(id); }
        return !_annotated.Contains(id) && _positional.Add(id);
    }
}
