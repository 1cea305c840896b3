using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.TransparencyLog;

/// <summary>
/// The file <c>archive</c> of a log, there from the first compaction on: the first entry that is still kept, in whatever form, and how many entries a segment has. It is written before
/// anything is deleted, so that an object that is missing is never taken for one that expired.
/// </summary>
/// <param name="First">The first entry still kept.</param>
/// <param name="SegmentEntries">Entries in a segment.</param>
internal sealed record ArchiveHead(long First, long SegmentEntries)
{
    public const string Name = "archive";
    private const int MostBytes = 256;

    /// <summary>What the directory says; null if nothing was ever archived. Fails with <see cref="LogDamagedException"/> if it does not read, or is missing beside compacted segments.</summary>
    public static ArchiveHead? Read(LogDirectory directory)
    {
        var path = directory.PathOf(Name);
        using var file = directory.TryOpenRead(Name);
        if (file is null)
        {
            return directory.Names().Any(n => CompactedSegment.IsName(n, out _)) ? throw new LogDamagedException(path, null, "is missing beside compacted segments. Restore it from a copy.") : null;
        }
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
            var body = string.Create(CultureInfo.InvariantCulture, $"breakwater-archive 1\nfirst {First}\nsegment {SegmentEntries}\n");
            return $"{body}sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(body)))}\n";
        }
    }
}
