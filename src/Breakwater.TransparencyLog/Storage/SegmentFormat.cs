using System.Buffers.Binary;
using System.Globalization;

namespace Breakwater.TransparencyLog;

/// <summary>
/// A segment of entries: the bytes of its bundles one after another, exactly as C2SP tlog-tiles has them, and once it is full a foot that says where each
/// bundle ends: 8 bytes each, big endian, and 8 of magic. Its name carries its number, so that any entry's segment is found by a division.
/// </summary>
internal static class SegmentFormat
{
    /// <summary>Bytes of the length before each entry.</summary>
    public const int LengthBytes = sizeof(ushort);

    private const string Prefix = "entries-";
    private static ReadOnlySpan<byte> Magic => "BWTLEND\x01"u8;

    public static string NameOf(long number) => Prefix + number.ToString("D12", CultureInfo.InvariantCulture);

    public static bool IsName(string name, out long number)
    {
        number = 0;
        return name.Length == Prefix.Length + 12 && name.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    public static byte[] Foot(ReadOnlySpan<long> ends)
    {
        var foot = new byte[(ends.Length + 1) * sizeof(long)];
        for (var i = 0; i < ends.Length; i++) { BinaryPrimitives.WriteInt64BigEndian(foot.AsSpan(i * sizeof(long)), ends[i]); }
        Magic.CopyTo(foot.AsSpan(ends.Length * sizeof(long)));
        return foot;
    }

    /// <summary>Where each bundle of a full segment ends; fails with <see cref="LogDamagedException"/> if the foot does not fit the file.</summary>
    public static long[] ReadFoot(LogFile file, string path, long firstEntry, int bundles)
    {
        var ends = new long[bundles];
        var foot = new byte[(bundles + 1) * sizeof(long)];
        var length = file.Length - foot.Length;
        var isSound = length > 0 && file.Read(length, foot) == foot.Length && foot.AsSpan(bundles * sizeof(long)).SequenceEqual(Magic);
        for (var i = 0; i < bundles && isSound; i++)
        {
            ends[i] = BinaryPrimitives.ReadInt64BigEndian(foot.AsSpan(i * sizeof(long)));
            isSound = ends[i] >= (i == 0 ? 0 : ends[i - 1]) + TilePath.Width * LengthBytes && ends[i] <= length;
        }
        return isSound && ends[^1] == length ? ends : throw new LogDamagedException(path, firstEntry, "the foot of the segment that begins here does not fit it. Restore it from a copy.");
    }
}

/// <summary>Up to where entries are held, and where: what a reader needs to find them. Never changes, save that an array of ends is filled further, or found once for all who read.</summary>
/// <param name="First">The first entry kept in segments.</param>
/// <param name="Size">Entries there are.</param>
/// <param name="ActiveBytes">Bytes of entries in the segment that entry <paramref name="Size"/> would go to.</param>
/// <param name="SegmentEntries">Entries in a full segment.</param>
/// <param name="ActiveEnds">Where the full bundles of that segment end; null to find out by reading it.</param>
internal sealed record EntryExtent(long First, long Size, long ActiveBytes, long SegmentEntries, long[]? ActiveEnds)
{
    public EntryExtent(in HeadState head, long[]? activeEnds) : this(head.First, head.Size, head.ActiveBytes, head.SegmentEntries, activeEnds) { }

    public long[]? ActiveEnds { get; set; } = ActiveEnds;

    public long ActiveSegment => Size / SegmentEntries;

    public int SegmentBundles => (int)(SegmentEntries / TilePath.Width);
}
