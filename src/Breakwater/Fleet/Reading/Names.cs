namespace Breakwater.Fleet.Reading;

/// <summary>The ids of one kind that the file declares, for references to be held against.</summary>
internal sealed class Names(string kind)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _inOrder = [];
    private readonly Dictionary<string, Position> _first = new(StringComparer.Ordinal);

    /// <summary>What the ids name, in words.</summary>
    public string Kind { get; } = kind;

    public IReadOnlyList<string> InOrder => _inOrder;

    public bool Contains(string id) => _known.Contains(id);

    /// <summary>Declares an id; false if another place has declared it already.</summary>
    public bool Declare(string id, Position at, out Position first)
    {
        if (_first.TryGetValue(id, out first)) { return false; }
        _first.Add(id, at);
        _known.Add(id);
        _inOrder.Add(id);
        return true;
    }

    /// <summary>What to do about an id that nobody declares.</summary>
    public string RemedyFor(string id)
    {
        if (_inOrder.Count == 0) { return $"declare a {Kind} first: the file has none"; }
        if (NearestName.To(id, _inOrder) is { } near) { return $"did you mean {Problems.Quote(near)}?"; }
        const int shown = 8;
        var list = string.Join(", ", _inOrder.Take(shown).Select(Problems.Quote));
        return _inOrder.Count <= shown ? $"use one of {list}" : $"use one of {list} … ({_inOrder.Count} in all)";
    }
}
