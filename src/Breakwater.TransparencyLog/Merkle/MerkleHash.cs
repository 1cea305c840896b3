using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Breakwater.TransparencyLog;

/// <summary>A SHA-256 hash of the tree, 32 bytes held in place. <c>default</c> is 32 zero bytes, the hash of nothing known.</summary>
public readonly struct MerkleHash : IEquatable<MerkleHash>
{
    /// <summary>Bytes of a hash: 32.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Takes over 32 bytes.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32.</exception>
    public MerkleHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes) { throw new ArgumentException($"A hash has {Bytes} bytes, not {bytes.Length}.", nameof(bytes)); }
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        (_a, _b, _c, _d) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in this);

    /// <summary>The bytes in an array of their own.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Bytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads standard Base64, and only in the one way it is written.</summary>
    public static bool TryParse(ReadOnlySpan<char> base64, out MerkleHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Bytes + 3];
        if (base64.Length != 44 || !Convert.TryFromBase64Chars(base64, bytes, out var written) || written != Bytes) { return false; }
        hash = new(bytes[..Bytes]);
        return base64.SequenceEqual(hash.ToString());
    }

    /// <summary>Standard Base64, as checkpoints and proofs carry it.</summary>
    public override string ToString() => Convert.ToBase64String(ToArray());

    /// <inheritdoc/>
    public bool Equals(MerkleHash other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MerkleHash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)_a);

    /// <summary>Whether all bytes are the same.</summary>
    public static bool operator ==(MerkleHash left, MerkleHash right) => left.Equals(right);

    /// <summary>Whether any byte differs.</summary>
    public static bool operator !=(MerkleHash left, MerkleHash right) => !left.Equals(right);
}
