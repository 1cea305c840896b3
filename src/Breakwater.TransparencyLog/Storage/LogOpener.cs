using System.Text;

namespace Breakwater.TransparencyLog;

/// <summary>
/// Reads a directory on opening: decides what is whole, what a crash left unfinished (put right, and reported) and what is damage (refused, and nothing is
/// changed). It checks the signature of the checkpoint, the tree's edge against it, and every entry after it against the head; the rest of the log is
/// what <see cref="LogVerifier"/> is for. So opening takes as long for a large log as for a small one.
/// </summary>
internal sealed class LogOpener(LogDirectory directory, MerkleLogOptions options)
{
    private const string Remedy = " Restore the whole directory from a copy, and compare what is restored with a checkpoint kept elsewhere.";

    public List<string> Problems { get; } = [];

    public List<string> Repairs { get; } = [];

    /// <summary>The log, ready to be written to; null, and the reasons among the problems, if it is refused.</summary>
    public LogWriter? Run()
    {
        var names = directory.Names();
        if (!names.Contains(LogHead.Name) && !Begin(names)) { return null; }
        var head = LogHead.Open(directory.Open(LogHead.Name));
        if (head is null) { return Refuse(LogHead.Name, "neither of its two slots reads"); }
        var hashes = new HashFiles(directory);
        EntrySegments? segments = null;
        try
        {
            if (ReadCheckpoint(head.State) is { } note && Checkpoint.TryParse(note.Text, out _) is { } checkpoint
                && Replay(head.State, checkpoint, hashes, out var ends) is { } tree)
            {
                Repair(head);
                hashes.OpenWrite(checkpoint.Size);
                segments = new(directory, head.State, ends);
                return new(directory, options, head, segments, hashes, tree, note);
            }
        }
        catch (LogDamagedException e)
        {
            Problems.Add(e.Message);
        }
        catch
        {
            Close();
            throw;
        }
        Close();
        return null;

        void Close()
        {
            segments?.Dispose();
            hashes.Dispose();
            head.Dispose();
        }
    }

    // The head comes last: without it there was never a log here that promised anything.
    private bool Begin(IReadOnlyList<string> names)
    {
        if (names.Any(n => SegmentFormat.IsName(n, out _) || HashFiles.IsName(n)) || ReadNote() is { } note && Checkpoint.TryParse(note.Text, out _) is not { Size: 0 })
        {
            Refuse(LogHead.Name, "is missing beside a log");
            return false;
        }
        var empty = new Checkpoint(options.Origin, 0, MerkleHashing.EmptyRoot);
        LogWriter.WriteNote(directory, SignedNote.Sign(empty.Text, options.Signers));
        LogHead.Create(directory, LogHead.Name + LogWriter.PassingSuffix, new(0, MerkleHashing.EmptyRoot, 0, 0, options.SegmentEntries));
        return true;
    }

    private SignedNote? ReadNote()
    {
        using var file = directory.TryOpenRead(LogWriter.CheckpointName);
        return file is null ? null : SignedNote.TryParse(file.ReadAll(), out _);
    }

    private SignedNote? ReadCheckpoint(in HeadState head)
    {
        using var file = directory.TryOpenRead(LogWriter.CheckpointName);
        var bytes = file?.ReadAll();
        string? problem = "is missing";
        var checkpoint = bytes is null ? null : Checkpoint.TryOpen(bytes, options.Keys, out problem);
        if (checkpoint is null) { problem += " If the log's key was changed, name the earlier one."; }
        else if (checkpoint.Origin != options.Origin) { problem = $"is of the log `{checkpoint.Origin}`, not `{options.Origin}`"; }
        else if (checkpoint.Size > head.Size) { problem = $"is over {checkpoint.Size} entries, of which only {head.Size} are left"; }
        else { return SignedNote.TryParse(bytes, out _); }
        Refuse(LogWriter.CheckpointName, problem!);
        return null;
    }

    /// <summary>The tree at the head's size, from the hashes under the checkpoint and the entries after it.</summary>
    private MerkleTree? Replay(in HeadState head, Checkpoint checkpoint, HashFiles hashes, out long[] ends)
    {
        var extent = new EntryExtent(head, null);
        ends = new long[extent.SegmentBundles];
        var tree = MerkleTree.Load(hashes, checkpoint.Size);
        if (tree.Root() != checkpoint.Root) { return Refuse<MerkleTree>(HashFiles.NameOf(0), $"the tree of {checkpoint.Size} entries does not have the root that was signed"); }
        for (var number = checkpoint.Size / head.SegmentEntries; number <= extent.ActiveSegment; number++)
        {
            var name = SegmentFormat.NameOf(number);
            var first = number * head.SegmentEntries;
            using var file = directory.TryOpenRead(name);
            if (file is null)
            {
                if (number == extent.ActiveSegment && head.ActiveBytes == 0) { break; }
                return Refuse<MerkleTree>(name, $"is missing, with entries from {first}");
            }
            var length = number == extent.ActiveSegment ? head.ActiveBytes : SegmentFormat.ReadFoot(file, directory.PathOf(name), first, extent.SegmentBundles)[^1];
            using var scanner = new EntryScanner(file, directory.PathOf(name), first, length);
            while (scanner.MoveNext())
            {
                if (scanner.Entry >= checkpoint.Size) { tree.Append(MerkleHashing.Leaf(scanner.Current)); }
                var next = scanner.Entry + 1 - first;
                if (number == extent.ActiveSegment && next % TilePath.Width == 0 && next <= head.SegmentEntries) { ends[next / TilePath.Width - 1] = scanner.Offset; }
            }
        }
        if (tree.Size == head.Size && tree.Root() == head.Root) { return tree; }
        return Refuse<MerkleTree>(SegmentFormat.NameOf(extent.ActiveSegment), $"entries {checkpoint.Size} to {head.Size - 1}, which were called durable, are not as they were written");
    }

    private void Repair(LogHead head)
    {
        // A process that died without a power loss may have left names and bytes that read well and are not on disk. So names are flushed, and
        // the head is written again, before anything builds on them.
        directory.Flush(FlushSite.NamesFound);
        var hadBadSlot = head.HasBadSlot;
        head.WriteAgain();
        if (hadBadSlot) { Repairs.Add($"{directory.PathOf(LogHead.Name)}: one of its two slots was half-written or damaged, and is written again."); }
        var state = head.State;
        var active = state.Size / state.SegmentEntries;
        var deleted = new StringBuilder();
        foreach (var name in directory.Names())
        {
            var isBeyond = SegmentFormat.IsName(name, out var number) && (number > active || (number == active && state.ActiveBytes == 0));
            if (!isBeyond && !name.EndsWith(LogWriter.PassingSuffix, StringComparison.Ordinal)) { continue; }
            directory.Delete(name);
            deleted.Append(name).Append(' ');
        }
        if (deleted.Length > 0)
        {
            // Not flushed: what comes back is removed again.
            Repairs.Add($"{directory.PathOf("")}: removed {deleted}which a crash left with nothing that was ever called durable.");
        }
        if (LogWriter.DeleteBefore(directory, state)) { Repairs.Add($"{directory.PathOf("")}: removed segments before entry {state.First}, as had been asked for."); }
        if (state.ActiveBytes > 0) { CutActive(SegmentFormat.NameOf(active), state); }
    }

    private void CutActive(string name, in HeadState state)
    {
        using var file = directory.Open(name);
        if (file.Length == state.ActiveBytes) { return; }
        // Not flushed: what comes back is cut off again, and the flush of the next record flushes this too.
        file.Truncate(state.ActiveBytes);
        Repairs.Add($"{directory.PathOf(name)}: cut off what a crash left after entry {state.Size - 1}, which was never called durable.");
    }

    private LogWriter? Refuse(string name, string what) => Refuse<LogWriter>(name, what);

    private T? Refuse<T>(string name, string what) where T : class
    {
        Problems.Add($"{directory.PathOf(name)}: {what.TrimEnd('.')}.{Remedy}");
        return null;
    }
}
