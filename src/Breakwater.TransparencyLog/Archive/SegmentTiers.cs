using System.Buffers;

namespace Breakwater.TransparencyLog;

/// <summary>Where the entries of a segment are.</summary>
public enum SegmentTier
{
    /// <summary>In the log's own segment, as it was written.</summary>
    Hot,

    /// <summary>Compacted, beside the log.</summary>
    Warm,

    /// <summary>Compacted, in the object store.</summary>
    Cold,
}

/// <summary>
/// Moves the whole segments of a log from tier to tier, one at a time, always the oldest first. Each step is flushed before the next: what replaces something is on disk and has been
/// read back and hashed against the tree before what it replaces is deleted. A crash at any point loses nothing, and the same call again takes up where it ended. Whoever calls says what is
/// due; the log knows no ages. For one thread at a time, beside any number of readers and appends.
/// </summary>
/// <param name="log">The log: open here, or taken for upkeep.</param>
/// <param name="directory">Its directory.</param>
/// <param name="archive">Where compacted segments are; the log reads through it.</param>
public sealed class SegmentTiers(ISegmentedLog log, LogDirectory directory, SegmentArchive archive)
{
    private long SegmentEntries => log.View.SegmentEntries;

    /// <summary>The first segment of which entries are kept, in whatever form.</summary>
    public long FirstSegment => log.View.FirstReadable / SegmentEntries;

    /// <summary>The first segment that is still hot.</summary>
    public long FirstHot => log.View.FirstEntry / SegmentEntries;

    /// <summary>The segment after the last that is whole and under a checkpoint.</summary>
    public long EndWhole => log.View.Size / SegmentEntries;

    /// <summary>The first segment that is not cold. O(segments).</summary>
    public long FirstWarm()
    {
        var names = directory.Names().Where(n => CompactedSegment.IsName(n, out var number) && number >= FirstSegment && number < FirstHot);
        return names.FirstOrDefault() is { } first && CompactedSegment.IsName(first, out var warm) ? warm : FirstHot;
    }

    /// <summary>Bytes that the oldest hot segment and its compacted form took at the last <see cref="Compact"/>.</summary>
    public (long Hot, long Compacted) LastSizes { get; private set; }

    /// <summary>Packs the first hot segment, checks what was written, and only then deletes it. Says what could not be done, and what helps; null if it was.</summary>
    public string? Compact(CancellationToken cancellation = default) => Try(() =>
    {
        var number = FirstHot;
        if (number >= EndWhole) { throw new ArgumentOutOfRangeException(nameof(log), "No hot segment is whole and under a checkpoint."); }
        if (ArchiveHead.Read(directory) is null) { new ArchiveHead(log.View.FirstEntry, SegmentEntries).Write(directory); }
        var name = CompactedSegment.NameOf(number, log.View.FirstReadable, SegmentEntries);
        archive.Forget(number);
        // One that a crash left is as good as a new one, if it is sound.
        if (archive.Warm.Get(name, 0, 0) is null || IsSound(archive.Warm, name, number, cancellation) is not null)
        {
            archive.Warm.Delete(name);
            archive.Warm.PutIfAbsent(name, Pack(number, cancellation));
        }
        else
        {
            // Changes nothing, but makes sure that the name is on the disk.
            archive.Warm.PutIfAbsent(name, []);
        }
        if (IsSound(archive.Warm, name, number, cancellation) is { } problem)
        {
            archive.Warm.Delete(name);
            return problem;
        }
        archive.Forget(number);
        return log.Prune((number + 1) * SegmentEntries).Problem;
    });

    /// <summary>Puts the first warm segment into the object store, checks what is there, and only then deletes it here. Says what could not be done, and what helps; null if it was.</summary>
    public string? MoveToCold(CancellationToken cancellation = default) => Try(() =>
    {
        var cold = archive.Cold ?? throw new InvalidOperationException("There is no object store for cold segments.");
        var number = FirstWarm();
        if (number >= FirstHot) { throw new ArgumentOutOfRangeException(nameof(log), "No segment is warm."); }
        var name = archive.Warm.List(CompactedSegment.NameOf(number))[^1];
        var content = archive.Warm.Get(name) ?? throw new LogDamagedException(archive.Warm.PathOf(name), number * SegmentEntries, "the compacted segment is missing. Restore it from a copy.");
        if (!cold.PutIfAbsent(name, content) && IsSound(cold, name, number, cancellation) is not null)
        {
            cold.Delete(name);
            cold.PutIfAbsent(name, content);
        }
        if (IsSound(cold, name, number, cancellation) is { } problem)
        {
            cold.Delete(name);
            return problem;
        }
        archive.Warm.Delete(name);
        archive.Forget(number);
        return null;
    });

    /// <summary>
    /// Forgets the entries before one for good, wherever they are, at most up to the latest checkpoint; their hashes stay, and every proof still holds. Segments wholly before it are deleted; of the one that
    /// it is in, the entries before it are overwritten or packed anew without them. Says what could not be done; null if it was. O(one segment).
    /// </summary>
    public string? Expire(long beforeEntry, CancellationToken cancellation = default) => Try(() =>
    {
        var before = Math.Min(beforeEntry, log.View.Size);
        var head = ArchiveHead.Read(directory);
        if (before > (head?.First ?? 0) && before > log.View.FirstReadable) { new ArchiveHead(before, SegmentEntries).Write(directory); }
        return Forget(cancellation);
    });

    /// <summary>Deletes what a crash left of entries that expired.</summary>
    public string? CleanUp() => Try(() => Forget(default));

    /// <summary>Keeps something derived of a segment, in place of what was kept; <see cref="LogView.ReadSegmentIndex"/> gives it back.</summary>
    public string? WriteIndex(long segment, ReadOnlyMemory<byte> content) => Try(() =>
    {
        var digest = log.View.IndexDigest(segment) ?? throw new ArgumentOutOfRangeException(nameof(segment), "The segment is not whole and under a checkpoint.");
        var (name, passing) = (SegmentIndexFile.NameOf(segment), SegmentIndexFile.NameOf(segment) + LogWriter.PassingSuffix);
        using (var file = directory.Create(passing))
        {
            file.Write(0, SegmentIndexFile.Write(digest, content.Span));
        }
        // Not flushed: an index that a loss of power spoils or takes away is none, and whoever derived it derives it again.
        directory.Rename(passing, name);
        return null;
    });

    private string? Forget(CancellationToken cancellation)
    {
        if (ArchiveHead.Read(directory) is not { } head) { return null; }
        var number = head.First / head.SegmentEntries;
        if (number > FirstHot && log.Prune(head.First).Problem is { } unpruned) { return unpruned; }
        if (log.Erase(head.First) is { } problem) { return problem; }
        foreach (var name in directory.Names())
        {
            if ((CompactedSegment.IsName(name, out var n) || SegmentIndexFile.IsName(name, out n)) && n < number) { directory.Delete(name); }
        }
        directory.Flush(FlushSite.ExpiredDeleted);
        foreach (var name in archive.Cold?.List(CompactedSegment.NamePrefix) ?? [])
        {
            if (CompactedSegment.IsName(name, out var n) && n < number) { archive.Cold!.Delete(name); }
        }
        return Cut(archive.Warm, head, cancellation) ?? (archive.Cold is { } cold ? Cut(cold, head, cancellation) : null);
    }

    /// <summary>Puts what is left of the first segment in place of what has more; null, or what is wrong.</summary>
    private string? Cut(IObjectStore store, ArchiveHead head, CancellationToken cancellation)
    {
        var number = head.First / head.SegmentEntries;
        var name = CompactedSegment.NameOf(number, head.First, head.SegmentEntries);
        var names = store.List(CompactedSegment.NameOf(number));
        if (names.All(n => n == name)) { return null; }
        if (number >= FirstHot)
        {
            // Begun, and not needed yet.
            foreach (var begun in names) { store.Delete(begun); }
            return null;
        }
        if (!names.Contains(name) || IsSound(store, name, number, cancellation) is not null)
        {
            var whole = names.Last(n => n != name);
            if (IsSound(store, whole, number, cancellation) is { } damage) { return damage; }
            var content = WithoutExpired(store, whole, number, head.First);
            store.Delete(name);
            store.PutIfAbsent(name, content);
        }
        if (IsSound(store, name, number, cancellation) is { } problem)
        {
            store.Delete(name);
            return problem;
        }
        foreach (var more in names.Where(n => n != name)) { store.Delete(more); }
        archive.Forget(number);
        return null;
    }

    private byte[] WithoutExpired(IObjectStore store, string name, long number, long firstKept)
    {
        var (path, first) = (store.PathOf(name), number * SegmentEntries);
        var segment = CompactedSegment.Read(number, path, first, Get)!;
        var blocks = new List<byte[]>();
        var entries = new ArrayBufferWriter<byte>();
        for (var block = 0; block < segment.Blocks; block++)
        {
            var entry = first + (long)block * CompactedSegment.BlockEntries;
            if (entry >= firstKept)
            {
                blocks.Add(segment.ReadPacked(block, path, first, Get));
                continue;
            }
            entries.ResetWrittenCount();
            CompactedSegment.CopyFrom(firstKept, segment.ReadBlock(block, archive.Codec, path, first, Get), entry, entries);
            blocks.Add(archive.Codec.Encode(entries.WrittenSpan, segment.EntriesIn(block)));
        }
        return CompactedSegment.Write(number, segment.Entries, segment.Digest, segment.Codec, blocks);

        byte[]? Get(long offset, int length) => store.Get(name, offset, length);
    }

    private byte[] Pack(long number, CancellationToken cancellation)
    {
        var view = log.View;
        var (hot, kept) = (0L, view.FirstReadable);
        var blocks = new List<byte[]>();
        using var bundles = view.Bundles();
        var entries = new ArrayBufferWriter<byte>(1 << 20);
        var (next, end) = (number * SegmentEntries / TilePath.Width, (number + 1) * SegmentEntries / TilePath.Width);
        while (next < end)
        {
            cancellation.ThrowIfCancellationRequested();
            entries.ResetWrittenCount();
            var count = (int)Math.Min(CompactedSegment.BlockBundles, end - next);
            for (var i = 0; i < count; i++)
            {
                if (!bundles.TryRead(next++, TilePath.Width, out var bytes)) { throw new LogDamagedException(bundles.PathOf(next - 1), (next - 1) * TilePath.Width, "the entries from here are missing. Restore them from a copy."); }
                CompactedSegment.CopyFrom(kept, bytes, (next - 1) * TilePath.Width, entries);
            }
            hot += entries.WrittenCount;
            blocks.Add(archive.Codec.Encode(entries.WrittenSpan, count * TilePath.Width));
        }
        var packed = CompactedSegment.Write(number, (int)SegmentEntries, view.SegmentDigest(number)!.Value, archive.Codec.Name, blocks);
        LastSizes = (hot, packed.Length);
        return packed;
    }

    /// <summary>Whether an object, read as a reader would read it, holds exactly the entries that are kept, with the hashes that are in the tree; null, or what is wrong.</summary>
    private string? IsSound(IObjectStore store, string name, long number, CancellationToken cancellation)
    {
        var (path, first) = (store.PathOf(name), number * SegmentEntries);
        var view = log.View;
        try
        {
            var segment = CompactedSegment.Read(number, path, first, Get);
            if (segment is null) { return $"{path}: the compacted segment is missing."; }
            if (segment.Entries != SegmentEntries || segment.Digest != view.SegmentDigest(number)) { return $"{path}: this is the segment of another log. Remove it."; }
            var hashes = new byte[TilePath.Width * MerkleHash.Bytes];
            var (hash, entry, kept) = (new byte[MerkleHash.Bytes], first, view.FirstReadable);
            for (var block = 0; block < segment.Blocks; block++)
            {
                cancellation.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> entries = segment.ReadBlock(block, archive.Codec, path, first, Get);
                for (; !entries.IsEmpty; entry++)
                {
                    if (entry % TilePath.Width == 0) { view.Hashes.Read(0, entry, hashes); }
                    var size = entries[0] << 8 | entries[1];
                    MerkleHashing.Leaf(entries.Slice(SegmentFormat.LengthBytes, size), hash);
                    if (entry >= kept && !hash.AsSpan().SequenceEqual(hashes.AsSpan((int)(entry % TilePath.Width) * MerkleHash.Bytes, MerkleHash.Bytes)))
                    {
                        return $"{path}: entry {entry} does not have the hash that is in the tree: nothing was deleted. Run `breakwater audit verify`.";
                    }
                    entries = entries[(SegmentFormat.LengthBytes + size)..];
                }
            }
            return null;
        }
        catch (LogDamagedException e)
        {
            return e.Message;
        }

        byte[]? Get(long offset, int length) => store.Get(name, offset, length);
    }

    private string? Try(Func<string?> step)
    {
        try
        {
            return step();
        }
        catch (LogDamagedException e)
        {
            return e.Message;
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
            return $"{directory.PathOf("")}: {e.Message} Free some space, or make the directory and the object store writable, and run this again.";
        }
    }
}
