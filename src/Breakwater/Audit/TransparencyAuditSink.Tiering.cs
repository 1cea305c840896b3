using Breakwater.Audit.Tiering;
using Breakwater.Fleet;

namespace Breakwater.Audit;

/// <content>Tiering of the logs while they are open.</content>
public sealed partial class TransparencyAuditSink
{
    private readonly string _root;
    private readonly TierSettings _tiers;
    private readonly TimeProvider _time;
    private readonly object _tiering = new();
    private readonly HashSet<LogTiering> _cleaned = [];
    private int _tiered;

    /// <summary>
    /// Does the next step of tiering that is due, if there is one: indexes, expires, compacts or moves one segment. For the host to call now and then, from a thread that may take its time: it
    /// reads and packs whole segments, up to a second each, while appends go on and wait for nothing. What expires is recorded in the fleet's seven-year log first.
    /// </summary>
    /// <param name="cancellation">Ends a step with <see cref="OperationCanceledException"/>; nothing is half done then.</param>
    /// <returns>The step, with its problem if it failed; null if nothing is due, or another thread is at it.</returns>
    public TierStep? Tier(CancellationToken cancellation = default)
    {
        if (!Monitor.TryEnter(_tiering)) { return null; }
        try
        {
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
        var kept = Append(new() { Kind = AuditEventKind.ControlChanged, Time = now, Node = _node, Detail = detail }, RecordUrgency.Before);
        return kept == RecordStatus.Kept ? null : "The expiry could not be recorded, so nothing was deleted: free some space.";
    }
}
