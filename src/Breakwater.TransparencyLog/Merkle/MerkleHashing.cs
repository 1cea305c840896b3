using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Breakwater.TransparencyLog;

/// <summary>The hashing of RFC 6962, section 2.1: leaves and nodes are told apart by their first byte. Stateless; allocates nothing.</summary>
public static class MerkleHashing
{
    private const int OnStack = 1024;

    /// <summary>The root of the tree without leaves: SHA-256 of nothing.</summary>
    public static MerkleHash EmptyRoot { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of a leaf: SHA-256 of 0x00 and the record.</summary>
    public static MerkleHash Leaf(ReadOnlySpan<byte> record)
    {
        Span<byte> hash = stackalloc byte[MerkleHash.Bytes];
        Leaf(record, hash);
        return new(hash);
    }

    /// <summary>The hash of a node: SHA-256 of 0x01 and both children.</summary>
    public static MerkleHash Node(MerkleHash left, MerkleHash right)
    {
        Span<byte> pair = stackalloc byte[2 * MerkleHash.Bytes];
        left.CopyTo(pair);
        right.CopyTo(pair[MerkleHash.Bytes..]);
        Span<byte> hash = stackalloc byte[MerkleHash.Bytes];
        Node(pair[..MerkleHash.Bytes], pair[MerkleHash.Bytes..], hash);
        return new(hash);
    }

    [SkipLocalsInit]
    internal static void Leaf(ReadOnlySpan<byte> record, Span<byte> destination)
    {
        byte[]? rented = null;
        var input = record.Length < OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(record.Length + 1);
        input[0] = 0x00;
        record.CopyTo(input[1..]);
        SHA256.HashData(input[..(record.Length + 1)], destination);
        if (rented is not null) { ArrayPool<byte>.Shared.Return(rented); }
    }

    [SkipLocalsInit]
    internal static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[1 + 2 * MerkleHash.Bytes];
        input[0] = 0x01;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + MerkleHash.Bytes)..]);
        SHA256.HashData(input, destination);
    }

    /// <summary>The root of a perfect subtree over these hashes, a power of two of them, which it overwrites.</summary>
    internal static void Fold(Span<byte> hashes, Span<byte> root)
    {
        for (var count = hashes.Length / MerkleHash.Bytes; count > 1; count /= 2)
        {
            for (var i = 0; i < count; i += 2)
            {
                var pair = hashes.Slice(i * MerkleHash.Bytes, 2 * MerkleHash.Bytes);
                Node(pair[..MerkleHash.Bytes], pair[MerkleHash.Bytes..], hashes.Slice(i / 2 * MerkleHash.Bytes, MerkleHash.Bytes));
            }
        }
        hashes[..MerkleHash.Bytes].CopyTo(root);
    }
}
