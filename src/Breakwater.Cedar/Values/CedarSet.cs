using System.Collections;
using System.Collections.Frozen;

namespace Breakwater.Cedar.Values;

/// <summary>An immutable set of values, without order or duplicates. Thread-safe; membership is O(1).</summary>
public sealed class CedarSet : IReadOnlyCollection<CedarValue>, IEquatable<CedarSet>
{
    private readonly FrozenSet<CedarValue> _elements;
    private readonly int _hash;

    /// <summary>A set of these values; duplicates count once.</summary>
    public CedarSet(IEnumerable<CedarValue> elements)
    {
        _elements = elements.ToFrozenSet();
        foreach (var element in _elements)
        {
            _hash ^= element.GetHashCode() * -1640531527;
            if (FirstMasked.Kind == CedarKind.None) { FirstMasked = element.FirstMasked; }
        }
    }

    /// <summary>The set without elements.</summary>
    public static CedarSet Empty { get; } = new([]);

    /// <summary>How many elements it has.</summary>
    public int Count => _elements.Count;

    /// <summary>A value withheld in it, at any depth; <c>default</c> if none is.</summary>
    internal CedarValue FirstMasked { get; }

    internal FrozenSet<CedarValue> Elements => _elements;

    /// <summary>Whether the value is an element.</summary>
    public bool Contains(CedarValue value) => _elements.Contains(value);

    /// <summary>Whether every element of the other is an element of this one.</summary>
    public bool ContainsAll(CedarSet other)
    {
        if (other.Count > Count) { return false; }
        foreach (var element in other._elements) { if (!_elements.Contains(element)) { return false; } }
        return true;
    }

    /// <summary>Whether they have an element in common.</summary>
    public bool ContainsAny(CedarSet other)
    {
        var (few, many) = other.Count < Count ? (other, this) : (this, other);
        foreach (var element in few._elements) { if (many._elements.Contains(element)) { return true; } }
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(CedarSet? other) => ReferenceEquals(this, other) || (other is not null && Count == other.Count && _hash == other._hash && ContainsAll(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CedarSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public IEnumerator<CedarValue> GetEnumerator() => ((IEnumerable<CedarValue>)_elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
