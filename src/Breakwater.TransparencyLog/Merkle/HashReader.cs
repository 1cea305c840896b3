using System.Buffers;
using System.Numerics;

namespace Breakwater.TransparencyLog;

/// <summary>
/// Reads the stored hashes of a tree and makes nodes, roots and proofs of them. Level L holds the roots of perfect subtrees of 256^L leaves, in
/// order; what lies between two levels is hashed again when it is needed. Safe for any number of threads if <see cref="Read"/> is.
/// </summary>
internal abstract class HashReader
{
    /// <summary>Reads consecutive hashes of a level; fails with <see cref="LogDamagedException"/> if they are not all there.</summary>
    public abstract void Read(int level, long first, Span<byte> destination);

    /// <summary>The node at a height over the leaves, counted from the left.</summary>
    public MerkleHash Node(int height, long index)
    {
        var span = 1 << (height % TilePath.Height);
        Span<byte> hashes = stackalloc byte[TilePath.Width / 2 * MerkleHash.Bytes];
        hashes = hashes[..(span * MerkleHash.Bytes)];
        Read(height / TilePath.Height, index * span, hashes);
        MerkleHashing.Fold(hashes, hashes);
        return new(hashes[..MerkleHash.Bytes]);
    }

    /// <summary>The root of the tree when it had this many leaves. O(log n) nodes.</summary>
    public MerkleHash Root(long size) => size == 0 ? MerkleHashing.EmptyRoot : Range(0, size);

    /// <summary>RFC 6962 section 2.1.1, from the leaf's sibling upwards. <c>0 ≤ index &lt; size</c>.</summary>
    public MerkleHash[] Inclusion(long index, long size)
    {
        var proof = new List<MerkleHash>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + LeftSpan(end - start);
            if (index < middle)
            {
                proof.Add(Range(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(Range(start, middle));
                start = middle;
            }
        }
        proof.Reverse();
        return [.. proof];
    }

    /// <summary>RFC 6962 section 2.1.2. <c>0 &lt; size1 ≤ size2</c>.</summary>
    public MerkleHash[] Consistency(long size1, long size2)
    {
        var proof = new List<MerkleHash>();
        var (start, end) = (0L, size2);
        while (size1 != end)
        {
            var middle = start + LeftSpan(end - start);
            if (size1 <= middle)
            {
                proof.Add(Range(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(Range(start, middle));
                start = middle;
            }
        }
        if (start != 0) { proof.Add(Range(start, end)); }
        proof.Reverse();
        return [.. proof];
    }

    private MerkleHash Range(long start, long end)
    {
        var span = end - start;
        if (BitOperations.IsPow2(span)) { return Node(BitOperations.Log2((ulong)span), start / span); }
        var middle = start + LeftSpan(span);
        return MerkleHashing.Node(Range(start, middle), Range(middle, end));
    }

    /// <summary>The largest power of two below a span.</summary>
    private static long LeftSpan(long span) => 1L << BitOperations.Log2((ulong)span - 1);
}
