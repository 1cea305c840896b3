using System.Buffers.Binary;

namespace Breakwater.ControlLog;

/// <summary>
/// Restrictions that are in force and not yet on disk, in the order of their numbers, in bounded space. Where that space is used up, only
/// how many more there were is kept, as one entry that takes all their numbers. Not thread-safe: the log's order lock guards it.
/// </summary>
internal sealed class RestrictionQueue
{
    private readonly List<LogEntry> _entries = [];
    private int _beingWritten;
    private long _bytes;

    public int Count => _entries.Count;

    /// <summary>Whether it was kept in full; if not, it is counted in a run.</summary>
    public bool Add(in ControlRecord record)
    {
        var size = ControlEntry.Size(record);
        if (_entries.Count < ControlLogLimits.WaitingRestrictions && _bytes + size <= ControlLogLimits.WaitingBytes && !EndsInRun)
        {
            _entries.Add(new(record));
            _bytes += size;
            return true;
        }
        return AddUnrecorded(record);
    }

    /// <summary>Counts a restriction whose record is not kept. Always answers false.</summary>
    public bool AddUnrecorded(in ControlRecord record)
    {
        var run = EndsInRun && _entries[^1].Last + 1 == record.Number && _entries[^1].Span < uint.MaxValue ? _entries[^1] : new(record, 0);
        if (run.Span > 0) { _entries.RemoveAt(_entries.Count - 1); }
        var count = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(count, run.Span + 1);
        _entries.Add(new(run.Record with { Kind = ControlRecord.UnrecordedKind, Tenant = default, Payload = count, Actor = "control-log" }, run.Span + 1));
        return false;
    }

    /// <summary>Everything that waits, to be written; what is added meanwhile stays apart until <see cref="EndWrite"/>.</summary>
    public LogEntry[] BeginWrite()
    {
        _beingWritten = _entries.Count;
        return [.. _entries];
    }

    /// <summary>Ends a write; if it succeeded, what was being written is forgotten.</summary>
    public void EndWrite(bool succeeded)
    {
        if (succeeded)
        {
            _entries.RemoveRange(0, _beingWritten);
            _bytes = 0;
            foreach (var entry in _entries) { _bytes += ControlEntry.Size(entry.Record); }
        }
        _beingWritten = 0;
    }

    /// <summary>Fills the number of a permit that failed after a later number had been given away.</summary>
    public void AddVoid(in ControlRecord failed)
    {
        var hole = new LogEntry(failed with { Kind = ControlRecord.VoidKind, Payload = default, Actor = "control-log" });
        var at = _entries.FindIndex(e => e.First > hole.First);
        _entries.Insert(at < 0 ? _entries.Count : at, hole);
        _bytes += ControlEntry.Size(hole.Record);
    }

    // While a run waits, later restrictions join it: the replay is incomplete from there on, whatever follows.
    private bool EndsInRun => _entries.Count > _beingWritten && _entries[^1].IsUnrecorded;
}
