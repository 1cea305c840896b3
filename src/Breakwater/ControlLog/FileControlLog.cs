using Breakwater.TransparencyLog;

namespace Breakwater.ControlLog;

/// <summary>
/// A control log in a directory of its own, for one process at a time: a transparency log (<see cref="MerkleLog"/>) whose entries are the records, with a signed checkpoint
/// over every change, and at most one snapshot beside it. A record is acknowledged after two flushes: its own, then that of the log's head. What was refused after the log had taken it
/// is withdrawn by an entry that becomes durable together with it. Disk space is set aside for restrictions, so that a full disk still takes them.
/// It keeps about 64 bytes in memory for every record since the last snapshot.
/// </summary>
public sealed class FileControlLog : FleetControlLog
{
    private const int MostPartsAtOnce = 256;
    private readonly LogDirectory _directory;
    private readonly MerkleLog _log;
    private readonly List<IndexedRecord> _index;
    private SnapshotMark? _snapshot;
    private bool _wasFull;

    private FileControlLog(LogDirectory directory, MerkleLog log, ControlEntryScan scan, TimeProvider time) : base(time)
    {
        (_directory, _log, _index, _snapshot) = (directory, log, scan.Index, scan.Snapshot);
        var upTo = _snapshot?.UpTo ?? 0;
        var (unrecorded, lastUnrecorded) = (0L, 0L);
        foreach (var record in _index.Where(r => r.IsUnrecorded && r.First > upTo)) { (unrecorded, lastUnrecorded) = (unrecorded + record.Last - record.First + 1, record.Last); }
        Resume(Math.Max(upTo, _index.Count > 0 ? _index[^1].Last : 0), upTo, unrecorded, lastUnrecorded);
    }

    /// <summary>The latest checkpoint, a signed note: keep some elsewhere, for <see cref="ControlLogOptions.KnownCheckpoint"/>.</summary>
    public ReadOnlyMemory<byte> Checkpoint => _log.View.Note.Bytes;

    /// <summary>
    /// Opens the log in a directory, or begins one there. Verifies every record, hash and signature, and the snapshot. What a crash left unfinished is put right and reported; what
    /// is damaged is refused. Blocks for the disk, O(size of the log).
    /// </summary>
    /// <param name="directory">The log's own directory; made if there is none.</param>
    /// <param name="options">How it is kept.</param>
    /// <param name="time">Gives the records their times.</param>
    public static FileControlLogResult Open(string directory, ControlLogOptions options, TimeProvider time) => string.IsNullOrWhiteSpace(directory)
        ? Refused("The control log needs a directory of its own: name one.")
        : Open(new DiskLogDirectory(directory), options, time);

    /// <summary>Opens a log over a file system of the caller's, which it disposes of.</summary>
    /// <inheritdoc cref="Open(string, ControlLogOptions, TimeProvider)"/>
    public static FileControlLogResult Open(LogDirectory directory, ControlLogOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(options);
        if ((options.Problem() ?? ControlLogFiles.ProblemWithFormat(directory)) is { } problem)
        {
            directory.Dispose();
            return Refused(problem);
        }
        var opened = MerkleLog.Open(directory, options.ForMerkleLog(), time);
        if (opened.Log is not { } log) { return new(null, opened.Problems, []); }
        try
        {
            var scan = new ControlEntryScan(keepsRecords: false);
            if (Examine(directory, log, scan, options.KnownCheckpoint) is { } damage)
            {
                log.Dispose();
                return Refused(damage);
            }
            var repairs = opened.Repairs.ToList();
            ControlLogFiles.DeleteSnapshots(directory, except: scan.Snapshot, repairs);
            return new(new FileControlLog(directory, log, scan, time), [], repairs);
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            log.Dispose();
            return Refused($"{directory.PathOf("")}: the control log cannot be opened: {e.Message} Make the directory readable and writable and free some space.");
        }
    }

    private protected override string? Write(ReadOnlySpan<LogEntry> entries, bool restrictionsOnly)
    {
        if (Settle() is { } stalled) { return stalled; }
        var from = _log.Size;
        var scan = new ControlEntryScan(keepsRecords: false);
        string? problem = null;
        foreach (var entry in entries)
        {
            problem = AppendRecord(entry, restrictionsOnly, scan);
            if (problem is not null) { break; }
        }
        problem ??= Commit();
        if (problem is null) { _index.AddRange(scan.Index); } else { Withdraw(from); }
        return problem;
    }

    private protected override string? Tend() => _log.View.Size < _log.Size ? _log.Commit(checkpoint: true).Problem : null;

    private protected override IReadOnlyList<LogEntry> ReadSome(long fromNumber)
    {
        var at = IndexOf(fromNumber);
        if (at == _index.Count) { return []; }
        var (count, parts) = (0, 0);
        while (at + count < _index.Count && parts < MostPartsAtOnce) { parts += _index[at + count++].Parts; }
        var (first, last) = (_index[at], _index[at + count - 1]);
        var scan = new ControlEntryScan(keepsRecords: true);
        try
        {
            _log.View.Read(first.Position, last.Position + last.Parts - first.Position, scan.Take);
        }
        catch (LogDamagedException e)
        {
            throw new InvalidDataException($"The control log was damaged since it was opened: {e.Message}", e);
        }
        for (var i = 0; i < count; i++)
        {
            if (i < scan.Index.Count && scan.Index[i] == _index[at + i]) { continue; }
            throw new InvalidDataException($"{_directory.PathOf("")}: entry {_index[at + i].Position}: record {_index[at + i].First} was damaged since the log was opened.");
        }
        return scan.Records;
    }

    private protected override string? SaveSnapshot(long upToNumber, ReadOnlySpan<byte> state)
    {
        if (Settle() is { } stalled) { return stalled; }
        var after = IndexOf(upToNumber + 1);
        var mark = SnapshotMark.Of(_log.Size, upToNumber, after == _index.Count ? _log.Size : _index[after].Position, state);
        try
        {
            SnapshotFile.Write(_directory, mark.Position, state);
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            return $"{_directory.PathOf(SnapshotFile.NameOf(mark.Position))}: the snapshot could not be written: {e.Message} "
                + "Free some space, or make the directory writable, and write it again.";
        }
        var appended = _log.Append(ControlEntry.Snapshot(mark), reserved: true);
        if ((appended.Taken ? Commit() : appended.Problem) is { } problem)
        {
            Withdraw(mark.Position);
            return problem;
        }
        _snapshot = mark;
        RemoveCovered(mark);
        return null;
    }

    private protected override bool LoadSnapshot(out long upToNumber, out byte[] state)
    {
        upToNumber = _snapshot?.UpTo ?? 0;
        state = [];
        if (_snapshot is not { } mark) { return false; }
        state = SnapshotFile.Read(_directory, mark)
            ?? throw new InvalidDataException($"{_directory.PathOf(SnapshotFile.NameOf(mark.Position))}: the snapshot was damaged since the log was opened.");
        return true;
    }

    private protected override void Close() => _log.Dispose();

    /// <summary>Writes what failed before, with its withdrawal, so that nothing new comes to stand beside it; a commit also asks anew how much space is free.</summary>
    private string? Settle()
    {
        if (_log.DurableSize == _log.Size && !_wasFull) { return null; }
        _wasFull = false;
        return Commit();
    }

    private string? Commit()
    {
        var result = _log.Commit();
        return result.DurableSize >= _log.Size ? null : result.Problem ?? "The log was closed.";
    }

    private string? AppendRecord(in LogEntry entry, bool reserved, ControlEntryScan scan)
    {
        var body = ControlEntry.Write(entry).AsSpan();
        Span<byte> part = new byte[1 + Math.Min(body.Length, ControlEntry.MostPartBytes)];
        for (var kind = ControlEntryKind.Begins; ; kind = default)
        {
            var size = Math.Min(body.Length, ControlEntry.MostPartBytes);
            part[0] = (byte)(ControlEntryKind.Part | kind | (size == body.Length ? ControlEntryKind.Ends : default));
            body[..size].CopyTo(part[1..]);
            var appended = _log.Append(part[..(1 + size)], reserved);
            if (!appended.Taken)
            {
                _wasFull = appended.Status == AppendStatus.StorageFull;
                return $"{_directory.PathOf("")}: the control log did not take the record: {appended.Problem}";
            }
            scan.Take(appended.Position, part[..(1 + size)]);
            body = body[size..];
            if (body.IsEmpty) { return null; }
        }
    }

    /// <summary>
    /// Takes back what the log took and could not make durable. The withdrawal stands in the same commit, so that no crash leaves one without the other, unless the process dies
    /// before it and the disk had written what it reported as failed.
    /// </summary>
    private void Withdraw(long from)
    {
        if (_log.Size == from) { return; }
        _log.Append(ControlEntry.Withdrawal(from), reserved: true);
        _log.Commit();
    }

    /// <summary>The place in the index of the first record that ends at a number or after it.</summary>
    private int IndexOf(long number)
    {
        var (low, high) = (0, _index.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_index[middle].Last < number) { low = middle + 1; } else { high = middle; }
        }
        return low;
    }

    // What cannot be removed now is removed after the next snapshot, or on opening.
    private void RemoveCovered(in SnapshotMark mark)
    {
        try
        {
            ControlLogFiles.DeleteSnapshots(_directory, except: mark, repairs: null);
            _log.Prune(mark.Needed);
            var first = _log.View.FirstEntry;
            _index.RemoveAll(r => r.Position < first);
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
        }
    }

    private static string? Examine(LogDirectory directory, MerkleLog log, ControlEntryScan scan, ReadOnlyMemory<byte> known)
    {
        if (log.Verify(known) is { Damage: { } damage }) { return damage.ToString(); }
        var view = log.View;
        view.Read(view.FirstEntry, view.DurableSize - view.FirstEntry, scan.Take);
        return ControlLogFiles.ProblemWith(directory, scan, view.FirstEntry);
    }

    private static FileControlLogResult Refused(string problem) => new(null, [problem], []);

    private static bool IsDiskFailure(Exception e) => e is IOException or UnauthorizedAccessException;
}
