using Breakwater.TransparencyLog;

namespace Breakwater.ControlLog;

/// <summary>What lies in a control log's directory, and whether it belongs together.</summary>
internal static class ControlLogFiles
{
    private const string Remedy = " Restore the whole directory from a copy, and compare what is restored with a checkpoint kept elsewhere.";

    /// <summary>Why a directory holds a control log that this version cannot read; null if it does not.</summary>
    public static string? ProblemWithFormat(LogDirectory directory)
    {
        try
        {
            var names = directory.Names();
            return names.Contains("acknowledged") || names.Any(n => n.StartsWith("control-", StringComparison.Ordinal))
                ? $"{directory.PathOf("")}: holds a control log of the format before the transparency log (files `acknowledged` and `control-*.log`), which this version does not read and does not touch. "
                    + "Name another directory for a new log, publish policies and paths there and revoke again what was revoked; keep this one as evidence."
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{directory.PathOf("")}: the control log cannot be opened: {e.Message} Make the directory readable and writable.";
        }
    }

    /// <summary>What is wrong with a log whose hashes are sound: it is another kind of log, or records or the snapshot are missing.</summary>
    public static string? ProblemWith(LogDirectory directory, ControlEntryScan scan, long firstEntry)
    {
        if (scan.Foreign is { } position) { return $"{directory.PathOf("")}: entry {position} is no entry of a control log: this is another log, or one of a later version. Name the control log's own directory."; }
        if (scan.Gap(firstEntry) is { } gap) { return $"{directory.PathOf("")}: {gap}.{Remedy}"; }
        return scan.Snapshot is { } mark && SnapshotFile.Read(directory, mark) is null
            ? $"{directory.PathOf(SnapshotFile.NameOf(mark.Position))}: the snapshot up to {mark.UpTo} is missing, or is not the one that the log names.{Remedy}"
            : null;
    }

    /// <summary>Removes the snapshots that do not count, and says so among the repairs.</summary>
    public static void DeleteSnapshots(LogDirectory directory, SnapshotMark? except, List<string>? repairs)
    {
        foreach (var name in directory.Names().Where(n => SnapshotFile.IsName(n) && (except is not { } kept || n != SnapshotFile.NameOf(kept.Position))))
        {
            directory.Delete(name);
            repairs?.Add($"{directory.PathOf(name)}: removed: a crash left it unfinished or no longer needed.");
        }
    }
}
