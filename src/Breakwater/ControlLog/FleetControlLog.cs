using Breakwater.Contracts;

namespace Breakwater.ControlLog;

/// <summary>
/// The ordered log of a fleet's control-state changes; its replay is the state of the control plane. What permits is appended and durable
/// before it is applied (<see cref="Append"/>); what restricts is applied first, given its number by <see cref="EnqueueRestriction"/>, which
/// never touches the disk, and written by <see cref="TryFlush"/>, which the host repeats until it is done. Numbers are given in the order
/// of changes and the log shows them in that order: a permit is written only after every restriction numbered before it.
/// Thread-safe; owns no timers and no tasks.
/// </summary>
public abstract class FleetControlLog : IDisposable
{
    // Order of locks: _writing before _order. _order is never held during input or output, so a restriction never waits for the disk.
    private readonly Lock _writing = new();
    private readonly Lock _order = new();
    private readonly RestrictionQueue _queue = new();
    private readonly TimeProvider _time;
    private long _last;
    private long _inForce;
    private long _durable;
    private long _snapshot;
    private long _unrecorded;
    private long _lastUnrecorded;
    private bool _disposed;

    private protected FleetControlLog(TimeProvider time) => _time = time;

    /// <summary>The highest number in force: durable, or a restriction that waits to be written. 0 for an empty log. Read without a lock.</summary>
    public long LastNumber => Volatile.Read(ref _inForce);

    /// <summary>The highest number on disk: everything up to it survives a crash. 0 for an empty log.</summary>
    public long DurableNumber => Volatile.Read(ref _durable);

    /// <summary>How many entries of restrictions wait to be written.</summary>
    public int WaitingRestrictions
    {
        get { lock (_order) { return _queue.Count; } }
    }

    /// <summary>
    /// Restrictions in force whose records were lost for lack of reserved space since the last snapshot. While it is not 0 every
    /// <see cref="Append"/> is refused; a snapshot of the present state, which holds them, ends that.
    /// </summary>
    public long UnrecordedRestrictions
    {
        get { lock (_order) { return _unrecorded; } }
    }

    /// <summary>
    /// Appends what permits. When it answers durable, the record is on disk and may be applied; otherwise it must not be, and it will
    /// not be replayed, unless the process dies before the log could take back a half-finished write. Blocks for the disk.
    /// </summary>
    /// <param name="tenant">Whom it concerns; <c>default</c> means the whole fleet.</param>
    /// <param name="kind">See <see cref="ControlRecord.Kind"/>.</param>
    /// <param name="payload">At most <see cref="ControlLogLimits.PayloadBytes"/>; copied.</param>
    /// <param name="actor">Who authorised it.</param>
    public AppendResult Append(TenantHandle tenant, string kind, ReadOnlySpan<byte> payload, string actor)
    {
        if (ControlLogLimits.ProblemWith(kind, payload.Length, actor, ControlLogLimits.PayloadBytes) is { } problem) { return AppendResult.Failed(problem); }
        var copy = payload.ToArray();
        lock (_writing)
        {
            if (_disposed) { return AppendResult.Failed(Closed); }
            if (Flush_NeedsWriting() is { } stalled) { return AppendResult.Failed(stalled); }
            ControlRecord record;
            LogEntry[] entries;
            lock (_order)
            {
                if (_unrecorded > 0)
                {
                    return AppendResult.Failed($"{_unrecorded} restrictions are in force without a record: write a snapshot of the state before permitting anything.");
                }
                record = new(++_last, _time.GetUtcNow(), tenant, kind, copy, actor);
                entries = [.. _queue.BeginWrite(), new(record)];
            }
            var error = Write(entries, restrictionsOnly: false);
            lock (_order)
            {
                _queue.EndWrite(succeeded: error is null);
                if (error is null)
                {
                    Volatile.Write(ref _durable, record.Number);
                    Volatile.Write(ref _inForce, Math.Max(_inForce, record.Number));
                    return new(true, record.Number, null);
                }
                if (_last == record.Number) { _last--; } else { _queue.AddVoid(record); }
                return AppendResult.Failed(error);
            }
        }
    }

    /// <summary>
    /// Gives a restriction that is being applied its number and keeps its record for the next flush. Never touches the disk and never
    /// waits for it, O(1) and bounded in memory. Apply the restriction whatever the answer.
    /// </summary>
    /// <param name="tenant">Whom it concerns; <c>default</c> means the whole fleet.</param>
    /// <param name="kind">See <see cref="ControlRecord.Kind"/>.</param>
    /// <param name="payload">At most <see cref="ControlLogLimits.RestrictionPayloadBytes"/>; copied.</param>
    /// <param name="actor">Who or what ordered it.</param>
    public RestrictionResult EnqueueRestriction(TenantHandle tenant, string kind, ReadOnlySpan<byte> payload, string actor)
    {
        var problem = ControlLogLimits.ProblemWith(kind, payload.Length, actor, ControlLogLimits.RestrictionPayloadBytes);
        var copy = problem is null ? payload.ToArray() : [];
        lock (_order)
        {
            problem ??= _disposed ? Closed : null;
            var number = ++_last;
            var time = _time.GetUtcNow();
            var kept = problem is null
                ? _queue.Add(new(number, time, tenant, kind, copy, actor))
                : _queue.AddUnrecorded(new(number, time, tenant, ControlRecord.UnrecordedKind, default, "control-log"));
            Volatile.Write(ref _inForce, number);
            if (kept) { return new(true, number, null); }
            _unrecorded++;
            _lastUnrecorded = number;
            return new(false, number, problem ?? "The space reserved for restrictions is used up: flush, then write a snapshot of the state.");
        }
    }

    /// <summary>Writes the restrictions that wait. Blocks for the disk; the host calls it after applying them and again until it is done.</summary>
    public FlushResult TryFlush()
    {
        lock (_writing)
        {
            var error = _disposed ? Closed : Flush_NeedsWriting();
            return new(WaitingRestrictions, error, error is null ? Tend() : null);
        }
    }

    /// <summary>
    /// The durable records in order, from the given number or from the oldest that is still kept (those before a snapshot may be gone).
    /// What is appended while it runs may or may not be included. A number may be missing: its permit was refused.
    /// </summary>
    /// <exception cref="InvalidDataException">The log was damaged after it was opened; the message names the file and the entry.</exception>
    public IEnumerable<ControlRecord> Read(long fromNumber)
    {
        var next = Math.Max(1, fromNumber);
        while (true)
        {
            IReadOnlyList<LogEntry> entries;
            lock (_writing)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                entries = ReadSome(next);
            }
            if (entries.Count == 0) { yield break; }
            foreach (var entry in entries)
            {
                if (!entry.IsVoid) { yield return entry.Record; }
            }
            next = entries[^1].Last + 1;
        }
    }

    /// <summary>
    /// Keeps the state as it stands after a record, so that a replay can start there; older records may then be removed. Waiting
    /// restrictions are flushed first. Blocks for the disk.
    /// </summary>
    /// <param name="upToNumber">Number of the last record that the state holds; not above the last, not below an earlier snapshot's.</param>
    /// <param name="state">At most <see cref="ControlLogLimits.SnapshotBytes"/>.</param>
    public AppendResult WriteSnapshot(long upToNumber, ReadOnlySpan<byte> state)
    {
        if (state.Length > ControlLogLimits.SnapshotBytes) { return AppendResult.Failed($"A snapshot has at most {ControlLogLimits.SnapshotBytes} bytes."); }
        lock (_writing)
        {
            if (_disposed) { return AppendResult.Failed(Closed); }
            if (Flush_NeedsWriting() is { } stalled) { return AppendResult.Failed(stalled); }
            if (upToNumber < _snapshot || upToNumber > DurableNumber)
            {
                return AppendResult.Failed($"A snapshot reaches to a number between {_snapshot} and {DurableNumber}, not {upToNumber}.");
            }
            if (SaveSnapshot(upToNumber, state) is { } error) { return AppendResult.Failed(error); }
            _snapshot = upToNumber;
            lock (_order)
            {
                if (_lastUnrecorded <= upToNumber) { _unrecorded = 0; }
            }
            return new(true, upToNumber, null);
        }
    }

    /// <summary>The newest snapshot, if there is one.</summary>
    /// <exception cref="InvalidDataException">It was damaged after the log was opened.</exception>
    public bool TryReadSnapshot(out long upToNumber, out byte[] state)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return LoadSnapshot(out upToNumber, out state);
        }
    }

    /// <summary>Flushes once what waits and closes the log.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            if (_disposed) { return; }
            Flush_NeedsWriting();
            lock (_order) { _disposed = true; }
            Close();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes over what a storage found on opening, before anyone else holds the log.</summary>
    private protected void Resume(long durable, long snapshot, long unrecorded, long lastUnrecorded) =>
        (_last, _inForce, _durable, _snapshot, _unrecorded, _lastUnrecorded) = (durable, durable, durable, snapshot, unrecorded, lastUnrecorded);

    /// <summary>Makes all of the entries durable, or none, and says why. One caller at a time.</summary>
    private protected abstract string? Write(ReadOnlySpan<LogEntry> entries, bool restrictionsOnly);

    /// <summary>Makes up for what an earlier write left undone, though it made its entries durable, or says why not. One caller at a time.</summary>
    private protected virtual string? Tend() => null;

    /// <summary>Some durable entries that end at or after the number, in order; none if there are none.</summary>
    private protected abstract IReadOnlyList<LogEntry> ReadSome(long fromNumber);

    /// <summary>Makes a snapshot durable, or says why not.</summary>
    private protected abstract string? SaveSnapshot(long upToNumber, ReadOnlySpan<byte> state);

    /// <summary>Reads the newest snapshot.</summary>
    private protected abstract bool LoadSnapshot(out long upToNumber, out byte[] state);

    /// <summary>Releases the storage.</summary>
    private protected abstract void Close();

    private const string Closed = "The control log is closed.";

    private string? Flush_NeedsWriting()
    {
        LogEntry[] entries;
        lock (_order)
        {
            if (_queue.Count == 0) { return null; }
            entries = _queue.BeginWrite();
        }
        var error = Write(entries, restrictionsOnly: true);
        lock (_order)
        {
            _queue.EndWrite(succeeded: error is null);
            if (error is null) { Volatile.Write(ref _durable, entries[^1].Last); }
        }
        return error;
    }
}
