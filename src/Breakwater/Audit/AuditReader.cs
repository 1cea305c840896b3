using System.Text.Json;
using Breakwater.Audit.Tiering;
using Breakwater.Contracts;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit;

/// <summary>
/// Reads audit logs, open or closed, over all tiers, without taking them from their writer. Records of one log come in its order; those of several are merged by time. Blocks of which an
/// index says that they hold nothing that is wanted are not read; O(records) of the others, and of what has no index. It reads and does not verify: <see cref="LogVerifier"/> does.
/// </summary>
public static class AuditReader
{
    /// <summary>The records in a folder of logs, or one log, that a query wants.</summary>
    /// <param name="folder">A log, or a folder with logs up to two levels below.</param>
    /// <param name="query">Which records.</param>
    /// <param name="problems">Receives what cannot be read, with its file; the rest is read all the same.</param>
    /// <param name="progress">Told now and then how many records are done.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <param name="effort">Counts what had to be read.</param>
    public static IEnumerable<AuditRecord> Read(
        string folder, AuditQuery query, ICollection<string> problems, IProgress<VerifyProgress>? progress = null, CancellationToken cancellation = default, AuditReadEffort? effort = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(problems);
        var opened = new List<(string Name, LogView View)>();
        try
        {
            foreach (var log in AuditFolder.Logs(folder))
            {
                if (AuditArchives.TryOpenView(log, out var problem) is { } view) { opened.Add((AuditFolder.NameOf(folder, log), view)); }
                else { problems.Add(problem!); }
            }
            foreach (var record in Read(opened, query, problems, progress, cancellation, effort)) { yield return record; }
        }
        finally
        {
            foreach (var (_, view) in opened) { view.Dispose(); }
        }
    }

    /// <summary>The records that a query wants in logs that are open already, wherever they lie.</summary>
    /// <param name="logs">The logs, each with the name that its records are to carry; they stay the caller's to dispose.</param>
    /// <param name="query">Which records.</param>
    /// <param name="problems">Receives what cannot be read, with its file; the rest is read all the same.</param>
    /// <param name="progress">Told now and then how many records are done.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <param name="effort">Counts what had to be read.</param>
    public static IEnumerable<AuditRecord> Read(
        IReadOnlyList<(string Name, LogView View)> logs, AuditQuery query, ICollection<string> problems, IProgress<VerifyProgress>? progress = null, CancellationToken cancellation = default,
        AuditReadEffort? effort = null)
    {
        ArgumentNullException.ThrowIfNull(logs);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(problems);
        var (cursors, all) = (new PriorityQueue<Cursor, (DateTimeOffset, int)>(), new List<Cursor>());
        foreach (var (name, view) in logs)
        {
            if (TryFirst(view, problems) is { } first) { all.Add(new(name, view, first, query, problems, effort ?? new(), cancellation)); }
        }
        foreach (var cursor in all) { cursor.Progress = Report; }
        for (var i = 0; i < all.Count; i++) { Put(all[i], i); }
        while (cursors.TryDequeue(out var next, out var at))
        {
            yield return next.Current!;
            Put(next, at.Item2);
        }

        void Put(Cursor cursor, int order)
        {
            if (cursor.MoveNext()) { cursors.Enqueue(cursor, (cursor.Current!.Time, order)); }
        }

        void Report() => progress?.Report(new(all.Sum(c => c.Done), all.Sum(c => c.Of)));
    }

    private static long? TryFirst(LogView view, ICollection<string> problems)
    {
        try
        {
            return view.FirstReadable;
        }
        catch (LogDamagedException e)
        {
            problems.Add(e.Message);
            return null;
        }
    }

    /// <summary>The wanted records of one log, a block read at a time.</summary>
    private sealed class Cursor(string name, LogView view, long from, AuditQuery query, ICollection<string> problems, AuditReadEffort effort, CancellationToken cancellation)
    {
        private readonly Queue<AuditRecord> _ready = [];
        private readonly IReadOnlyList<Needle> _needles = query.Needles();
        private readonly IndexProbe _probe = query.Probe();
        private readonly long _first = from;
        private long _next = from;
        private long _segment = -1;
        private SegmentIndex? _index;
        private bool _isOpened;

        public AuditRecord? Current { get; private set; }

        public long Done => _next - _first;

        public long Of => view.DurableSize - _first;

        public Action? Progress { get; set; }

        public bool MoveNext()
        {
            while (_ready.Count == 0 && _next < view.DurableSize) { Fill(); }
            return (Current = _ready.TryDequeue(out var record) ? record : null) is not null;
        }

        private void Fill()
        {
            cancellation.ThrowIfCancellationRequested();
            var segment = _next / view.SegmentEntries;
            var begin = segment * view.SegmentEntries;
            var block = (_next - begin) / SegmentArchive.BlockEntries;
            var end = Math.Min(Math.Min(view.DurableSize, begin + view.SegmentEntries), begin + (block + 1) * SegmentArchive.BlockEntries);
            try
            {
                if (segment != _segment) { Enter(segment); }
                if (_index is not null) { effort.Count(WorkUnit.IndexBlockProbed); }
                if (_index?.MayHold((int)block, _probe) ?? true)
                {
                    if (!_isOpened) { effort.SegmentsOpened++; }
                    _isOpened = true;
                    effort.RecordsRead += end - _next;
                    effort.BlocksRead++;
                    var shown = view.Read(_next, end - _next, Take);
                    if (shown != end - _next && _next >= view.FirstReadable) { problems.Add($"{name}: {end - _next - shown} records from entry {_next} on are missing."); }
                }
                _next = end;
                if (!_isOpened && (_next == view.DurableSize || _next % view.SegmentEntries == 0)) { effort.SegmentsSkipped++; }
            }
            catch (LogDamagedException e)
            {
                // What comes after the damage is read all the same, from the next block on.
                problems.Add(e.Message);
                _next = end;
            }
            Progress?.Invoke();
        }

        private void Enter(long segment)
        {
            (_segment, _isOpened, _index) = (segment, false, null);
            if (_probe.IsEmpty) { return; }
            _index = SegmentIndex.TryRead(view.ReadSegmentIndex(segment), view.SegmentEntries);
            if (_index is null && (segment + 1) * view.SegmentEntries <= view.Size) { effort.SegmentsWithoutIndex++; }
        }

        private void Take(long position, ReadOnlySpan<byte> bytes)
        {
            if (position < view.FirstEntry) { effort.Count(WorkUnit.ByteUnpacked, bytes.Length); }
            foreach (var needle in _needles)
            {
                var isIn = needle.IsIn(bytes, out var searched);
                effort.Count(WorkUnit.ByteScanned, searched);
                if (!isIn) { return; }
            }
            effort.Count(WorkUnit.RecordParsed);
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

/// <summary>What a query had to read. Filled while it is read.</summary>
public sealed class AuditReadEffort
{
    private Work _work;

    /// <summary>What was done with what was read, counted: blocks asked for in indexes, bytes unpacked and searched, records parsed.</summary>
    public Work Work => _work;

    /// <summary>Segments of which at least a block was read.</summary>
    public long SegmentsOpened { get; internal set; }

    /// <summary>Segments that the index ruled out.</summary>
    public long SegmentsSkipped { get; internal set; }

    /// <summary>Whole segments that have no index, or one that does not fit them: they are read.</summary>
    public long SegmentsWithoutIndex { get; internal set; }

    /// <summary>Blocks, of 4,096 records at most, that were read.</summary>
    public long BlocksRead { get; internal set; }

    /// <summary>Records that were read.</summary>
    public long RecordsRead { get; internal set; }

    internal void Count(WorkUnit unit, long count = 1) => _work.Add(unit, count);
}
