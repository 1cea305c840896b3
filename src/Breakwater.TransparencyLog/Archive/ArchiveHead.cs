using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.TransparencyLog;

/// <summary>
/// The file <c>archive</c> of a log, there from the first compaction on: the first entry that is still kept, in whatever form, and how many entries a segment has. It is written before
/// anything is deleted, so that an object that is missing is never taken for one that expired. Version 1 if the first entry begins a segment, as it always did then; version 2 if it is within one.
/// </summary>
/// <param name="First">The first entry still kept.</param>
/// <param name="SegmentEntries">Entries in a segment.</param>
internal sealed record ArchiveHead(long First, long SegmentEntries)
{
    public const string Name = "archive";
    private const int MostBytes = 256;

    /// <summary>The first entry that is kept in a log whose own segments begin at one, and that has an archive or none.</summary>
    public static long FirstKept(LogDirectory directory, IEntryStore? archive, long own) => archive is null ? Math.Max(own, TryRead(directory)?.First ?? 0) : archive.FirstEntry ?? own;

    /// <summary>What the directory says; null if nothing was ever archived. Fails with <see cref="LogDamagedException"/> if it does not read, or is missing beside compacted segments.</summary>
    public static ArchiveHead? Read(LogDirectory directory) => TryRead(directory) is { } head ? head
        : directory.Names().Any(n => CompactedSegment.IsName(n, out _)) ? throw new LogDamagedException(directory.PathOf(Name), null, "is missing beside compacted segments. Restore it from a copy.") : null;

    /// <summary>The same without a look at what lies beside it.</summary>
    public static ArchiveHead? TryRead(LogDirectory directory)
    {
        var path = directory.PathOf(Name);
        using var file = directory.TryOpenRead(Name);
        if (file is null) { return null; }
        var bytes = new byte[MostBytes];
        var text = Encoding.ASCII.GetString(bytes, 0, file.Read(0, bytes));
        var words = text.Split([' ', '\n'], StringSplitOptions.None);
        return words.Length > 5 && long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var first) && long.TryParse(words[5], NumberStyles.None, CultureInfo.InvariantCulture, out var entries)
            && entries >= TilePath.Width && entries % TilePath.Width == 0 && new ArchiveHead(first, entries) is var head && head.Text == text
            ? head
            : throw new LogDamagedException(path, null, "does not read. Restore it from a copy.");
    }

    /// <summary>Writes it durably, in place of what was there.</summary>
    public void Write(LogDirectory directory)
    {
        using (var file = directory.Create(Name + LogWriter.PassingSuffix))
        {
            file.Write(0, Encoding.ASCII.GetBytes(Text));
            file.Flush(FlushSite.ArchiveWritten);
        }
        directory.Rename(Name + LogWriter.PassingSuffix, Name);
        directory.Flush(FlushSite.ArchiveNamed);
    }

    private string Text
    {
        get
        {
            var body = string.Create(CultureInfo.InvariantCulture, $"breakwater-archive {(First % SegmentEntries == 0 ? 1 : 2)}\nfirst {First}\nsegment {SegmentEntries}\n");
            return $"{body}sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(body)))}\n";
        }
    }
}
