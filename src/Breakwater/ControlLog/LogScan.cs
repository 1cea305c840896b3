namespace Breakwater.ControlLog;

/// <summary>
/// Reads a log directory on opening: decides what is whole, what a crash left unfinished (cut off, and reported) and what is damage (refused,
/// and nothing is changed). Beyond the acknowledged mark, in the last segment, anything may be unfinished; everything else must be sound.
/// </summary>
internal sealed class LogScan(LogFiles files)
{
    public const string PassingSuffix = ".tmp";
    private const string Remedy = " Restore the whole directory from a copy.";
    private readonly byte[] _chain = new byte[LogFrame.ChecksumBytes];
    private long _unfinishedAt = -1;
    private long _markAt;
    private string? _unfinishedSegment;
    private AcknowledgedMark? _mark;

    public List<string> Problems { get; } = [];

    public List<string> Repairs { get; } = [];

    public List<LogSegment> Segments { get; } = [];

    public long Snapshot { get; private set; }

    public bool HasSnapshot { get; private set; }

    public long Last { get; private set; }

    public byte[] Chain => [.. _chain];

    public long Unrecorded { get; private set; }

    public long LastUnrecorded { get; private set; }

    /// <summary>The length of the last segment that is whole.</summary>
    public long Length { get; private set; }

    /// <summary>Examines everything, then, if there is no problem, puts right what was unfinished. The mark is the caller's to dispose.</summary>
    public AcknowledgedMark? Run()
    {
        var names = files.List();
        var segments = names.Where(n => LogSegment.IsName(n, out _)).ToList();
        var snapshots = names.Where(n => SnapshotFile.IsName(n, out _)).ToList();
        if (!names.Contains(AcknowledgedMark.Name))
        {
            if (segments.Count + snapshots.Count > 0)
            {
                Problems.Add($"{files.PathOf(AcknowledgedMark.Name)}: is missing beside a log.{Remedy}");
                return null;
            }
            AcknowledgedMark.Create(files, AcknowledgedMark.Name + PassingSuffix);
        }
        _mark = AcknowledgedMark.Open(files);
        if (_mark is null) { Problems.Add($"{files.PathOf(AcknowledgedMark.Name)}: offset 0: is damaged.{Remedy}"); }

        ExamineSnapshot(snapshots);
        if (segments.Count > 0 && IsUnfinished(segments[^1]))
        {
            _unfinishedSegment = segments[^1];
            segments.RemoveAt(segments.Count - 1);
        }
        var covered = segments.TakeWhile((_, i) => i + 1 < segments.Count && LogSegment.IsName(segments[i + 1], out var next) && next <= Snapshot + 1).ToList();
        segments.RemoveRange(0, covered.Count);
        ExamineSegments(segments);
        if (Problems.Count > 0)
        {
            _mark?.Dispose();
            return null;
        }
        string[] leftovers =
        [
            .. covered,
            .. snapshots.Where(n => n != SnapshotFile.NameOf(Snapshot)),
            .. names.Where(n => n.EndsWith(PassingSuffix, StringComparison.Ordinal)),
        ];
        Repair(leftovers);
        return _mark;
    }

    private void ExamineSnapshot(List<string> snapshots)
    {
        if (snapshots.Count == 0) { return; }
        HasSnapshot = SnapshotFile.IsName(snapshots[^1], out var upTo);
        Snapshot = upTo;
        if (SnapshotFile.Read(files, upTo) is null)
        {
            Problems.Add($"{files.PathOf(snapshots[^1])}: is damaged, or of another version.{Remedy}");
        }
    }

    // A segment without a whole head holds no record. If one was lost with it, the log ends before the mark, and that is refused.
    private bool IsUnfinished(string name)
    {
        var bytes = files.ReadAll(name);
        return bytes.Length <= LogSegment.HeadBytes && LogSegment.Read(name, bytes) is null;
    }

    private void ExamineSegments(List<string> names)
    {
        var acknowledged = _mark?.Number ?? long.MaxValue;
        var next = 0L;
        var markSeen = false;
        for (var i = 0; i < names.Count; i++)
        {
            var isLast = i == names.Count - 1;
            var bytes = files.ReadAll(names[i]);
            var segment = LogSegment.Read(names[i], bytes);
            var follows = segment is not null && (i == 0 ? segment.First <= Snapshot + 1 : segment.First == next && segment.Chain.AsSpan().SequenceEqual(_chain));
            if (segment is null || !follows)
            {
                Problems.Add(segment is null
                    ? $"{files.PathOf(names[i])}: offset 0: the head is damaged, or of another version.{Remedy}"
                    : $"{files.PathOf(names[i])}: does not follow what comes before it: a segment is missing or was exchanged.{Remedy}");
                return;
            }
            if (i == 0)
            {
                next = segment.First;
                segment.Chain.CopyTo(_chain, 0);
            }
            Segments.Add(segment);
            long offset = LogSegment.HeadBytes;
            markSeen |= IsMark(next - 1);
            _markAt = 0;
            while (offset < bytes.Length)
            {
                var before = Chain;
                if (!LogFrame.TryRead(bytes.AsMemory((int)offset), _chain, out var entry, out var size) || entry.First != next)
                {
                    before.CopyTo(_chain, 0);
                    break;
                }
                offset += size;
                next = entry.Last + 1;
                if (IsMark(entry.Last)) { (markSeen, _markAt) = (true, offset); }
                if (entry.IsUnrecorded && entry.First > Snapshot) { (Unrecorded, LastUnrecorded) = (Unrecorded + entry.Span, entry.Last); }
            }
            Length = offset;
            if (offset == bytes.Length) { continue; }
            if (!isLast || next <= acknowledged)
            {
                Problems.Add($"{files.PathOf(names[i])}: offset {offset}: record {next}, which was acknowledged, is damaged.{Remedy}");
                return;
            }
            _unfinishedAt = offset;
        }
        Last = Math.Max(0, next - 1);
        if (_mark is null) { return; }
        if (Last < acknowledged)
        {
            Problems.Add($"{files.PathOf(AcknowledgedMark.Name)}: records up to {acknowledged} were acknowledged and the log ends at {Last}.{Remedy}");
        }
        else if (Segments.Count > 0 && !markSeen)
        {
            Problems.Add($"{files.PathOf(AcknowledgedMark.Name)}: record {acknowledged} is not the one that was acknowledged.{Remedy}");
        }
        if (Snapshot > Last) { Problems.Add($"{files.PathOf(SnapshotFile.NameOf(Snapshot))}: reaches beyond the log, which ends at {Last}.{Remedy}"); }
    }

    private bool IsMark(long number) => _mark is not null && _mark.Number == number && _mark.Chain.AsSpan().SequenceEqual(_chain);

    private void Repair(string[] leftovers)
    {
        // A process that died without a power loss may have left names and bytes that read well and are not on disk, and a flush that once
        // failed does not write them later. So names are flushed, and what may be unwritten is written again, before anything builds on it.
        files.Flush();
        _mark!.WriteAgain();
        if (Segments.Count > 0) { RepairLastSegment(Segments[^1].Name); }
        foreach (var name in leftovers)
        {
            files.Delete(name);
            Repairs.Add($"{files.PathOf(name)}: removed: a crash left it unfinished or no longer needed.");
        }
        if (_unfinishedSegment is not null)
        {
            files.Delete(_unfinishedSegment);
            Repairs.Add($"{files.PathOf(_unfinishedSegment)}: removed: a crash left it without a record.");
        }
        if (leftovers.Length > 0 || _unfinishedSegment is not null) { files.Flush(); }
        if (_mark.HasBadSlot) { Repairs.Add($"{files.PathOf(AcknowledgedMark.Name)}: one of its two slots was half-written or damaged, and is written again."); }
        if (_mark.HasBadSlot || _mark.Number != Last) { _mark.Set(Last, Chain); }
    }

    private void RepairLastSegment(string name)
    {
        using var file = files.Open(name);
        var whole = file.ReadAll().AsSpan(0, (int)Length);
        if (_unfinishedAt >= 0)
        {
            file.Truncate(_unfinishedAt);
            Repairs.Add($"{files.PathOf(name)}: offset {_unfinishedAt}: cut off what a crash left of record {Last + 1}, which was never acknowledged.");
        }
        if (_markAt < Length) { file.Write(_markAt, whole[(int)_markAt..]); }
        file.Flush();
    }
}
