using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Breakwater.ControlLog;

/// <summary>
/// A snapshot: magic and version (8), number it reaches to (8), length of the state (8), the state, SHA-256 of all that (32). Written under a
/// passing name, flushed, renamed, and the directory flushed: it is there completely or not at all.
/// </summary>
internal static class SnapshotFile
{
    private const string Prefix = "snapshot-";
    private const string Suffix = ".state";
    private const int HeadBytes = 24;
    private static ReadOnlySpan<byte> Magic => "BWCTSNP\x01"u8;

    public static bool IsName(string name, out long upTo) => LogSegment.TryParseName(name, Prefix, Suffix, out upTo);

    public static string NameOf(long upTo) => LogSegment.NameOf(Prefix, upTo, Suffix);

    public static void Write(LogFiles files, string passingName, long upTo, ReadOnlySpan<byte> state)
    {
        var bytes = new byte[HeadBytes + state.Length + SHA256.HashSizeInBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), upTo);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), state.Length);
        state.CopyTo(bytes.AsSpan(HeadBytes));
        SHA256.HashData(bytes.AsSpan(0, HeadBytes + state.Length), bytes.AsSpan(HeadBytes + state.Length));
        using (var file = files.Create(passingName, bytes.Length))
        {
            file.Write(0, bytes);
            file.Flush();
        }
        files.Rename(passingName, NameOf(upTo));
        files.Flush();
    }

    /// <summary>The state; null if the file is damaged or of another version.</summary>
    public static byte[]? Read(LogFiles files, long upTo)
    {
        var bytes = files.ReadAll(NameOf(upTo));
        var length = bytes.Length - HeadBytes - SHA256.HashSizeInBytes;
        if (length < 0) { return null; }
        var hash = SHA256.HashData(bytes.AsSpan(0, HeadBytes + length));
        var sound = hash.AsSpan().SequenceEqual(bytes.AsSpan(HeadBytes + length))
            && bytes.AsSpan(0, 8).SequenceEqual(Magic)
            && BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)) == upTo
            && BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)) == length;
        return sound ? bytes[HeadBytes..(HeadBytes + length)] : null;
    }
}
