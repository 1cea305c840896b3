using System.Buffers.Binary;
using System.Globalization;

namespace Breakwater.ControlLog;

/// <summary>
/// A file of the log: a head of 48 bytes (magic and version 8, first number 8, the chain's checksum before it 16, checksum of the head 16), then
/// entries. Its name carries the first number, so that names sort in log order.
/// </summary>
internal sealed record LogSegment(string Name, long First, byte[] Chain)
{
    public const int HeadBytes = 8 + 8 + LogFrame.ChecksumBytes + LogFrame.ChecksumBytes;
    private const string Prefix = "control-";
    private const string Suffix = ".log";
    private static ReadOnlySpan<byte> Magic => "BWCTLOG\x01"u8;

    public static LogSegment Beginning(long first, ReadOnlySpan<byte> chain) => new(NameOf(Prefix, first, Suffix), first, chain.ToArray());

    public static string NameOf(string prefix, long number, string suffix) => prefix + number.ToString("D20", CultureInfo.InvariantCulture) + suffix;

    public static bool TryParseName(string name, string prefix, string suffix, out long number)
    {
        number = 0;
        return name.Length == prefix.Length + 20 + suffix.Length
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(prefix.Length, 20), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    public static bool IsName(string name, out long first) => TryParseName(name, Prefix, Suffix, out first);

    public byte[] Head()
    {
        var head = new byte[HeadBytes];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(8), First);
        Chain.CopyTo(head.AsSpan(16));
        LogFrame.Checksum(default, Magic, head.AsSpan(8, 24), head.AsSpan(32));
        return head;
    }

    /// <summary>Reads a head; null if it is incomplete, damaged, of another version or of another segment.</summary>
    public static LogSegment? Read(string name, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes || !IsName(name, out var first)) { return null; }
        var segment = new LogSegment(name, first, bytes.Slice(16, LogFrame.ChecksumBytes).ToArray());
        return bytes[..HeadBytes].SequenceEqual(segment.Head()) ? segment : null;
    }
}
