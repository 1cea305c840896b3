using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit.Tiering;

/// <summary>
/// Tiers the audit logs of a folder that no process has open. Each log is taken for the time it takes: one that is open elsewhere is reported and left alone. A log that is open here is
/// tiered by <see cref="TransparencyAuditSink.Tier"/>. Blocks for the disk.
/// </summary>
public static class AuditTiering
{
    /// <summary>Does what is due in every log of a folder, one after another.</summary>
    /// <param name="folder">The folder of all logs, or one log in it.</param>
    /// <param name="settings">When what is due.</param>
    /// <param name="now">Up to when.</param>
    /// <param name="isDryRun">Only say what is due: changes nothing, but takes the logs all the same.</param>
    /// <param name="progress">Told before each step what it is.</param>
    /// <param name="cancellation">Ends it between two blocks; the report says so, and nothing is half done.</param>
    public static TieringReport Run(string folder, TierSettings settings, DateTimeOffset now, bool isDryRun = false, IProgress<TierStep>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var (steps, states, problems) = (new List<TierStep>(), new List<TierState>(), new List<Problem>());
        var books = new Dictionary<string, HoldBook>(StringComparer.Ordinal);
        foreach (var path in AuditFolder.Logs(folder))
        {
            if (cancellation.IsCancellationRequested) { break; }
            if (AuditArchives.PlaceOf(path) is not { } place)
            {
                problems.Add(new(path, 0, 0, "The log does not lie in a folder TENANT/CLASS, so how long its records are kept is not known.", "Put it where the sink makes it, such as audit/acme/90d."));
                continue;
            }
            var directory = new DiskLogDirectory(path);
            using var cold = AuditArchives.ColdStore(settings, place.Root, place.Tenant, place.Class);
            var archive = new SegmentArchive(directory, new AuditSegmentCodec(), cold);
            using var log = ClosedLog.TryOpen(directory, out var problem, archive);
            if (log is null)
            {
                problems.Add(new(path, 0, 0, problem!, "A process that has the log open tiers it itself, with TransparencyAuditSink.Tier."));
                continue;
            }
            if (!books.TryGetValue(place.Root, out var book)) { books.Add(place.Root, book = HoldBook.Of(place.Root)); }
            var tiering = new LogTiering(book, place.Tenant, place.Class, log, new(log, directory, archive), hasCold: true);
            RunOne(tiering, path, settings, now, isDryRun, progress, cancellation, steps, problems);
            if (StateOf(tiering, path, problems) is { } state) { states.Add(state); }
        }
        return new(steps, states, problems, cancellation.IsCancellationRequested);
    }

    /// <summary>Makes the index of one whole segment and keeps it beside the log, for hosts that move the segments of their logs themselves. Says what could not be done, and what helps; null if it was.</summary>
    /// <param name="tiers">What moves the log's segments.</param>
    /// <param name="view">The log as it stands.</param>
    /// <param name="segment">Which segment.</param>
    /// <exception cref="LogDamagedException">The entries do not read, or are no longer kept.</exception>
    public static string? Index(SegmentTiers tiers, LogView view, long segment)
    {
        ArgumentNullException.ThrowIfNull(tiers);
        ArgumentNullException.ThrowIfNull(view);
        return tiers.WriteIndex(segment, SegmentIndex.Build(view, segment));
    }

    private static void RunOne(
        LogTiering tiering, string path, TierSettings settings, DateTimeOffset now, bool isDryRun, IProgress<TierStep>? progress, CancellationToken cancellation, List<TierStep> steps, List<Problem> problems)
    {
        const string Remedy = "Nothing is lost; correct it and run this again.";
        try
        {
            if (!isDryRun && tiering.CleanUp() is { } left) { problems.Add(new(path, 0, 0, left, Remedy)); }
            foreach (var due in tiering.Due(settings, now, problems, cancellation))
            {
                progress?.Report(due);
                var done = isDryRun ? due : tiering.Do(due, cancellation);
                steps.Add(done);
                if (done.Problem is not { } problem) { continue; }
                problems.Add(new(path, 0, 0, problem, Remedy));
                return;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What was done is reported.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(path, 0, 0, e.Message, "Run `breakwater audit verify`."));
        }
    }

    private static TierState? StateOf(LogTiering tiering, string path, List<Problem> problems)
    {
        try
        {
            return tiering.State();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(path, 0, 0, e.Message, "Run `breakwater audit verify`."));
            return null;
        }
    }
}

/// <summary>Where the records of a log are after tiering.</summary>
/// <param name="Log">The log's name.</param>
/// <param name="Expired">Records that are gone for good; their hashes stay.</param>
/// <param name="Cold">Records in the object store.</param>
/// <param name="Warm">Records compacted beside the log.</param>
/// <param name="Hot">Records as they were written, those in no whole segment included.</param>
/// <param name="Holding">Numbers of the holds that keep records whose time is over.</param>
public sealed record TierState(string Log, long Expired, long Cold, long Warm, long Hot, IReadOnlyList<int> Holding);

/// <summary>What tiering did, or would do.</summary>
/// <param name="Steps">The steps, in order.</param>
/// <param name="Logs">Where the records are now.</param>
/// <param name="Problems">What could not be done, each with its remedy.</param>
/// <param name="IsCut">Whether it was ended early; the next run goes on.</param>
public sealed record TieringReport(IReadOnlyList<TierStep> Steps, IReadOnlyList<TierState> Logs, IReadOnlyList<Problem> Problems, bool IsCut);
