using Breakwater.TransparencyLog;

namespace Breakwater.ControlLog;

/// <summary>Where a record stands in the transparency log, and what it was when its hash was last checked.</summary>
/// <param name="First">Its number.</param>
/// <param name="Last">The last number it takes; the same, except for a run of unrecorded restrictions.</param>
/// <param name="Position">Of its first entry.</param>
/// <param name="Parts">How many entries it takes.</param>
/// <param name="Hash">Leaf hash of its entry; of several, folded from the left.</param>
/// <param name="IsUnrecorded">Whether it is such a run.</param>
internal readonly record struct IndexedRecord(long First, long Last, long Position, int Parts, MerkleHash Hash, bool IsUnrecorded);

/// <summary>
/// Makes records of the entries of a transparency log, which it is shown in order, and leaves out what was withdrawn. It may begin anywhere: parts of a record whose beginning
/// it was not shown are passed over. For one thread.
/// </summary>
internal sealed class ControlEntryScan(bool keepsRecords)
{
    private readonly List<SnapshotMark> _snapshots = [];
    private List<byte>? _body;
    private long _begin;
    private int _parts;
    private MerkleHash _hash;

    /// <summary>The records that count, in order.</summary>
    public List<IndexedRecord> Index { get; } = [];

    /// <summary>The same in full, if they are kept.</summary>
    public List<LogEntry> Records { get; } = [];

    /// <summary>The newest snapshot; null if there is none.</summary>
    public SnapshotMark? Snapshot => _snapshots.Count > 0 ? _snapshots[^1] : null;

    /// <summary>The first position whose entry is nothing that a control log writes; null if all are.</summary>
    public long? Foreign { get; private set; }

    /// <summary>Takes the next entry.</summary>
    public void Take(long position, ReadOnlySpan<byte> entry)
    {
        var isSound = entry.Length > 0 && (ControlEntryKind)(entry[0] & 0x0F) switch
        {
            ControlEntryKind.Part => TakePart(position, entry),
            ControlEntryKind.Withdrawal => TakeWithdrawal(entry),
            ControlEntryKind.Snapshot => TakeSnapshot(position, entry),
            _ => false,
        };
        if (!isSound) { Foreign ??= position; }
    }

    /// <summary>What does not fit together; null if all does: the numbers are in a row, begin where the snapshot ends or before, and no entry is gone that is needed beside it.</summary>
    /// <param name="firstEntry">The first entry that is still there. No signature covers it: anybody may have removed what was before.</param>
    public string? Gap(long firstEntry)
    {
        if (firstEntry > (Snapshot?.Needed ?? 0)) { return $"entries before {firstEntry} were removed, and no snapshot holds what they said"; }
        var next = Index.Count > 0 ? Index[0].First : 0;
        if (Index.Count > 0 && next > (Snapshot?.UpTo ?? 0) + 1) { return $"records before {next} are missing, and no snapshot holds them"; }
        foreach (var record in Index)
        {
            if (record.First != next) { return $"record {next} is missing"; }
            next = record.Last + 1;
        }
        return Snapshot is { } snapshot && Index.Count > 0 && snapshot.UpTo > Index[^1].Last ? $"the snapshot reaches to {snapshot.UpTo} and the log ends at {Index[^1].Last}" : null;
    }

    private bool TakePart(long position, ReadOnlySpan<byte> entry)
    {
        var flags = (ControlEntryKind)entry[0];
        if (flags.HasFlag(ControlEntryKind.Begins)) { (_body, _begin, _parts) = ([], position, 0); }
        if (_body is null) { return true; }
        if (position != _begin + _parts || _body.Count + entry.Length > ControlLogLimits.PayloadBytes + MerkleLog.MostRecordBytes) { return false; }
        var leaf = MerkleHashing.Leaf(entry);
        _hash = _parts++ == 0 ? leaf : MerkleHashing.Node(_hash, leaf);
        _body.AddRange(entry[1..]);
        if (!flags.HasFlag(ControlEntryKind.Ends)) { return true; }
        var isRecord = ControlEntry.TryRead(_body.ToArray(), out var record);
        _body = null;
        if (!isRecord) { return false; }
        Index.Add(new(record.First, record.Last, _begin, _parts, _hash, record.IsUnrecorded));
        if (keepsRecords) { Records.Add(record); }
        return true;
    }

    private bool TakeWithdrawal(ReadOnlySpan<byte> entry)
    {
        _body = null;
        if (!ControlEntry.TryReadWithdrawal(entry, out var from)) { return false; }
        while (Index.Count > 0 && Index[^1].Position >= from)
        {
            Index.RemoveAt(Index.Count - 1);
            if (keepsRecords) { Records.RemoveAt(Records.Count - 1); }
        }
        _snapshots.RemoveAll(s => s.Position >= from);
        return true;
    }

    private bool TakeSnapshot(long position, ReadOnlySpan<byte> entry)
    {
        if (!ControlEntry.TryReadSnapshot(position, entry, out var snapshot)) { return false; }
        _snapshots.Add(snapshot);
        return true;
    }
}
