using System.Globalization;
using System.Text.Json;
using Breakwater.Audit.Tiering;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit;

/// <summary>
/// Reads the count commitments of logs and checks them against the records between them. That nobody changed the records is <see cref="LogVerifier"/>'s to say; this says that what was left out is counted: intervals follow
/// each other without a gap, each sum holds, and the log has as many events as were written.
/// </summary>
public static class CompletenessCheck
{
    /// <summary>Checks a log, or a folder with logs below it. O(records).</summary>
    /// <param name="folder">A log, or a folder with logs up to two levels below.</param>
    /// <param name="problems">Receives what cannot be read.</param>
    /// <param name="progress">Told now and then how many records are done.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    public static IReadOnlyList<LogCompleteness> Of(string folder, ICollection<string> problems, IProgress<VerifyProgress>? progress = null, CancellationToken cancellation = default)
    {
        var found = new List<LogCompleteness>();
        foreach (var log in AuditFolder.Logs(folder))
        {
            var check = new OneLog(new(AuditFolder.NameOf(folder, log)) { FirstEntry = FirstKept(log) });
            foreach (var record in AuditReader.Read(log, new(), problems, progress, cancellation)) { check.Take(record); }
            found.Add(check.End());
        }
        return found;
    }

    /// <summary>0 also for a log that does not read, which reading it says.</summary>
    private static long FirstKept(string log)
    {
        using var view = AuditArchives.TryOpenView(log, out _);
        try
        {
            return view?.FirstReadable ?? 0;
        }
        catch (LogDamagedException)
        {
            return 0;
        }
    }

    private sealed class OneLog(LogCompleteness log)
    {
        private readonly List<string> _problems = [];
        private readonly List<UnaccountedPeriod> _unaccounted = [];
        private bool _isRunning;
        private bool _isPruned;
        private bool _isFirst = true;
        private long _interval;
        private long _waiting;
        private long _open;
        private long _found;
        private DateTimeOffset _time;

        public void Take(AuditRecord record)
        {
            if (_isFirst) { (_isFirst, _isPruned) = (false, record.Position > 0); }
            if (record.Text("kind") != "records-omitted") { _found += record.Events; return; }
            if (!record.Json.TryGetProperty("omitted", out var counts) || counts.ValueKind != JsonValueKind.Object)
            {
                Problem(record, "is a commitment without counts");
                return;
            }
            if (Number(counts, "interval") == 0) { Begin(record); } else { Interval(record, counts); }
            _found = 0;
            _isPruned = false;
        }

        public LogCompleteness End()
        {
            if (_isRunning) { _unaccounted.Add(new(_time, null, _found, _waiting)); } else { log.Unsampled += _found; }
            log.Waiting = _isRunning ? _waiting : 0;
            (log.Problems, log.Unaccounted) = (_problems, _unaccounted);
            return log;
        }

        private void Begin(AuditRecord record)
        {
            if (_isRunning) { _unaccounted.Add(new(_time, record.Instant("since") ?? record.Time, _found, _waiting)); } else { log.Unsampled += _found; }
            (_isRunning, _interval, _waiting, _open, _time) = (true, 0, 0, 0, record.Time);
        }

        private void Interval(AuditRecord record, JsonElement counts)
        {
            var (interval, seen, written, refused, waiting, open) = (
                Number(counts, "interval"), Number(counts, "seen"), Number(counts, "written"), Number(counts, "refused"), Number(counts, "waiting"), Number(counts, "open"));
            var (mustKeep, elevated, routine) = (Class(counts, "mustKeep"), Class(counts, "elevated"), Class(counts, "routine"));
            var (kept, omitted) = (mustKeep.Kept + elevated.Kept + routine.Kept, mustKeep.Omitted + elevated.Omitted + routine.Omitted);
            // Of a log whose beginning was pruned the first commitment has nothing before it to agree with.
            if (!_isPruned)
            {
                if (!_isRunning) { Problem(record, string.Create(CultureInfo.InvariantCulture, $"commits interval {interval} that nothing began")); }
                else
                {
                    if (interval != _interval + 1) { Problem(record, string.Create(CultureInfo.InvariantCulture, $"commits interval {interval} after {_interval}")); }
                    if (record.Instant("since") != _time) { Problem(record, string.Create(CultureInfo.InvariantCulture, $"does not begin where the commitment before ends, at {_time:O}")); }
                    Agree(record, "waiting before + seen", _waiting + seen, "written + omitted + refused + waiting", written + omitted + refused + waiting);
                    Agree(record, "open before + written", _open + written, "kept + open", kept + open);
                    Agree(record, "written", written, "events in the log since", _found);
                }
            }
            if (mustKeep.Omitted != 0 || mustKeep.ChainsOmitted != 0) { Problem(record, "says that something was left out that must be kept"); }
            var isLast = Number(counts, "last") != 0;
            if (isLast) { Agree(record, "at the end, waiting", waiting, "and open", open, 0); }
            (_isRunning, _interval, _waiting, _open, _time) = (!isLast, interval, waiting, open, record.Time);
            log.Intervals++;
            log.Seen += seen;
            log.Written += written;
            log.Refused += refused;
            log.MustKeep = log.MustKeep.Plus(mustKeep);
            log.Elevated = log.Elevated.Plus(elevated);
            log.Routine = log.Routine.Plus(routine);
        }

        private void Agree(AuditRecord record, string one, long left, string other, long right, long? both = null)
        {
            if (left != right || (both is { } value && left != value)) { Problem(record, string.Create(CultureInfo.InvariantCulture, $"does not add up: {one} is {left}, {other} {right}")); }
        }

        private void Problem(AuditRecord record, string what) => _problems.Add(string.Create(CultureInfo.InvariantCulture, $"Entry {record.Position} {what}."));

        private static ClassCounts Class(JsonElement counts, string name) => counts.TryGetProperty(name, out var of) && of.ValueKind == JsonValueKind.Object
            ? new((int)Number(of, "perMille"), Number(of, "chainsKept"), Number(of, "chainsPressed"), Number(of, "chainsOmitted"), Number(of, "kept"), Number(of, "omitted"))
            : default;

        private static long Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
    }
}
