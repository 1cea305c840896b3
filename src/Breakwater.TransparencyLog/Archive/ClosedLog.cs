namespace Breakwater.TransparencyLog;

/// <summary>
/// A log that no process has open, taken for upkeep: to move its segments, without the key that signs its checkpoints and without appending. Holds the log's lock until disposed. For one
/// thread at a time.
/// </summary>
public sealed class ClosedLog : ISegmentedLog, IDisposable
{
    private readonly LogDirectory _directory;
    private readonly IEntryStore? _archive;
    private readonly LogHead _head;
    private readonly SignedNote _note;
    private readonly Checkpoint _checkpoint;
    private readonly HashFiles _hashes;

    private ClosedLog(LogDirectory directory, IEntryStore? archive, LogHead head, SignedNote note, Checkpoint checkpoint)
    {
        (_directory, _archive, _head, _note, _checkpoint, _hashes) = (directory, archive, head, note, checkpoint, new(directory));
        View = NewView();
    }

    /// <inheritdoc/>
    public LogView View { get; private set; }

    /// <summary>Takes the log in a directory, which is disposed of with it; null and the reason if that cannot be done.</summary>
    public static ClosedLog? TryOpen(LogDirectory directory, out string? problem, IEntryStore? archive = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var isTaken = false;
        LogHead? head = null;
        try
        {
            directory.Acquire();
            isTaken = true;
            // Without the files of a view there is no log here; with them, its own reading says what is wrong.
            using var note = directory.TryOpenRead(LogWriter.CheckpointName);
            var signed = note is null ? null : SignedNote.TryParse(note.ReadAll(), out _);
            var checkpoint = signed is null ? null : Checkpoint.TryParse(signed.Text, out _);
            using var there = directory.TryOpenRead(LogHead.Name);
            head = there is null || checkpoint is null ? null : LogHead.Open(directory.Open(LogHead.Name));
            problem = $"{directory.PathOf("")}: the log's head or checkpoint is missing or does not read. Run `breakwater audit verify`, and restore the whole directory from a copy.";
            if (head is not null && checkpoint!.Size <= head.State.Size)
            {
                // What a killed process left may read well and not be on disk: nothing builds on it before it is.
                directory.Flush(FlushSite.NamesFoundForUpkeep);
                head.WriteAgain();
                problem = null;
                return new(directory, archive, head, signed!, checkpoint);
            }
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
            problem = isTaken
                ? $"{directory.PathOf("")}: the log cannot be taken: {e.Message} Make the directory readable and writable."
                : $"{directory.PathOf("lock")}: the log is open in another process, or the directory is not writable: {e.Message} Let that process do it, stop it, or make the directory writable.";
        }
        head?.Dispose();
        directory.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public PruneResult Prune(long beforeEntry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(beforeEntry);
        string? problem = null;
        try
        {
            LogWriter.Prune(_directory, _head, _checkpoint.Size, beforeEntry);
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
            problem = $"{_directory.PathOf("")}: segments could not be deleted: {e.Message} Make the directory writable.";
        }
        View = NewView();
        return new(View.FirstEntry, problem);
    }

    /// <inheritdoc/>
    public string? Erase(long beforeEntry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(beforeEntry);
        try
        {
            LogWriter.Erase(_directory, _head.State, _checkpoint.Size, beforeEntry);
            return null;
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
            return $"{_directory.PathOf("")}: records could not be overwritten: {e.Message} Make the directory writable.";
        }
    }

    /// <summary>Lets the log go.</summary>
    public void Dispose()
    {
        _hashes.Dispose();
        _head.Dispose();
        _directory.Dispose();
    }

    private LogView NewView() => new(_directory, _hashes, new(_head.State, null), _archive, _note, _checkpoint, ownsFiles: false);
}
