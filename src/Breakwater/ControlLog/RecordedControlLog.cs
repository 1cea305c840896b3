using Breakwater.TransparencyLog;

namespace Breakwater.ControlLog;

/// <summary>A control log on disk, read without taking it from its writer or changing anything.</summary>
/// <param name="Records">The records that are kept and durable, in order.</param>
/// <param name="LastNumber">The highest number; 0 for an empty log.</param>
/// <param name="SnapshotUpTo">Number up to which a snapshot stands in for records; null for none. Records up to it may be gone.</param>
/// <param name="Problems">Why the log could not be read, each with its remedy; empty if it was.</param>
public sealed record RecordedControlLog(IReadOnlyList<ControlRecord> Records, long LastNumber, long? SnapshotUpTo, IReadOnlyList<string> Problems)
{
    /// <summary>Whether the records in a directory are a control log's, as far as the first one that is kept tells.</summary>
    public static bool IsOne(string directory)
    {
        using var view = LogView.TryOpen(directory, out _);
        if (view is null || view.FirstEntry == view.DurableSize) { return false; }
        var scan = new ControlEntryScan(keepsRecords: false);
        try
        {
            view.Read(view.FirstEntry, 1, scan.Take);
        }
        catch (LogDamagedException)
        {
            return false;
        }
        return scan.Foreign is null;
    }

    /// <summary>
    /// Reads the log of a directory, which may be open and growing. Verifies hashes and the snapshot, and no signature: for that, <see cref="LogVerifier"/> needs the log's key.
    /// O(size of the log), in time and in memory.
    /// </summary>
    public static RecordedControlLog Read(string directory)
    {
        if (string.IsNullOrWhiteSpace(directory)) { return Failed("Name the directory of a control log."); }
        using var files = new DiskLogDirectory(directory);
        if (ControlLogFiles.ProblemWithFormat(files) is { } earlier) { return Failed(earlier); }
        if (!File.Exists(Path.Combine(directory, "head"))) { return Failed($"{directory}: there is no control log; name the directory that holds its file `head`."); }
        if (LogVerifier.Verify(directory, new()) is { Damage: { } damage }) { return Failed(damage.ToString()); }
        using var view = LogView.TryOpen(directory, out var problem);
        if (view is null) { return Failed(problem!); }
        var scan = new ControlEntryScan(keepsRecords: true);
        try
        {
            var count = view.DurableSize - view.FirstEntry;
            if (view.Read(view.FirstEntry, count, scan.Take) < count) { return Failed($"{directory}: records were removed while they were read. Run it again."); }
            if (ControlLogFiles.ProblemWith(files, scan, view.FirstEntry) is { } missing) { return Failed(missing); }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed($"{directory}: the control log cannot be read: {e.Message}");
        }
        var records = scan.Records.Where(r => !r.IsVoid).Select(r => r.Record).ToList();
        return new(records, Math.Max(scan.Snapshot?.UpTo ?? 0, scan.Index.Count > 0 ? scan.Index[^1].Last : 0), scan.Snapshot?.UpTo, []);
    }

    private static RecordedControlLog Failed(string problem) => new([], 0, null, [problem]);
}
