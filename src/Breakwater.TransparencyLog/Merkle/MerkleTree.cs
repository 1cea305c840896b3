using System.Numerics;

namespace Breakwater.TransparencyLog;

/// <summary>
/// The growing edge of a tree: roots of its perfect subtrees, one per set bit of its size, and the stored hashes that are not yet in a file. One
/// node is hashed per leaf on average. For one thread at a time.
/// </summary>
internal sealed class MerkleTree
{
    private const int MostHeights = 64;
    private readonly byte[] _edge = new byte[MostHeights * MerkleHash.Bytes];

    private MerkleTree() { }

    public static MerkleTree Empty() => new();

    /// <summary>The tree that a reader holds, at a size.</summary>
    public static MerkleTree Load(HashReader hashes, long size)
    {
        var tree = new MerkleTree { Size = size };
        for (var height = 0; height < MostHeights - 1; height++)
        {
            if ((size >> height & 1) == 1) { hashes.Node(height, (size >> height) - 1).CopyTo(tree.At(height)); }
        }
        for (var level = 0; level < tree.Levels.Length; level++) { tree.Levels[level] = new(TilePath.HashesAt(level, size)); }
        return tree;
    }

    public long Size { get; private set; }

    /// <summary>Hashes added since they were last dropped, by level.</summary>
    public HashRun[] Levels { get; } = [.. Enumerable.Range(0, MostHeights / TilePath.Height).Select(_ => new HashRun(0))];

    public void Append(ReadOnlySpan<byte> leafHash)
    {
        Levels[0].Add(leafHash);
        Span<byte> node = stackalloc byte[MerkleHash.Bytes];
        leafHash.CopyTo(node);
        var height = 0;
        for (; (Size >> height & 1) == 1; height++)
        {
            MerkleHashing.Node(At(height), node, node);
            if ((height + 1) % TilePath.Height == 0) { Levels[(height + 1) / TilePath.Height].Add(node); }
        }
        node.CopyTo(At(height));
        Size++;
    }

    public void Append(MerkleHash leafHash)
    {
        Span<byte> bytes = stackalloc byte[MerkleHash.Bytes];
        leafHash.CopyTo(bytes);
        Append(bytes);
    }

    /// <summary>The root at the present size. O(log n) hashes.</summary>
    public MerkleHash Root()
    {
        if (Size == 0) { return MerkleHashing.EmptyRoot; }
        var height = BitOperations.TrailingZeroCount(Size);
        var root = new MerkleHash(At(height));
        for (height++; Size >> height != 0; height++)
        {
            if ((Size >> height & 1) == 1) { root = MerkleHashing.Node(new(At(height)), root); }
        }
        return root;
    }

    private Span<byte> At(int height) => _edge.AsSpan(height * MerkleHash.Bytes, MerkleHash.Bytes);
}

/// <summary>Consecutive hashes of one level, from a place on.</summary>
internal sealed class HashRun(long first)
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>The place of the first hash held here.</summary>
    public long First { get; private set; } = first;

    public int Count => _length / MerkleHash.Bytes;

    public ReadOnlySpan<byte> Hashes => _bytes.AsSpan(0, _length);

    public void Add(ReadOnlySpan<byte> hash)
    {
        if (_length == _bytes.Length) { Array.Resize(ref _bytes, Math.Max(TilePath.Width * MerkleHash.Bytes, _length * 2)); }
        hash.CopyTo(_bytes.AsSpan(_length));
        _length += MerkleHash.Bytes;
    }

    /// <summary>Forgets what is held; the buffer is kept for what comes.</summary>
    public void Drop() => (First, _length) = (First + Count, 0);
}
