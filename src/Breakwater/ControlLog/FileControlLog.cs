namespace Breakwater.ControlLog;

/// <summary>
/// A control log in a directory of its own, for one process at a time. A record is acknowledged after two flushes: its own, then that of the
/// mark which says how far the log was acknowledged. Files are segments of bounded size, the mark, at most one snapshot, and a lock. Every
/// segment sets disk space aside for restrictions, so that a full disk still takes them. After a failed write the log goes back to its last
/// whole record and works again as soon as the disk does.
/// </summary>
public sealed class FileControlLog : FleetControlLog
{
    /// <summary>Size at which a new segment is begun, if nothing else is said: 4 MiB.</summary>
    public const int DefaultSegmentBytes = 4 * 1024 * 1024;

    /// <summary>Smallest size at which a new segment may be begun: 4 KiB.</summary>
    public const int LeastSegmentBytes = 4 * 1024;

    private const int ReservedBytes = ControlLogLimits.WaitingBytes + 64 * 1024;
    private const string PassingName = "snapshot" + LogScan.PassingSuffix;
    private readonly LogFiles _files;
    private readonly AcknowledgedMark _mark;
    private readonly List<LogSegment> _segments;
    private readonly int _segmentBytes;
    private LogFile? _active;
    private long _length;
    private byte[] _chain;
    private long _last;
    private long? _snapshot;
    private bool _needsRepair;
    private string? _abandoned;

    private FileControlLog(LogFiles files, AcknowledgedMark mark, LogScan scan, int segmentBytes, TimeProvider time) : base(time)
    {
        (_files, _mark, _segments, _segmentBytes) = (files, mark, scan.Segments, segmentBytes);
        (_length, _chain, _last) = (scan.Length, scan.Chain, scan.Last);
        _snapshot = scan.HasSnapshot ? scan.Snapshot : null;
        _active = _segments.Count > 0 ? files.Open(_segments[^1].Name) : null;
        Resume(scan.Last, scan.Snapshot, scan.Unrecorded, scan.LastUnrecorded);
    }

    /// <summary>
    /// Opens the log in a directory, or begins one there. Verifies every record and the snapshot. What a crash left unfinished is put right
    /// and reported; what is damaged is refused and left as it is. Blocks for the disk, O(size of the log).
    /// </summary>
    /// <param name="directory">The log's own directory; made if there is none.</param>
    /// <param name="time">Gives the records their times.</param>
    /// <param name="segmentBytes">Size at which a new segment is begun, from <see cref="LeastSegmentBytes"/> to 1 GiB.</param>
    public static FileControlLogResult Open(string directory, TimeProvider time, int segmentBytes = DefaultSegmentBytes)
    {
        if (string.IsNullOrWhiteSpace(directory)) { return Refused("The control log needs a directory of its own: name one."); }
        return Open(new DiskLogFiles(directory), time, segmentBytes);
    }

    internal static FileControlLogResult Open(LogFiles files, TimeProvider time, int segmentBytes)
    {
        if (segmentBytes is < LeastSegmentBytes or > 1024 * 1024 * 1024)
        {
            return Refused($"A segment of the control log has between {LeastSegmentBytes} bytes and 1 GiB, not {segmentBytes} bytes.");
        }
        try
        {
            files.Acquire();
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            files.Dispose();
            return Refused($"{files.PathOf("lock")}: the directory cannot be taken: {e.Message} "
                + "Stop the other process that has this log open, or make the directory writable.");
        }
        AcknowledgedMark? mark = null;
        try
        {
            var scan = new LogScan(files);
            mark = scan.Run();
            if (mark is null)
            {
                files.Dispose();
                return new(null, scan.Problems, []);
            }
            return new(new FileControlLog(files, mark, scan, segmentBytes, time), [], scan.Repairs);
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            mark?.Dispose();
            files.Dispose();
            return Refused($"{files.PathOf("")}: the control log cannot be opened: {e.Message} Make the directory readable and writable and free some space.");
        }
    }

    private protected override string? Write(ReadOnlySpan<LogEntry> entries, bool restrictionsOnly)
    {
        try
        {
            RemoveAbandoned();
            if (_needsRepair) { GoBack(); }
            var size = 0;
            foreach (var entry in entries) { size += LogFrame.Size(entry.Record); }
            var file = Room(size, entries[0].First, restrictionsOnly);
            var bytes = new byte[size];
            byte[] chain = [.. _chain];
            var at = 0;
            foreach (var entry in entries) { at += LogFrame.Write(entry, chain, bytes.AsSpan(at)); }
            _needsRepair = true;
            file.Write(_length, bytes);
            file.Flush();
            _mark.Set(entries[^1].Last, chain);
            (_length, _chain, _last, _needsRepair) = (_length + size, chain, entries[^1].Last, false);
            return null;
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            var error = $"{_files.PathOf("")}: the control log could not be written: {e.Message} "
                + "Free some space, or make the directory writable; nothing else is needed.";
            try
            {
                if (_needsRepair) { GoBack(); }
            }
            catch (Exception again) when (IsDiskFailure(again))
            {
                return error;
            }
            return error;
        }
    }

    private protected override IReadOnlyList<LogEntry> ReadSome(long fromNumber)
    {
        var index = Math.Max(0, _segments.FindLastIndex(s => s.First <= fromNumber));
        for (; index < _segments.Count; index++)
        {
            var bytes = _files.ReadAll(_segments[index].Name);
            var end = index == _segments.Count - 1 ? Math.Min(_length, bytes.Length) : bytes.Length;
            byte[] chain = [.. _segments[index].Chain];
            var entries = new List<LogEntry>();
            var next = _segments[index].First;
            for (long at = LogSegment.HeadBytes; at < end;)
            {
                if (!LogFrame.TryRead(bytes.AsMemory((int)at, (int)(end - at)), chain, out var entry, out var size) || entry.First != next)
                {
                    throw new InvalidDataException($"{_files.PathOf(_segments[index].Name)}: offset {at}: record {next} was damaged since the log was opened.");
                }
                if (entry.Last >= fromNumber) { entries.Add(entry); }
                at += size;
                next = entry.Last + 1;
            }
            if (entries.Count > 0) { return entries; }
        }
        return [];
    }

    private protected override string? SaveSnapshot(long upToNumber, ReadOnlySpan<byte> state)
    {
        try
        {
            SnapshotFile.Write(_files, PassingName, upToNumber, state);
            var earlier = _snapshot;
            _snapshot = upToNumber;
            if (earlier is { } old && old != upToNumber) { _files.Delete(SnapshotFile.NameOf(old)); }
            while (_segments.Count > 1 && _segments[1].First <= upToNumber + 1)
            {
                _files.Delete(_segments[0].Name);
                _segments.RemoveAt(0);
            }
            _files.Flush();
            return null;
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            return $"{_files.PathOf(SnapshotFile.NameOf(upToNumber))}: the snapshot could not be written: {e.Message} "
                + "Free some space, or make the directory writable, and write it again.";
        }
    }

    private protected override bool LoadSnapshot(out long upToNumber, out byte[] state)
    {
        upToNumber = _snapshot ?? 0;
        state = [];
        if (_snapshot is null) { return false; }
        state = SnapshotFile.Read(_files, upToNumber)
            ?? throw new InvalidDataException($"{_files.PathOf(SnapshotFile.NameOf(upToNumber))}: the snapshot was damaged since the log was opened.");
        return true;
    }

    private protected override void Close()
    {
        _active?.Dispose();
        _mark.Dispose();
        _files.Dispose();
    }

    /// <summary>The segment to write to: a new one if the present one is full, unless these are restrictions, the disk is full and the reserve holds them.</summary>
    private LogFile Room(int size, long first, bool restrictionsOnly)
    {
        if (_active is not null && (_length + size <= _segmentBytes || _length == LogSegment.HeadBytes)) { return _active; }
        var segment = LogSegment.Beginning(first, _chain);
        try
        {
            var file = _files.Create(segment.Name, _segmentBytes + ReservedBytes);
            try
            {
                file.Write(0, segment.Head());
                file.Flush();
                _files.Flush();
            }
            catch
            {
                file.Dispose();
                throw;
            }
            _active?.Dispose();
            (_active, _length) = (file, LogSegment.HeadBytes);
            _segments.Add(segment);
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            _abandoned = segment.Name;
            RemoveAbandoned();
            if (_active is null || !restrictionsOnly || _length + size > _segmentBytes + ReservedBytes) { throw; }
        }
        return _active;
    }

    // A segment that could not be begun must be gone, durably, before anything with its number is written elsewhere.
    private void RemoveAbandoned()
    {
        if (_abandoned is null) { return; }
        _files.Delete(_abandoned);
        _files.Flush();
        _abandoned = null;
    }

    /// <summary>
    /// Takes back a write that failed: the mark first, so that it never promises what is about to be cut, then the segment.
    /// </summary>
    private void GoBack()
    {
        _mark.Set(_last, _chain);
        _active!.Truncate(_length);
        _active.Flush();
        _needsRepair = false;
    }

    private static FileControlLogResult Refused(string problem) => new(null, [problem], []);

    private static bool IsDiskFailure(Exception e) => e is IOException or UnauthorizedAccessException;
}
