using System.Security.Cryptography;
using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit.Tiering;

/// <summary>
/// Places and lifts legal holds: a record in the fleet's seven-year log first, then <c>holds.json</c>. A hold restricts, so it counts from when either of them has it; to lift one permits something, and counts
/// only once it is recorded. For one thread at a time, and one process at a time.
/// </summary>
public sealed class HoldRegister
{
    /// <summary>The name of the file beside the logs that has the holds too.</summary>
    public const string FileName = LegalHolds.FileName;

    private readonly string _root;
    private readonly HoldBook _book;
    private readonly TimeProvider _time;
    private readonly Func<IReadOnlyList<AuditEvent>, string?> _append;

    internal HoldRegister(string root, HoldBook book, TimeProvider time, Func<IReadOnlyList<AuditEvent>, string?> append) => (_root, _book, _time, _append) = (root, book, time, append);

    /// <summary>
    /// The register of a folder whose logs no process has open. It needs no key: records are durable at once, and signed by whoever opens the log next. Where the log is open elsewhere, a hold stands in the file
    /// until that process has recorded it, and none can be lifted.
    /// </summary>
    public static HoldRegister Of(string root, TimeProvider time) => new(root, HoldBook.Of(root), time, events => AppendUnsigned(root, time, events));

    /// <summary>What is wrong between the holds in the log, which was just verified, and those in the file; empty if they say the same.</summary>
    public static IReadOnlyList<Problem> Compare(string root)
    {
        var problems = new List<Problem>();
        HoldBook.Of(root, isVerified: true).Agreed(problems);
        return problems;
    }

    /// <summary>All holds, as the log or else the file has them, and what is wrong: while there is anything, nothing expires.</summary>
    public HoldState State()
    {
        var problems = new List<Problem>();
        _book.Agreed(problems);
        var (recorded, file) = (_book.Recorded([]) ?? [], LegalHolds.Load(_root, []) ?? []);
        return new(Merged(recorded, file), null, null, problems);
    }

    /// <summary>Places a hold, and gives it its number.</summary>
    /// <param name="hold">The hold; number and time are given here.</param>
    public HoldState Place(LegalHold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        if (LegalHolds.Problems(hold) is { Count: > 0 } wrong) { return new([], null, null, wrong); }
        if (Begin(out var problems) is not var (recorded, file)) { return new([], null, null, problems); }
        var placed = hold with { Id = recorded.Concat(file).Select(h => h.Id).DefaultIfEmpty().Max() + 1, Added = _time.GetUtcNow() };
        var pending = _append([Event(placed)]);
        return Finish(placed.Id, pending is null ? file : [.. file, placed], pending);
    }

    /// <summary>Lifts a hold; who did it, when and why stays on record.</summary>
    public HoldState Release(int id, string by, string reason)
    {
        if (Begin(out var problems) is not var (recorded, file)) { return new([], null, null, problems); }
        if (recorded.FirstOrDefault(h => h.Id == id) is not { IsInForce: true } hold)
        {
            return new([], null, null, [new("", 0, 0, $"No hold {id} is in force{(file.Any(h => h.Id == id && h.IsInForce) ? " that the log has" : "")}.", "`breakwater audit hold list` shows which are.")]);
        }
        var lifted = hold with { RemovedBy = by, RemovedReason = reason, Removed = _time.GetUtcNow() };
        return _append([new() { Kind = AuditEventKind.HoldReleased, Time = lifted.Removed.Value, Hold = lifted, Detail = reason }]) is { } problem
            ? new([], null, null, [new(HoldBook.LogOf(_root), 0, 0, $"That the hold is lifted cannot be recorded, so it is not: {problem}", "Stop the process that has the log open, or lift the hold there, with TransparencyAuditSink.ReleaseHold.")])
            : Finish(id, file, null);
    }

    /// <summary>Makes file and log say the same: what only the file has in force is recorded, and then the file is written as the log has it. One that does not read is kept beside it.</summary>
    public HoldState Restore()
    {
        var problems = new List<Problem>();
        if (_book.Recorded(problems) is not { } recorded) { return new([], null, null, problems); }
        var path = Path.Combine(_root, LegalHolds.FileName);
        if (LegalHolds.Load(_root, []) is not { } file)
        {
            try
            {
                File.Move(path, path + ".unread", overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new([], null, null, [new(path, 0, 0, $"The file does not read, and cannot be put aside: {e.Message}", "Make the folder writable, or move the file away.")]);
            }
            file = [];
        }
        return Finish(0, file, Record(recorded, file));
    }

    /// <summary>Records what only the file has in force; the file is written as the log then has it, unless they differ in more. Says what could not be done; null if nothing.</summary>
    internal string? RecordPending()
    {
        if (LegalHolds.Load(_root, []) is not { } file || !file.Any(h => h.IsInForce) || _book.Recorded([]) is not { } recorded) { return null; }
        var differences = HoldBook.Differences(recorded, file);
        if (!differences.Any(d => d.IsPending)) { return null; }
        if (Record(recorded, file) is { } problem) { return problem; }
        return differences.All(d => d.IsPending) ? Finish(0, file, null).Problems.FirstOrDefault()?.ToString() : null;
    }

    private string? Record(IReadOnlyList<LegalHold> recorded, IReadOnlyList<LegalHold> file)
    {
        List<AuditEvent> events = [.. file.Where(f => f.IsInForce && recorded.All(r => r.Id != f.Id)).Select(Event)];
        return events.Count == 0 ? null : _append(events);
    }

    private (IReadOnlyList<LegalHold> Recorded, IReadOnlyList<LegalHold> File)? Begin(out List<Problem> problems)
    {
        problems = [];
        if (LegalHolds.Load(_root, problems) is not { } file || _book.Recorded(problems) is not { } recorded) { return null; }
        // What was tampered with is not written over.
        if (HoldBook.Differences(recorded, file).All(d => d.IsPending)) { return (recorded, file); }
        _book.Agreed(problems);
        return null;
    }

    /// <summary>Writes the file: what the log has, and what it does not have yet.</summary>
    private HoldState Finish(int id, IReadOnlyList<LegalHold> file, string? pending)
    {
        var problems = new List<Problem>();
        if (_book.Recorded(problems) is not { } recorded) { return new([], null, null, problems); }
        var all = Merged(recorded, file);
        try
        {
            LegalHolds.Save(_root, all);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(Path.Combine(_root, LegalHolds.FileName), 0, 0, $"The holds cannot be written: {e.Message}", "Make the folder writable, and run `breakwater audit hold restore`; until then nothing expires."));
        }
        return new(all, all.FirstOrDefault(h => h.Id == id), pending, problems);
    }

    private static List<LegalHold> Merged(IReadOnlyList<LegalHold> recorded, IReadOnlyList<LegalHold> file) => [.. recorded.UnionBy(file, h => h.Id).OrderBy(h => h.Id)];

    private static AuditEvent Event(LegalHold hold) => new() { Kind = AuditEventKind.HoldPlaced, Time = hold.Added, Hold = hold, Detail = hold.Reason };

    private static string? AppendUnsigned(string root, TimeProvider time, IReadOnlyList<AuditEvent> events)
    {
        if (HoldBook.KeyOf(root) is not { } key) { return $"{AuditFolder.KeyPathOf(HoldBook.LogOf(root))}: the log's verifier key is missing or does not read. Restore it from a copy."; }
        var path = HoldBook.LogOf(root);
        var directory = new DiskLogDirectory(path);
        var opened = MerkleLog.Open(directory, new()
        {
            Origin = key.Name, Signers = [new KeyElsewhere(key)], MinimumFreeBytes = 0, ReservedBytes = 0, Archive = AuditArchives.TryOpen(path, directory, out _),
        }, time);
        using var log = opened.Log;
        if (log is null) { return opened.Problems[0]; }
        foreach (var e in events)
        {
            if (log.AppendDurable(AuditRecordFormat.Write(e), reserved: true) is { Status: not AppendStatus.Durable } result) { return result.Problem ?? "The record could not be written."; }
        }
        return null;
    }

    /// <summary>Stands for a key that is not here: records become durable, and the next who has the key signs for them.</summary>
    private sealed class KeyElsewhere(INoteVerifier verifier) : INoteSigner
    {
        public INoteVerifier Verifier => verifier;

        public byte[] Sign(ReadOnlySpan<byte> text) => throw new CryptographicException("The key is not here.");
    }
}

/// <summary>The legal holds of a folder after they were looked at or changed.</summary>
/// <param name="Holds">All, in order, those that were lifted included.</param>
/// <param name="Hold">The one that was placed or lifted, as it is recorded; null if none was.</param>
/// <param name="NotRecorded">Why what was placed stands in the file only; until it is recorded, nothing expires. Null if it is.</param>
/// <param name="Problems">What is wrong, each with its remedy.</param>
public sealed record HoldState(IReadOnlyList<LegalHold> Holds, LegalHold? Hold, string? NotRecorded, IReadOnlyList<Problem> Problems);
