using System.Globalization;
using System.Text.Json;
using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit.Tiering;

/// <summary>
/// The legal holds as they are recorded in the fleet's seven-year log, and whether <c>holds.json</c> says the same. Read from the records themselves and never by an index, which can be forged; the log is
/// verified before it is believed the first time, and after that only what is new is read. For one thread at a time.
/// </summary>
/// <param name="root">The folder of all logs.</param>
/// <param name="open">Opens the log; null and the reason if that cannot be done.</param>
/// <param name="verify">Verifies the log; null, or what is wrong.</param>
internal sealed class HoldBook(string root, Func<(LogView? View, string? Problem)> open, Func<string?> verify)
{
    private readonly SortedDictionary<int, LegalHold> _holds = [];
    private long _next = -1;
    private string? _unread;

    /// <summary>The book of a folder, read from the disk.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="isVerified">Whether the log was just verified.</param>
    public static HoldBook Of(string root, bool isVerified = false)
    {
        var log = LogOf(root);
        return new(root, Open, () => isVerified ? null : LogVerifier.Verify(log, new() { Archive = AuditArchives.TryOpen(log, out _), Keys = KeyOf(root) is { } key ? [key] : null }).Damage?.ToString());

        (LogView?, string?) Open() => (AuditArchives.TryOpenView(log, out var problem), problem);
    }

    /// <summary>The log that has the holds.</summary>
    public static string LogOf(string root) => AuditFolder.PathOf(root, AuditFolder.Fleet, RetentionClass.Years7);

    /// <summary>The verifier key beside that log; null if there is none.</summary>
    public static EcdsaNoteVerifier? KeyOf(string root) =>
        AuditFolder.KeyPathOf(LogOf(root)) is var path && File.Exists(path) ? EcdsaNoteVerifier.TryParse(File.ReadAllText(path), out _) : null;

    /// <summary>The holds that the log has, in order, those that were lifted included; null, and the problem added, if it cannot be read.</summary>
    public IReadOnlyList<LegalHold>? Recorded(ICollection<Problem> problems)
    {
        try
        {
            var (opened, problem) = open();
            using var view = opened;
            if (view is not null) { problem = Read(view); }
            if (problem is null) { return [.. _holds.Values]; }
            Add(problems, new(LogOf(root), 0, 0, $"The log that has the legal holds cannot be believed: {problem}", "Restore it from a copy: until it verifies, nothing expires."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Add(problems, new(LogOf(root), 0, 0, $"The log that has the legal holds cannot be read: {e.Message}", "Restore it from a copy: until it reads, nothing expires."));
        }
        return null;
    }

    /// <summary>The holds, if log and file say the same; null, and the problem added, if they do not, or one of them cannot be read.</summary>
    public IReadOnlyList<LegalHold>? Agreed(ICollection<Problem> problems)
    {
        if (LegalHolds.Load(root, problems) is not { } file || Recorded(problems) is not { } recorded) { return null; }
        if (Differences(recorded, file) is not { Count: > 0 } differences) { return recorded; }
        Add(problems, new(
            Path.Combine(root, LegalHolds.FileName), 0, 0, $"The file does not say what the log says: {string.Join("; ", differences.Select(d => d.What))}.",
            "Find out who changed what, and run `breakwater audit hold restore`. What either of them has in force stays in force, and until they agree nothing expires."));
        return null;
    }

    /// <summary>How the file differs from the log. What is only in the file and in force may still have to be recorded; what was lifted may have expired from the log.</summary>
    public static IReadOnlyList<(string What, bool IsPending)> Differences(IReadOnlyList<LegalHold> recorded, IReadOnlyList<LegalHold> file)
    {
        var (inFile, inLog) = (file.ToDictionary(h => h.Id), recorded.Select(h => h.Id).ToHashSet());
        var differences = new List<(string, bool)>();
        foreach (var hold in recorded)
        {
            if (!inFile.TryGetValue(hold.Id, out var there)) { differences.Add((Say(hold, "is in the log and not in the file"), false)); }
            else if (there != hold)
            {
                differences.Add((Say(hold, (hold.IsInForce, there.IsInForce) switch
                {
                    (true, false) => "is lifted in the file and not in the log",
                    (false, true) => "is lifted in the log and not in the file",
                    _ => "has other terms in the file than in the log",
                }), false));
            }
        }
        foreach (var hold in file.Where(h => h.IsInForce && !inLog.Contains(h.Id))) { differences.Add((Say(hold, "is in the file and not in the log: not recorded yet, or the log was set back"), true)); }
        return differences;

        static string Say(LegalHold hold, string what) => string.Create(CultureInfo.InvariantCulture, $"hold {hold.Id} {what}");
    }

    private string? Read(LogView view)
    {
        if (_next < 0 || view.DurableSize < _next)
        {
            if (verify() is { } damage) { return damage; }
            _holds.Clear();
            (_next, _unread) = (0, null);
        }
        var from = Math.Max(_next, view.FirstReadable);
        if (view.Read(from, view.DurableSize - from, Look) != view.DurableSize - from) { return "records are missing."; }
        _next = view.DurableSize;
        return _unread;
    }

    private void Look(long position, ReadOnlySpan<byte> record)
    {
        if (record.IndexOf("\"kind\":\"hold-"u8) < 0) { return; }
        try
        {
            var reader = new Utf8JsonReader(record);
            var read = new AuditRecord("", position, JsonElement.ParseValue(ref reader));
            if (read.Text("kind") is not ("hold-placed" or "hold-released")) { return; }
            var json = read.Json.GetProperty("hold");
            var (id, by, reason) = (json.GetProperty("id").GetInt32(), json.GetProperty("by").GetString()!, read.Text("detail") ?? "");
            if (read.Text("kind") == "hold-released")
            {
                if (_holds.TryGetValue(id, out var hold) && hold.IsInForce) { _holds[id] = hold with { RemovedBy = by, Removed = read.Time, RemovedReason = reason }; }
                return;
            }
            var of = new AuditRecord("", position, json);
            _holds.TryAdd(id, new(id, of.Text("tenant"), of.Text("class"), of.Instant("from"), of.Instant("until"), reason, by, read.Time));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            _unread = string.Create(CultureInfo.InvariantCulture, $"entry {position} is about a legal hold and does not read.");
        }
    }

    private static void Add(ICollection<Problem> problems, Problem problem)
    {
        if (!problems.Contains(problem)) { problems.Add(problem); }
    }
}
