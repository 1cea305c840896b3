using Breakwater.Cedar.Evaluation.Indexing;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>The principal, action or resource of a bound request, in keys of the policies it is bound to. A mutable struct: its buffer is used again.</summary>
internal struct BoundVariable
{
    private int[] _groups;
    private int _count;

    /// <summary>Key of the entity; <see cref="KeyTable.Unknown"/> if no policy names it in its head.</summary>
    public int Self { get; private set; }

    /// <summary>Key of its type; likewise.</summary>
    public int Type { get; private set; }

    /// <summary>Its data; null if it is not among the entities.</summary>
    public StoredEntity? Entity { get; private set; }

    /// <summary>Keys of the entity and its ancestors, as far as policies name them in their heads.</summary>
    public readonly ReadOnlySpan<int> Groups => _groups.AsSpan(0, _count);

    public readonly bool IsIn(int key) => Groups.Contains(key);

    public void Bind(EntityUid uid, StoredEntity? entity, KeyTable keys)
    {
        var ancestors = entity is null ? [] : entity.Ancestors.Uids;
        if (_groups is null || _groups.Length <= ancestors.Length) { _groups = new int[ancestors.Length + 8]; }
        _count = 0;
        Entity = entity;
        Type = keys.Find(uid.Type);
        Self = keys.Find(uid);
        if (Self != KeyTable.Unknown) { _groups[_count++] = Self; }
        foreach (var ancestor in ancestors)
        {
            var key = keys.Find(ancestor);
            if (key != KeyTable.Unknown) { _groups[_count++] = key; }
        }
    }
}
