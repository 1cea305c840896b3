using System.Buffers.Binary;

namespace Breakwater.TransparencyLog;

/// <summary>Records on their way to the disk, as they will be there, and their hashes. Its buffers are used again and again.</summary>
internal sealed class PendingBatch
{
    private byte[] _bytes = new byte[64 * 1024];
    private byte[] _hashes = new byte[256 * MerkleHash.Bytes];

    public int Length { get; private set; }

    public int Count { get; private set; }

    /// <summary>Whether one of them may use reserved space.</summary>
    public bool HasReserved { get; private set; }

    /// <summary>Whether its hashes are in the tree already: a batch whose writing failed is written again, not added again.</summary>
    public bool IsInTree { get; set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

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

    public void Clear() => (Length, Count, HasReserved, IsInTree) = (0, 0, false, false);
}
