using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Breakwater.TransparencyLog;

/// <summary>
/// What somebody has derived of a segment, to find out without reading it whether it can hold what is sought: bytes of theirs behind a magic of 8 and the digest of the segment's hashes,
/// and before a checksum of 16 over all of it. What does not fit the segment, or was changed, is not there.
/// </summary>
internal static class SegmentIndexFile
{
    private const string Prefix = "index-";
    private const int ChecksumBytes = 16;
    private const int HeadBytes = 8 + MerkleHash.Bytes;
    private static ReadOnlySpan<byte> Magic => "BWTLIDX\x01"u8;

    public static string NameOf(long number) => Prefix + number.ToString("D12", CultureInfo.InvariantCulture);

    public static bool IsName(string name, out long number)
    {
        number = 0;
        return name.Length == Prefix.Length + 12 && name.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    public static byte[] Write(MerkleHash digest, ReadOnlySpan<byte> content)
    {
        var bytes = new byte[HeadBytes + content.Length + ChecksumBytes];
        Magic.CopyTo(bytes);
        digest.CopyTo(bytes.AsSpan(8));
        content.CopyTo(bytes.AsSpan(HeadBytes));
        Checksum(bytes.AsSpan(0, HeadBytes + content.Length)).CopyTo(bytes, HeadBytes + content.Length);
        return bytes;
    }

    /// <summary>The content; null if the bytes are not the index of the segment with this digest.</summary>
    public static byte[]? Read(byte[]? bytes, MerkleHash digest)
    {
        return IsSound(bytes) && new MerkleHash(bytes.AsSpan(8, MerkleHash.Bytes)) == digest ? bytes[HeadBytes..^ChecksumBytes] : null;
    }

    /// <summary>Whether the bytes are an index, of whatever segment.</summary>
    public static bool IsSound([NotNullWhen(true)] byte[]? bytes) =>
        bytes is not null && bytes.Length >= HeadBytes + ChecksumBytes && bytes.AsSpan().StartsWith(Magic) && bytes.AsSpan(bytes.Length - ChecksumBytes).SequenceEqual(Checksum(bytes.AsSpan(0, bytes.Length - ChecksumBytes)));

    private static byte[] Checksum(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes)[..ChecksumBytes];
}
