using System.Collections;

namespace Breakwater.Cedar.Values;

/// <summary>An immutable record: attributes by name, kept in ordinal order of their names. Thread-safe; look-up is O(log n).</summary>
public sealed class CedarRecord : IReadOnlyCollection<KeyValuePair<string, CedarValue>>, IEquatable<CedarRecord>
{
    private readonly string[] _names;
    private readonly CedarValue[] _values;

    /// <summary>A record of these attributes.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public CedarRecord(IEnumerable<KeyValuePair<string, CedarValue>> attributes)
    {
        var sorted = attributes.OrderBy(a => a.Key, StringComparer.Ordinal).ToArray();
        _names = [.. sorted.Select(a => a.Key)];
        _values = [.. sorted.Select(a => a.Value)];
        foreach (var value in _values)
        {
            FirstMasked = value.FirstMasked;
            if (FirstMasked.Kind != CedarKind.None) { break; }
        }
        for (var i = 1; i < _names.Length; i++)
        {
            if (string.Equals(_names[i - 1], _names[i], StringComparison.Ordinal)) { throw new ArgumentException($"The attribute `{_names[i]}` occurs twice.", nameof(attributes)); }
        }
    }

    private CedarRecord(CedarRecord same, string[] names)
    {
        _names = names;
        _values = same._values;
        FirstMasked = same.FirstMasked;
    }

    /// <summary>The record without attributes.</summary>
    public static CedarRecord Empty { get; } = new([]);

    /// <summary>How many attributes it has.</summary>
    public int Count => _names.Length;

    /// <summary>A value withheld in it, at any depth; <c>default</c> if none is.</summary>
    internal CedarValue FirstMasked { get; }

    /// <summary>Names in ordinal order.</summary>
    public ReadOnlySpan<string> Names => _names;

    /// <summary>Values in the order of their names.</summary>
    public ReadOnlySpan<CedarValue> Values => _values;

    /// <summary>Looks an attribute up.</summary>
    public bool TryGet(string name, out CedarValue value)
    {
        var low = 0;
        var high = _names.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(_names[middle], name);
            if (order == 0)
            {
                value = _values[middle];
                return true;
            }
            if (order < 0) { low = middle + 1; } else { high = middle - 1; }
        }
        value = default;
        return false;
    }

    /// <summary>This record with the array of names that an earlier record with the same names has; keeps it if it is the first.</summary>
    internal CedarRecord Share(HashSet<string[]> shapes)
    {
        if (!shapes.TryGetValue(_names, out var names))
        {
            shapes.Add(_names);
            return this;
        }
        return ReferenceEquals(names, _names) ? this : new(this, names);
    }

    /// <summary>Compares arrays of names by what is in them.</summary>
    internal sealed class ShapeComparer : IEqualityComparer<string[]>
    {
        public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(string[] names)
        {
            var hash = new HashCode();
            foreach (var name in names) { hash.Add(name, StringComparer.Ordinal); }
            return hash.ToHashCode();
        }
    }

    /// <summary>Looks an attribute up, first where it was found the last time: records of one shape have it at the same place.</summary>
    /// <param name="name">The name.</param>
    /// <param name="hint">The place to try first; any number will do. Two threads may write it at once.</param>
    /// <param name="value">What was found.</param>
    internal bool TryGet(string name, ref int hint, out CedarValue value)
    {
        var names = _names;
        var place = hint;
        if ((uint)place < (uint)names.Length && string.Equals(names[place], name, StringComparison.Ordinal))
        {
            value = _values[place];
            return true;
        }
        place = Array.BinarySearch(names, name, StringComparer.Ordinal);
        if (place < 0)
        {
            value = default;
            return false;
        }
        hint = place;
        value = _values[place];
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(CedarRecord? other) =>
        ReferenceEquals(this, other) || (other is not null && _names.AsSpan().SequenceEqual(other._names) && _values.AsSpan().SequenceEqual(other._values));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CedarRecord);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var name in _names) { hash.Add(name, StringComparer.Ordinal); }
        foreach (var value in _values) { hash.Add(value); }
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, CedarValue>> GetEnumerator()
    {
        for (var i = 0; i < _names.Length; i++) { yield return new(_names[i], _values[i]); }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
