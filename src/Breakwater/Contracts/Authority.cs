using System.Buffers.Binary;
using System.Numerics;

namespace Breakwater.Contracts;

/// <summary>
/// A set of tools: what somebody may use, at most. Immutable, thread-safe; two sets of the same tools are equal. One bit for each tool up to
/// the highest in the set, so checks are O(1) or O(tools / 64) and allocate nothing.
/// </summary>
public sealed class Authority : IEquatable<Authority>
{
    /// <summary>Most bytes of an encoding: one bit for every tool that a handle can name.</summary>
    public const int MaxBytes = 8 * MaxWords;

    private const int MaxWords = (ushort.MaxValue + 63) / 64;

    // INVARIANT (canonical): the last word is not zero, so that equal sets have equal words.
    private readonly ulong[] _words;

    private Authority(ReadOnlySpan<ulong> words) => _words = words.TrimEnd(0UL).ToArray();

    /// <summary>No tool at all.</summary>
    public static Authority None { get; } = new([]);

    /// <summary>How many tools are in the set.</summary>
    public int Count => _words.Sum(BitOperations.PopCount);

    /// <summary>Whether no tool is in the set.</summary>
    public bool IsNone => _words.Length == 0;

    /// <summary>Bytes of its encoding.</summary>
    public int Size => 8 * _words.Length;

    /// <summary>The set of these tools; handles that name none are left out.</summary>
    public static Authority Of(IEnumerable<ToolHandle> tools)
    {
        Span<ulong> words = stackalloc ulong[MaxWords];
        var used = 0;
        foreach (var tool in tools)
        {
            if (tool.IsNone) { continue; }
            var word = (tool.Value - 1) / 64;
            words[word] |= 1UL << ((tool.Value - 1) % 64);
            used = Math.Max(used, word + 1);
        }
        return new(words[..used]);
    }

    /// <summary>Whether the tool is in the set; no for a handle that names none. O(1).</summary>
    public bool Contains(ToolHandle tool)
    {
        var bit = tool.Value - 1;
        return bit >= 0 && bit / 64 < _words.Length && (_words[bit / 64] >> (bit % 64) & 1) != 0;
    }

    /// <summary>Whether every tool of this set is in the other too.</summary>
    public bool IsSubsetOf(Authority other)
    {
        if (_words.Length > other._words.Length) { return false; }
        for (var i = 0; i < _words.Length; i++)
        {
            if ((_words[i] & ~other._words[i]) != 0) { return false; }
        }
        return true;
    }

    /// <summary>The tools that are in both sets. Allocates only where the answer is neither of the two.</summary>
    public Authority Intersect(Authority other)
    {
        if (IsSubsetOf(other)) { return this; }
        if (other.IsSubsetOf(this)) { return other; }
        var words = new ulong[Math.Min(_words.Length, other._words.Length)];
        for (var i = 0; i < words.Length; i++) { words[i] = _words[i] & other._words[i]; }
        return new(words);
    }

    /// <summary>The tools of the set, in order of their handles.</summary>
    public IEnumerable<ToolHandle> Tools()
    {
        for (var i = 0; i < _words.Length; i++)
        {
            for (var rest = _words[i]; rest != 0; rest &= rest - 1)
            {
                yield return new((ushort)(64 * i + BitOperations.TrailingZeroCount(rest) + 1));
            }
        }
    }

    /// <summary>Writes its encoding, <see cref="Size"/> bytes: 64-bit words, little endian.</summary>
    public void CopyTo(Span<byte> destination)
    {
        for (var i = 0; i < _words.Length; i++) { BinaryPrimitives.WriteUInt64LittleEndian(destination[(8 * i)..], _words[i]); }
    }

    /// <summary>Reads an encoding. Any input is accepted; false for one that <see cref="CopyTo"/> does not write, so each set has one encoding.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Authority authority)
    {
        authority = None;
        if (bytes.Length > MaxBytes || bytes.Length % 8 != 0) { return false; }
        var words = new ulong[bytes.Length / 8];
        for (var i = 0; i < words.Length; i++) { words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]); }
        // The highest bit of the last word there can be belongs to no handle.
        if (words.Length > 0 && (words[^1] == 0 || (words.Length == MaxWords && words[^1] >> 63 != 0))) { return false; }
        authority = new(words);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Authority? other) => other is not null && _words.AsSpan().SequenceEqual(other._words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Authority);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = 0UL;
        foreach (var word in _words) { hash = BitOperations.RotateLeft(hash, 7) ^ word; }
        return (int)hash ^ (int)(hash >> 32);
    }
}
