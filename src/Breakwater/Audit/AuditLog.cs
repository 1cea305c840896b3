using Breakwater.Audit.Tiering;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit;

/// <summary>One log with its watermarks, and what it refused. Thread-safe; no lock of its own.</summary>
internal sealed class AuditLog(MerkleLog log, LogDirectory directory, TransparencyAuditOptions options, TimeProvider time, string? tenant, RetentionClass retention)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);
    private readonly long[] _refused = new long[RecordPriorities.Count];
    private long _free = long.MaxValue;
    private long _asked = long.MinValue / 2;
    private long _pending;
    private long _refusedSince;
    private long _refusalsWritten = time.GetTimestamp();

    public MerkleLog Log => log;

    public string? Tenant => tenant;

    /// <summary>What moves the log's segments from tier to tier.</summary>
    public required LogTiering Tiering { get; init; }

    /// <summary>The object store that was opened with the log; null if it is the host's.</summary>
    public IDisposable? OwnStore { get; init; }

    public RefusedCounts NotYetRecorded => new(Read(RecordPriority.Control), Read(RecordPriority.Always), Read(RecordPriority.Elevated), Read(RecordPriority.Routine));

    public RecordStatus Append(ReadOnlySpan<byte> record, RecordPriority priority, bool before)
    {
        if (!HasRoomFor(priority)) { return Refuse(priority); }
        var reserved = priority == RecordPriority.Control;
        var result = before ? log.AppendDurable(record, reserved) : log.Append(record, reserved);
        if (!result.Taken) { return Refuse(priority); }
        AuditInstruments.Logged(tenant, retention, record.Length);
        if (result.Status == AppendStatus.Durable)
        {
            Volatile.Write(ref _pending, 0);
            return RecordStatus.Kept;
        }
        Interlocked.Add(ref _pending, record.Length);
        return RecordStatus.Taken;
    }

    /// <summary>Writes what waits, and refusals that are over, or have gone on for long. Says what could not be done.</summary>
    public string? Commit(string? node, bool last)
    {
        Ask();
        var problem = log.Commit().Problem;
        if (problem is null) { Volatile.Write(ref _pending, 0); }
        var isOver = problem is null && HasRoomFor(RecordPriority.Routine);
        if (NotYetRecorded.Total > 0 && (last || isOver || time.GetElapsedTime(_refusalsWritten) >= options.RefusalInterval)) { problem ??= RecordRefusals(node, last); }
        return problem;
    }

    private string? RecordRefusals(string? node, bool last)
    {
        var since = Interlocked.Exchange(ref _refusedSince, 0);
        var counts = new RefusedCounts(Take(RecordPriority.Control), Take(RecordPriority.Always), Take(RecordPriority.Elevated), Take(RecordPriority.Routine));
        var now = time.GetUtcNow();
        // While the log takes none, the counts wait; when it is closed, they use the reserved space.
        var result = log.Append(
            AuditRecordFormat.Write(new() { Kind = AuditEventKind.RecordsRefused, Time = now, Since = since == 0 ? now : new(since, TimeSpan.Zero), Node = node, Tenant = tenant, Count = counts.Total, Refused = counts }),
            reserved: last);
        if (result.Taken)
        {
            _refusalsWritten = time.GetTimestamp();
            return log.Commit().Problem;
        }
        Interlocked.CompareExchange(ref _refusedSince, since, 0);
        Interlocked.Add(ref _refused[(int)RecordPriority.Control], counts.Control);
        Interlocked.Add(ref _refused[(int)RecordPriority.Always], counts.Always);
        Interlocked.Add(ref _refused[(int)RecordPriority.Elevated], counts.Elevated);
        Interlocked.Add(ref _refused[(int)RecordPriority.Routine], counts.Routine);
        return result.Problem;
    }

    private bool HasRoomFor(RecordPriority priority)
    {
        if (priority <= RecordPriority.Always) { return true; }
        var asked = Volatile.Read(ref _asked);
        if (time.GetElapsedTime(asked) >= AskAgain && Interlocked.CompareExchange(ref _asked, time.GetTimestamp(), asked) == asked) { Ask(); }
        var (free, pending) = (Volatile.Read(ref _free), Volatile.Read(ref _pending));
        return priority == RecordPriority.Elevated
            ? free >= options.ShedElevatedBelowBytes && pending < options.MostPendingBytes / 4L * 3
            : free >= options.ShedRoutineBelowBytes && pending < options.MostPendingBytes / 2L;
    }

    private void Ask()
    {
        Volatile.Write(ref _asked, time.GetTimestamp());
        try
        {
            Volatile.Write(ref _free, directory.FreeBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Who cannot be asked has no room.
            Volatile.Write(ref _free, 0);
        }
    }

    private RecordStatus Refuse(RecordPriority priority)
    {
        Interlocked.Increment(ref _refused[(int)priority]);
        Interlocked.CompareExchange(ref _refusedSince, time.GetUtcNow().Ticks, 0);
        return RecordStatus.Refused;
    }

    private long Read(RecordPriority priority) => Interlocked.Read(ref _refused[(int)priority]);

    private long Take(RecordPriority priority) => Interlocked.Exchange(ref _refused[(int)priority], 0);
}
