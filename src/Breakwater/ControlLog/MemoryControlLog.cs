namespace Breakwater.ControlLog;

/// <summary>
/// A control log in memory, for the lab and for tests: the same order and the same rules, and nothing survives the process. A record
/// counts as durable when it is in the list.
/// </summary>
public sealed class MemoryControlLog(TimeProvider time) : FleetControlLog(time)
{
    private readonly List<LogEntry> _entries = [];
    private long _snapshotNumber;
    private byte[]? _snapshot;

    /// <summary>
    /// If not null, nothing can be written, for this reason: how a full or stalled log behaves. Takes effect from the next write.
    /// </summary>
    public string? StalledBecause { get; set; }

    private protected override string? Write(ReadOnlySpan<LogEntry> entries, bool restrictionsOnly)
    {
        if (StalledBecause is { } reason) { return reason; }
        _entries.AddRange(entries);
        return null;
    }

    private protected override IReadOnlyList<LogEntry> ReadSome(long fromNumber)
    {
        const int most = 1_024;
        var low = 0;
        var high = _entries.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_entries[middle].Last < fromNumber) { low = middle + 1; } else { high = middle; }
        }
        return _entries.GetRange(low, Math.Min(most, _entries.Count - low));
    }

    private protected override string? SaveSnapshot(long upToNumber, ReadOnlySpan<byte> state)
    {
        if (StalledBecause is { } reason) { return reason; }
        _snapshotNumber = upToNumber;
        _snapshot = state.ToArray();
        _entries.RemoveAll(e => e.Last <= upToNumber);
        return null;
    }

    private protected override bool LoadSnapshot(out long upToNumber, out byte[] state)
    {
        upToNumber = _snapshotNumber;
        state = _snapshot is null ? [] : [.. _snapshot];
        return _snapshot is not null;
    }

    private protected override void Close() { }
}
