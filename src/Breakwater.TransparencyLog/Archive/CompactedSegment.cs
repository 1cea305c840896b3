using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.TransparencyLog;

/// <summary>
/// A whole segment packed into one object: blocks of 4,096 entries that are packed each by itself, so that one entry costs one block, and before them a head that says where they are
/// and has a checksum for each. Head, big endian: magic 8, its length 4, length of the codec's name 1 and the name, segment 8, entries 4, digest of the segment's hashes 32, and for
/// each block its length 4 and the beginning of its SHA-256 16; then the beginning of SHA-256 over all that 16. Entries that expired before the rest of their segment are empty in it; the object then has
/// another name, that of the segment and the first entry it still has, because objects never change.
/// </summary>
internal sealed class CompactedSegment
{
    /// <summary>Bundles in a block.</summary>
    public const int BlockBundles = 16;

    /// <summary>Entries in a block.</summary>
    public const int BlockEntries = BlockBundles * TilePath.Width;

    /// <summary>What names of compacted segments begin with.</summary>
    public const string NamePrefix = "compacted-";

    private const int ChecksumBytes = 16;
    private const int FixedBytes = 8 + 4 + 1 + 8 + 4 + MerkleHash.Bytes + ChecksumBytes;
    private const int FirstRead = 4_096;
    private const int MostHeadBytes = 1 << 24;
    private const int MostNameBytes = 32;
    private readonly long[] _offsets;
    private readonly byte[] _checksums;

    private CompactedSegment(long number, int entries, MerkleHash digest, string codec, long[] offsets, byte[] checksums) =>
        (Number, Entries, Digest, Codec, _offsets, _checksums) = (number, entries, digest, codec, offsets, checksums);

    public long Number { get; }

    public int Entries { get; }

    /// <summary>Digest of the segment's hashes, which ties the object to its log.</summary>
    public MerkleHash Digest { get; }

    public string Codec { get; }

    public int Blocks => _offsets.Length - 1;

    /// <summary>Bytes of the whole object.</summary>
    public long Length => _offsets[^1];

    private static ReadOnlySpan<byte> Magic => "BWTLSEG\x01"u8;

    /// <summary>The name of a whole segment, and what the names of what is left of it begin with.</summary>
    public static string NameOf(long number) => NamePrefix + number.ToString("D12", CultureInfo.InvariantCulture);

    /// <summary>The name of a segment that has no entries before one any more.</summary>
    public static string NameOf(long number, long firstKept, long segmentEntries) =>
        firstKept <= number * segmentEntries ? NameOf(number) : string.Create(CultureInfo.InvariantCulture, $"{NameOf(number)}-{firstKept:D15}");

    public static bool IsName(string name, out long number)
    {
        number = 0;
        return (name.Length == NamePrefix.Length + 12 || name.Length == NamePrefix.Length + 28 && name[NamePrefix.Length + 12] == '-' && !name.AsSpan(NamePrefix.Length + 13).ContainsAnyExceptInRange('0', '9'))
            && name.StartsWith(NamePrefix, StringComparison.Ordinal) && long.TryParse(name.AsSpan(NamePrefix.Length, 12), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Copies entries, each behind its length, and leaves those before one empty.</summary>
    public static void CopyFrom(long firstKept, ReadOnlySpan<byte> entries, long firstEntry, ArrayBufferWriter<byte> destination)
    {
        for (; !entries.IsEmpty && firstEntry < firstKept; firstEntry++)
        {
            destination.Write((ReadOnlySpan<byte>)[0, 0]);
            entries = entries[(SegmentFormat.LengthBytes + BinaryPrimitives.ReadUInt16BigEndian(entries))..];
        }
        destination.Write(entries);
    }

    /// <summary>The object of a segment, of blocks that were packed.</summary>
    public static byte[] Write(long number, int entries, MerkleHash digest, string codec, IReadOnlyList<byte[]> blocks)
    {
        var name = Encoding.ASCII.GetBytes(codec);
        var headBytes = FixedBytes + name.Length + blocks.Count * (sizeof(int) + ChecksumBytes);
        var bytes = new byte[headBytes + blocks.Sum(b => b.Length)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), headBytes);
        bytes[12] = (byte)name.Length;
        name.CopyTo(bytes, 13);
        var at = 13 + name.Length;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(at), number);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 8), entries);
        digest.CopyTo(bytes.AsSpan(at + 12));
        at += 12 + MerkleHash.Bytes;
        var body = headBytes;
        foreach (var block in blocks)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), block.Length);
            Checksum(block, bytes.AsSpan(at + sizeof(int), ChecksumBytes));
            block.CopyTo(bytes, body);
            (at, body) = (at + sizeof(int) + ChecksumBytes, body + block.Length);
        }
        Checksum(bytes.AsSpan(0, at), bytes.AsSpan(at, ChecksumBytes));
        return bytes;
    }

    /// <summary>Reads the head of an object by a reader of parts of it; null if there is none. Fails with <see cref="LogDamagedException"/> if it does not read.</summary>
    public static CompactedSegment? Read(long number, string path, long firstEntry, Func<long, int, byte[]?> get)
    {
        var head = get(0, FirstRead);
        if (head is null) { return null; }
        if (head.Length < FixedBytes || !head.AsSpan().StartsWith(Magic)) { throw Damage(); }
        var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(8));
        if (length is < FixedBytes or > MostHeadBytes) { throw Damage(); }
        if (length > head.Length) { head = get(0, length) ?? throw Damage(); }
        if (head.Length < length) { throw Damage(); }
        Span<byte> checksum = stackalloc byte[ChecksumBytes];
        Checksum(head.AsSpan(0, length - ChecksumBytes), checksum);
        var nameBytes = (int)head[12];
        var tableBytes = length - FixedBytes - nameBytes;
        var isSound = checksum.SequenceEqual(head.AsSpan(length - ChecksumBytes, ChecksumBytes)) && nameBytes <= MostNameBytes && tableBytes > 0 && tableBytes % (sizeof(int) + ChecksumBytes) == 0;
        if (!isSound) { throw Damage(); }
        var at = 13 + nameBytes;
        var entries = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(at + 8));
        var blocks = tableBytes / (sizeof(int) + ChecksumBytes);
        if (BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(at)) != number || entries < 1 || blocks != (entries + BlockEntries - 1) / BlockEntries) { throw Damage(); }
        var digest = new MerkleHash(head.AsSpan(at + 12, MerkleHash.Bytes));
        at += 12 + MerkleHash.Bytes;
        var (offsets, checksums) = (new long[blocks + 1], new byte[blocks * ChecksumBytes]);
        offsets[0] = length;
        for (var i = 0; i < blocks; i++)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(at));
            if (size < 0) { throw Damage(); }
            offsets[i + 1] = offsets[i] + size;
            head.AsSpan(at + sizeof(int), ChecksumBytes).CopyTo(checksums.AsSpan(i * ChecksumBytes));
            at += sizeof(int) + ChecksumBytes;
        }
        return new(number, entries, digest, Encoding.ASCII.GetString(head.AsSpan(13, nameBytes)), offsets, checksums);

        LogDamagedException Damage() => new(path, firstEntry, "the compacted segment that begins here has no sound head. Restore it from a copy.");
    }

    /// <summary>How many entries a block has.</summary>
    public int EntriesIn(int block) => Math.Min(BlockEntries, Entries - block * BlockEntries);

    /// <summary>The entries of a block, each behind its length. Fails with <see cref="LogDamagedException"/> if they do not read.</summary>
    public byte[] ReadBlock(int block, ISegmentCodec codec, string path, long firstEntry, Func<long, int, byte[]?> get)
    {
        var bytes = ReadPacked(block, path, firstEntry, get);
        var entry = firstEntry + (long)block * BlockEntries;
        if (Codec != codec.Name) { throw Damage($"the segment was packed as `{Codec}`, and only `{codec.Name}` is read here"); }
        var entries = new ArrayBufferWriter<byte>(Math.Max(256, bytes.Length * 8));
        try
        {
            codec.Decode(bytes, EntriesIn(block), entries);
        }
        catch (InvalidDataException)
        {
            throw Damage("the block of the compacted segment that begins here does not unpack");
        }
        return BundleCursor.Measure(entries.WrittenSpan, EntriesIn(block), path, entry) == entries.WrittenCount ? entries.WrittenSpan.ToArray() : throw Damage("the block holds more than its entries");

        LogDamagedException Damage(string what) => new(path, entry, what + ". Restore it from a copy.");
    }

    /// <summary>A block as it is packed. Fails with <see cref="LogDamagedException"/> if it is not the one that the head names.</summary>
    public byte[] ReadPacked(int block, string path, long firstEntry, Func<long, int, byte[]?> get)
    {
        var size = (int)(_offsets[block + 1] - _offsets[block]);
        var bytes = get(_offsets[block], size) ?? throw Damage("the compacted segment is missing");
        Span<byte> checksum = stackalloc byte[ChecksumBytes];
        Checksum(bytes, checksum);
        return bytes.Length == size && checksum.SequenceEqual(_checksums.AsSpan(block * ChecksumBytes, ChecksumBytes)) ? bytes : throw Damage("the block of the compacted segment that begins here was changed");

        LogDamagedException Damage(string what) => new(path, firstEntry + (long)block * BlockEntries, what + ". Restore it from a copy.");
    }

    private static void Checksum(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        hash[..ChecksumBytes].CopyTo(destination);
    }
}
