using System.Security.Cryptography;

namespace Breakwater.TransparencyLog;

/// <summary>
/// Puts a log on disk, always in this order: entries, head, then hashes, checkpoint; each flushed before the next is begun. So whatever a crash leaves,
/// the head names entries that are there, and the checkpoint names hashes that are there. For one thread at a time.
/// </summary>
internal sealed class LogWriter(
    LogDirectory directory, MerkleLogOptions options, LogHead head, EntrySegments segments, HashFiles hashes, MerkleTree tree, SignedNote note) : IDisposable
{
    public const string CheckpointName = "checkpoint";
    public const string PassingSuffix = ".tmp";

    /// <summary>What is durable.</summary>
    public HeadState Durable => head.State;

    /// <summary>The latest checkpoint's note.</summary>
    public SignedNote Note { get; private set; } = note;

    /// <summary>The latest checkpoint.</summary>
    public Checkpoint Checkpoint { get; private set; } = Checkpoint.TryParse(note.Text, out _)!;

    /// <summary>Hashes that only memory has.</summary>
    public int Unwritten => tree.Levels[0].Count;

    /// <summary>What readers may see now.</summary>
    public LogView View() => new(directory, hashes, new(head.State, segments.Ends), options.Archive, Note, Checkpoint, ownsFiles: false);

    /// <summary>Adds a batch to the tree, once, and writes it; on failure it may be called again with the same batch, to which more may have been added, and no other.</summary>
    public void Write(PendingBatch batch)
    {
        for (; batch.InTree < batch.Count; batch.InTree++) { tree.Append(batch.Hash(batch.InTree)); }
        if (batch.Flushed < batch.Count)
        {
            segments.Write(batch.Unflushed, batch.Count - batch.Flushed);
            batch.MarkFlushed();
        }
        head.Set(head.State with { Size = tree.Size, Root = tree.Root(), ActiveBytes = segments.ActiveBytes });
    }

    /// <summary>Writes the hashes, then a checkpoint over all that is durable. May be called again if it fails.</summary>
    public void WriteCheckpoint()
    {
        var checkpoint = new Checkpoint(options.Origin, head.State.Size, head.State.Root);
        hashes.Write(tree);
        var signed = Sign(checkpoint);
        WriteNote(directory, signed);
        foreach (var level in tree.Levels) { level.Drop(); }
        (Note, Checkpoint) = (signed, checkpoint);
    }

    // A key out of reach is a failure like that of a disk: the next commit tries again.
    private SignedNote Sign(Checkpoint checkpoint)
    {
        try
        {
            return SignedNote.Sign(checkpoint.Text, options.Signers);
        }
        catch (CryptographicException e)
        {
            throw new IOException($"the checkpoint could not be signed: {e.Message}", e);
        }
    }

    /// <summary>Forgets the segments wholly before an entry, after the head says so. The hashes stay.</summary>
    public void Prune(long before) => Prune(directory, head, Checkpoint.Size, before);

    /// <summary>Forgets the segments wholly before an entry and before a checkpoint's size, after the head says so.</summary>
    public static void Prune(LogDirectory directory, LogHead head, long checkpointSize, long before)
    {
        var state = head.State;
        var first = Math.Min(before, checkpointSize) / state.SegmentEntries * state.SegmentEntries;
        if (first > state.First) { head.Set(state with { First = first }); }
        DeleteBefore(directory, head.State);
    }

    /// <summary>Deletes the segments that the head no longer counts in; true if there were any.</summary>
    public static bool DeleteBefore(LogDirectory directory, HeadState head)
    {
        var any = false;
        foreach (var name in directory.Names())
        {
            if (!SegmentFormat.IsName(name, out var number) || number >= head.First / head.SegmentEntries) { continue; }
            directory.Delete(name);
            any = true;
        }
        if (any) { directory.Flush(FlushSite.SegmentsDeleted); }
        return any;
    }

    /// <summary>Overwrites the records before an entry that share its segment.</summary>
    public void Erase(long before) => Erase(directory, head.State, Checkpoint.Size, before);

    /// <summary>
    /// Overwrites the records before an entry, and before a checkpoint's size, that share its segment, if that is one of the log's own. Lengths stay, so that everything else is found where it was.
    /// Flushed even if all of it was overwritten before: whoever did it may have died before that was on the disk.
    /// </summary>
    public static void Erase(LogDirectory directory, in HeadState state, long checkpointSize, long before)
    {
        before = Math.Min(before, checkpointSize);
        var number = before / state.SegmentEntries;
        var first = number * state.SegmentEntries;
        if (before == first || first < state.First) { return; }
        var name = SegmentFormat.NameOf(number);
        using var file = directory.Open(name);
        using var scanner = new EntryScanner(file, directory.PathOf(name), first, file.Length);
        var zeros = new byte[MerkleLog.MostRecordBytes];
        while (scanner.Entry < before - 1 && scanner.MoveNext())
        {
            var size = scanner.Current.Length;
            if (scanner.Current.IndexOfAnyExcept((byte)0) >= 0) { file.Write(scanner.Offset - size, zeros.AsSpan(0, size)); }
        }
        file.Flush(FlushSite.RecordsErased);
    }

    public static void WriteNote(LogDirectory directory, SignedNote note)
    {
        using (var file = directory.Create(CheckpointName + PassingSuffix))
        {
            file.Write(0, note.Bytes.Span);
            file.Flush(FlushSite.CheckpointWritten);
        }
        directory.Rename(CheckpointName + PassingSuffix, CheckpointName);
        directory.Flush(FlushSite.CheckpointNamed);
    }

    public void Dispose()
    {
        segments.Dispose();
        hashes.Dispose();
        head.Dispose();
        directory.Dispose();
    }
}
