using Breakwater.Audit.Tiering;
using Breakwater.Fleet;

namespace Breakwater.Audit;

/// <content>Tiering of the logs while they are open.</content>
public sealed partial class TransparencyAuditSink
{
    private readonly TierSettings _tiers;
    private readonly TimeProvider _time;
    private readonly object _tiering = new();
    private readonly HoldRegister _holds;
    private readonly HashSet<LogTiering> _cleaned = [];
    private int _tiered;

    /// <summary>
    /// Does the next step of tiering that is due, if there is one: indexes, expires, compacts or moves one segment. For the host to call now and then, from a thread that may take its time: it
    /// reads and packs whole segments, up to a second each, while appends go on and wait for nothing, save where records expire in the segment that a log is writing. What expires is recorded in the fleet's seven-year log first.
    /// </summary>
    /// <param name="cancellation">Ends a step with <see cref="OperationCanceledException"/>; nothing is half done then.</param>
    /// <returns>The step, with its problem if it failed; null if nothing is due, or another thread is at it.</returns>
    public TierStep? Tier(CancellationToken cancellation = default)
    {
        if (!Monitor.TryEnter(_tiering)) { return null; }
        try
        {
            if (_holds.RecordPending() is { } unrecorded) { return new($"{AuditFolder.Fleet}/7y", TierAction.Expire, 0, 0, null) { Problem = unrecorded }; }
            // Another log each time, so that one that fails keeps none from its turn.
            for (var i = 0; i < _all.Length; i++)
            {
                _tiered = (_tiered + 1) % _all.Length;
                if (Next(_all[_tiered].Tiering, cancellation) is { } step) { return step; }
            }
            return null;
        }
        finally
        {
            Monitor.Exit(_tiering);
        }
    }

    /// <summary>Places a legal hold, recorded before it is returned, and gives it its number. Waits for the disk, and for a step of <see cref="Tier"/>.</summary>
    /// <param name="hold">The hold; number and time are given here.</param>
    public HoldState PlaceHold(LegalHold hold)
    {
        lock (_tiering) { return _holds.Place(hold); }
    }

    /// <summary>Lifts a legal hold; who did it, when and why is recorded before it counts. Waits for the disk, and for a step of <see cref="Tier"/>.</summary>
    public HoldState ReleaseHold(int id, string by, string reason)
    {
        lock (_tiering) { return _holds.Release(id, by, reason); }
    }

    private TierStep? Next(LogTiering tiering, CancellationToken cancellation)
    {
        var (problems, now) = (new List<Problem>(), _time.GetUtcNow());
        try
        {
            if (_cleaned.Add(tiering) && tiering.CleanUp() is { } left)
            {
                _cleaned.Remove(tiering);
                return new(tiering.Name, TierAction.Expire, 0, 0, null) { Problem = left };
            }
            foreach (var due in tiering.Due(_tiers, now, problems, cancellation))
            {
                return due.Action == TierAction.Expire && RecordExpiry(due, now) is { } problem ? due with { Problem = problem } : tiering.Do(due, cancellation);
            }
            return problems.Count == 0 ? null : new(tiering.Name, TierAction.Expire, 0, 0, null) { Problem = problems[0].ToString() };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(tiering.Name, TierAction.Index, 0, 0, null) { Problem = $"{e.Message} Run `breakwater audit verify`." };
        }
    }

    private string? RecordExpiry(TierStep due, DateTimeOffset now)
    {
        var detail = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"audit log {due.Log}: records {due.First} to {due.First + due.Records - 1} expire, the latest of them is of {due.Latest:O}");
        return RecordNow([new() { Kind = AuditEventKind.RecordsExpired, Time = now, Detail = detail }]) is null ? null : "The expiry could not be recorded, so nothing was deleted: free some space.";
    }

    /// <summary>Records what must be on disk before anything follows from it, in the reserved space if need be; null, or what is wrong.</summary>
    private string? RecordNow(IReadOnlyList<AuditEvent> events) =>
        events.All(e => _fleet[(int)RetentionClass.Years7].Append(AuditRecordFormat.Write(e with { Node = _node }), RecordPriority.Control, before: true) == RecordStatus.Kept) ? null : "It could not be written: free some space.";
}
