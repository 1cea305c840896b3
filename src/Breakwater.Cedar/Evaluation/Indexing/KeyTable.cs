using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Indexing;

/// <summary>Numbers for the entities and types that the heads of policies name. Written while policies are compiled, only read afterwards.</summary>
internal sealed class KeyTable
{
    /// <summary>The key of what no policy names.</summary>
    public const int Unknown = -1;

    private readonly Dictionary<EntityUid, int> _entities = [];
    private readonly Dictionary<string, int> _types = new(StringComparer.Ordinal);

    /// <summary>How many keys there are; they run from 0, entities and types together.</summary>
    public int Count => _entities.Count + _types.Count;

    public int Add(EntityUid uid)
    {
        if (!_entities.TryGetValue(uid, out var key)) { _entities.Add(uid, key = Count); }
        return key;
    }

    public int Add(string type)
    {
        if (!_types.TryGetValue(type, out var key)) { _types.Add(type, key = Count); }
        return key;
    }

    public int Find(EntityUid uid) => _entities.TryGetValue(uid, out var key) ? key : Unknown;

    public int Find(string type) => _types.TryGetValue(type, out var key) ? key : Unknown;
}
