using Breakwater.TransparencyLog;

namespace Breakwater.Audit.Tiering;

/// <summary>
/// Says without reading them which blocks of a segment cannot hold what is sought: for each block of 4,096 records the times, and for each indexed member the values as hashes: exact where they are few, else in
/// a Bloom filter of 16 bits a value, so that about one block in two thousand is read for nothing. It never rules out a block that does hold it. Derived from the records
/// alone, the same bytes whenever it is built. Immutable.
/// </summary>
internal sealed class SegmentIndex
{
    /// <summary>Members that are indexed, in the order in which a block holds them. Changing them changes <see cref="Version"/>.</summary>
    public static readonly string[] Members = ["agent", "tenant", "chain", "decision", "control", "kind", "tool"];

    private const byte Version = 1;
    private readonly Block[] _blocks;

    private SegmentIndex(Block[] blocks) => _blocks = blocks;

    public int Blocks => _blocks.Length;

    /// <summary>Time of the earliest record; the beginning of time if one does not say.</summary>
    public DateTimeOffset Earliest => _blocks.Min(b => b.Earliest);

    /// <summary>Time of the latest record; null if none says.</summary>
    public DateTimeOffset? Latest => _blocks.Max(b => b.Latest);

    /// <summary>Whether a block may hold a record that is wanted.</summary>
    public bool MayHold(int block, IndexProbe probe)
    {
        var held = _blocks[block];
        // A record without a time counts as one from the beginning of time, and is in Earliest.
        if (probe.Until is { } until && held.Earliest >= until) { return false; }
        if (probe.From is { } from && (held.Latest is not { } latest || latest < from)) { return false; }
        foreach (var (member, hash) in probe.Values)
        {
            if (!held.Sets[member].MayHold(hash)) { return false; }
        }
        return true;
    }

    /// <summary>The index of what is kept of a whole segment. O(its records).</summary>
    /// <exception cref="LogDamagedException">The entries do not read, or are no longer kept.</exception>
    public static byte[] Build(LogView view, long segment, CancellationToken cancellation = default)
    {
        var (first, end, kept) = (segment * view.SegmentEntries, (segment + 1) * view.SegmentEntries, view.FirstReadable);
        var (output, builder) = (new PackedWriter(), new BlockBuilder());
        output.Byte(Version);
        output.Number((int)((view.SegmentEntries + SegmentArchive.BlockEntries - 1) / SegmentArchive.BlockEntries));
        for (var at = first; at < end; at += SegmentArchive.BlockEntries)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(SegmentArchive.BlockEntries, end - at);
            if (view.Read(at, count, (_, record) => builder.Add(record)) != at + count - Math.Clamp(kept, at, at + count)) { throw new LogDamagedException(new(view.Checkpoint.Origin, at, "the records from here are no longer kept.")); }
            builder.WriteTo(output);
        }
        return output.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Build"/> made for a segment of this size; null if it is something else.</summary>
    public static SegmentIndex? TryRead(byte[]? content, long segmentEntries)
    {
        if (content is null) { return null; }
        try
        {
            var input = new PackedReader(content);
            var count = (segmentEntries + SegmentArchive.BlockEntries - 1) / SegmentArchive.BlockEntries;
            if (input.Byte() != Version || input.Number() != (ulong)count) { return null; }
            var blocks = new Block[count];
            for (var i = 0; i < blocks.Length; i++) { blocks[i] = BlockBuilder.Read(ref input); }
            return input.IsAtEnd ? new(blocks) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    internal sealed record Block(DateTimeOffset Earliest, DateTimeOffset? Latest, ValueSet[] Sets);
}

/// <summary>What an index is asked for.</summary>
/// <param name="From">Not before this; null for any time.</param>
/// <param name="Until">Before this; null for any time.</param>
/// <param name="Values">Hashes of values that a record must have, with the number of their member.</param>
internal sealed record IndexProbe(DateTimeOffset? From, DateTimeOffset? Until, IReadOnlyList<(int Member, ulong Hash)> Values)
{
    /// <summary>Whether it rules nothing out.</summary>
    public bool IsEmpty => From is null && Until is null && Values.Count == 0;
}
