using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Breakwater.Contracts;

/// <summary>A SHA-256 digest kept as a value: names a credential (over its bytes and signature) or a key (over its point).</summary>
public readonly struct Fingerprint : IEquatable<Fingerprint>
{
    private readonly ulong _a, _b, _c, _d;

    private Fingerprint(ReadOnlySpan<byte> digest)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(digest);
        (_a, _b, _c, _d) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>Whether it was never computed.</summary>
    public bool IsNone => (_a | _b | _c | _d) == 0;

    /// <summary>The fingerprint of some bytes; counts the blocks hashed.</summary>
    public static Fingerprint Of(ReadOnlySpan<byte> data, ref Work work)
    {
        work.Add(WorkUnit.HashBlock, (data.Length + 72) / 64);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, digest);
        return new(digest);
    }

    /// <summary>The fingerprint kept in 32 bytes.</summary>
    public static Fingerprint FromBytes(ReadOnlySpan<byte> bytes) => new(bytes[..SHA256.HashSizeInBytes]);

    /// <summary>The first 16 bytes, for records: read as hexadecimal they are the digest's first 32 digits.</summary>
    public UInt128 Head => new(BinaryPrimitives.ReverseEndianness(_a), BinaryPrimitives.ReverseEndianness(_b));

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(destination);
        (words[0], words[1], words[2], words[3]) = (_a, _b, _c, _d);
    }

    /// <inheritdoc/>
    public bool Equals(Fingerprint other) => ((_a ^ other._a) | (_b ^ other._b) | (_c ^ other._c) | (_d ^ other._d)) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fingerprint other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_a ^ (int)(_a >> 32);

    /// <summary>Same digest.</summary>
    public static bool operator ==(Fingerprint left, Fingerprint right) => left.Equals(right);

    /// <summary>Another digest.</summary>
    public static bool operator !=(Fingerprint left, Fingerprint right) => !left.Equals(right);
}
