using System.Diagnostics.CodeAnalysis;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

/// <summary>
/// One copy of each name, string and entity of the sources that are parsed together. It lives as long as the parsing does, so that it can neither grow
/// with the uptime of a process nor be filled by requests. Not thread-safe.
/// </summary>
internal sealed class NameTable
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly HashSet<EntityUid> _entities = new(EntityComparer.Instance);
    private readonly HashSet<EntityUid>.AlternateLookup<EntityKey> _byKey;
    private readonly HashSet<EntityUid[]> _lists = new(ListComparer.Instance);
    private readonly HashSet<EntityUid[]>.AlternateLookup<ReadOnlySpan<EntityUid>> _byEntities;

    public NameTable()
    {
        _byEntities = _lists.GetAlternateLookup<ReadOnlySpan<EntityUid>>();
        _byText = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        _byKey = _entities.GetAlternateLookup<EntityKey>();
    }

    public string Name(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) { return ""; }
        if (_byText.TryGetValue(text, out var known)) { return known; }
        var name = new string(text);
        _names.Add(name);
        return name;
    }

    public EntityUid Entity(string type, ReadOnlySpan<char> id)
    {
        var key = new EntityKey(type, id);
        if (_byKey.TryGetValue(key, out var known)) { return known; }
        var entity = new EntityUid(type, new string(id));
        _entities.Add(entity);
        return entity;
    }

    /// <summary>An array of these entities, which are of this table.</summary>
    public EntityUid[] List(params ReadOnlySpan<EntityUid> entities)
    {
        if (entities.IsEmpty) { return []; }
        if (_byEntities.TryGetValue(entities, out var known)) { return known; }
        var list = entities.ToArray();
        _lists.Add(list);
        return list;
    }

    private sealed class ListComparer : IEqualityComparer<EntityUid[]>, IAlternateEqualityComparer<ReadOnlySpan<EntityUid>, EntityUid[]>
    {
        public static ListComparer Instance { get; } = new();

        public bool Equals(EntityUid[]? x, EntityUid[]? y) => ReferenceEquals(x, y) || (x is not null && y is not null && Equals(x.AsSpan(), y));

        public int GetHashCode([DisallowNull] EntityUid[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<EntityUid> alternate, EntityUid[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<EntityUid> alternate)
        {
            var hash = new HashCode();
            foreach (var entity in alternate) { hash.Add(entity); }
            return hash.ToHashCode();
        }

        public EntityUid[] Create(ReadOnlySpan<EntityUid> alternate) => alternate.ToArray();
    }

    private readonly ref struct EntityKey(string type, ReadOnlySpan<char> id)
    {
        public string Type { get; } = type;

        public ReadOnlySpan<char> Id { get; } = id;
    }

    private sealed class EntityComparer : IEqualityComparer<EntityUid>, IAlternateEqualityComparer<EntityKey, EntityUid>
    {
        public static EntityComparer Instance { get; } = new();

        public bool Equals(EntityUid? x, EntityUid? y) => x is null ? y is null : x.Equals(y);

        public int GetHashCode([DisallowNull] EntityUid obj) => Hash(obj.Type, obj.Id);

        public bool Equals(EntityKey alternate, EntityUid other) => alternate.Id.SequenceEqual(other.Id) && string.Equals(alternate.Type, other.Type, StringComparison.Ordinal);

        public int GetHashCode(EntityKey alternate) => Hash(alternate.Type, alternate.Id);

        public EntityUid Create(EntityKey alternate) => new(alternate.Type, new string(alternate.Id));

        private static int Hash(ReadOnlySpan<char> type, ReadOnlySpan<char> id) => HashCode.Combine(string.GetHashCode(type, StringComparison.Ordinal), string.GetHashCode(id, StringComparison.Ordinal));
    }
}
