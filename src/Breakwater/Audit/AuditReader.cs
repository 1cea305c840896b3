using System.Text.Json;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit;

/// <summary>
/// Reads audit logs, open or closed, without taking them from their writer. Records of one log come in its order; those of several are merged by time. O(records) of all
/// logs: there is no index. It reads and does not verify: <see cref="LogVerifier"/> does.
/// </summary>
public static class AuditReader
{
    private const int AtOnce = 4_096;

    /// <summary>The records in a folder of logs, or one log, that a query wants.</summary>
    /// <param name="folder">A log, or a folder with logs up to two levels below.</param>
    /// <param name="query">Which records.</param>
    /// <param name="problems">Receives what cannot be read, with its file; the rest is read all the same.</param>
    /// <param name="progress">Told now and then how many records are done.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    public static IEnumerable<AuditRecord> Read(string folder, AuditQuery query, ICollection<string> problems, IProgress<VerifyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(problems);
        var cursors = new PriorityQueue<Cursor, (DateTimeOffset, int)>();
        var opened = new List<LogView>();
        try
        {
            foreach (var log in AuditFolder.Logs(folder))
            {
                if (LogView.TryOpen(log, out var problem) is not { } view)
                {
                    problems.Add(problem!);
                    continue;
                }
                opened.Add(view);
                Put(new(AuditFolder.NameOf(folder, log), view, query, problems, cancellation), opened.Count);
            }
            var of = opened.Sum(v => v.DurableSize - v.FirstEntry);
            var done = 0L;
            while (cursors.TryDequeue(out var next, out var at))
            {
                yield return next.Current!;
                Put(next, at.Item2);
                if ((++done & 1_023) == 0) { progress?.Report(new(cursors.UnorderedItems.Sum(c => c.Element.Read), of)); }
            }
        }
        finally
        {
            foreach (var view in opened) { view.Dispose(); }
        }

        void Put(Cursor cursor, int order)
        {
            if (cursor.MoveNext()) { cursors.Enqueue(cursor, (cursor.Current!.Time, order)); }
        }
    }

    /// <summary>The wanted records of one log, a few thousand read at a time.</summary>
    private sealed class Cursor(string name, LogView view, AuditQuery query, ICollection<string> problems, CancellationToken cancellation)
    {
        private readonly Queue<AuditRecord> _ready = [];
        private readonly IReadOnlyList<byte[]> _needles = query.Needles();
        private long _next = view.FirstEntry;

        public AuditRecord? Current { get; private set; }

        public long Read => _next - view.FirstEntry;

        public bool MoveNext()
        {
            while (_ready.Count == 0 && _next < view.DurableSize) { Fill(); }
            return (Current = _ready.TryDequeue(out var record) ? record : null) is not null;
        }

        private void Fill()
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(AtOnce, view.DurableSize - _next);
            try
            {
                view.Read(_next, count, Take);
                _next += count;
            }
            catch (LogDamagedException e)
            {
                problems.Add(e.Message);
                _next = view.DurableSize;
            }
        }

        private void Take(long position, ReadOnlySpan<byte> bytes)
        {
            foreach (var needle in _needles)
            {
                if (bytes.IndexOf(needle) < 0) { return; }
            }
            if (TryParse(bytes) is not { ValueKind: JsonValueKind.Object } json)
            {
                problems.Add($"{name}: entry {position} is no audit record.");
                return;
            }
            var record = new AuditRecord(name, position, json);
            if (query.Wants(record)) { _ready.Enqueue(record); }
        }

        private static JsonElement? TryParse(ReadOnlySpan<byte> bytes)
        {
            try
            {
                var reader = new Utf8JsonReader(bytes);
                return JsonElement.ParseValue(ref reader);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
