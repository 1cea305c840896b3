using System.Buffers.Binary;

namespace Breakwater.TransparencyLog;

/// <summary>Records on their way to the disk, as they will be there, and their hashes. Its buffers are used again and again.</summary>
internal sealed class PendingBatch
{
    private byte[] _bytes = new byte[64 * 1024];
    private byte[] _hashes = new byte[256 * MerkleHash.Bytes];
    private int _flushedBytes;

    public int Length { get; private set; }

    public int Count { get; private set; }

    /// <summary>Whether one of them may use reserved space.</summary>
    public bool HasReserved { get; private set; }

    /// <summary>How many have their hashes in the tree already: a batch whose writing failed is written again, not added again.</summary>
    public int InTree { get; set; }

    /// <summary>How many are flushed in segments, though perhaps not yet named by the head.</summary>
    public int Flushed { get; private set; }

    public ReadOnlySpan<byte> Unflushed => _bytes.AsSpan(_flushedBytes, Length - _flushedBytes);

    public ReadOnlySpan<byte> Hash(int i) => _hashes.AsSpan(i * MerkleHash.Bytes, MerkleHash.Bytes);

    public void Add(ReadOnlySpan<byte> record, ReadOnlySpan<byte> hash, bool reserved)
    {
        var end = Length + SegmentFormat.LengthBytes + record.Length;
        if (end > _bytes.Length) { Array.Resize(ref _bytes, Math.Max(end, _bytes.Length * 2)); }
        if ((Count + 1) * MerkleHash.Bytes > _hashes.Length) { Array.Resize(ref _hashes, _hashes.Length * 2); }
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(Length), (ushort)record.Length);
        record.CopyTo(_bytes.AsSpan(Length + SegmentFormat.LengthBytes));
        hash.CopyTo(_hashes.AsSpan(Count * MerkleHash.Bytes));
        (Length, Count, HasReserved) = (end, Count + 1, HasReserved || reserved);
    }

    /// <summary>Adds all of a later batch, and empties that.</summary>
    public void Add(PendingBatch later)
    {
        for (var (i, at) = (0, 0); i < later.Count; i++)
        {
            var size = BinaryPrimitives.ReadUInt16BigEndian(later._bytes.AsSpan(at));
            Add(later._bytes.AsSpan(at + SegmentFormat.LengthBytes, size), later.Hash(i), later.HasReserved);
            at += SegmentFormat.LengthBytes + size;
        }
        later.Clear();
    }

    public void MarkFlushed() => (Flushed, _flushedBytes) = (Count, Length);

    public void Clear() => (Length, Count, HasReserved, InTree, Flushed, _flushedBytes) = (0, 0, false, 0, 0, 0);
}
