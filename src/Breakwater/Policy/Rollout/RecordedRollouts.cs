using Breakwater.ControlLog;

namespace Breakwater.Policy.Rollout;

/// <summary>How rollouts stand according to a control log on disk.</summary>
/// <param name="Rollouts">The latest of each bundle, in ordinal order of tenant and bundle. What gates have seen is not part of a log, so that their counts are zero.</param>
/// <param name="LastRecord">Number of the last record of the log.</param>
/// <param name="SnapshotUpTo">Number up to which a snapshot stands in for records; 0 for none. Records before it may be gone, and with them rollouts.</param>
/// <param name="Unreadable">Numbers of rollout records that could not be read.</param>
/// <param name="Problems">Why the log could not be read; empty if it was.</param>
public sealed record RecordedRollouts(IReadOnlyList<RolloutStatus> Rollouts, long LastRecord, long SnapshotUpTo, IReadOnlyList<long> Unreadable, IReadOnlyList<string> Problems)
{
    /// <summary>
    /// Replays the log of a directory. The directory is copied first and only the copy is opened, so that a gate can go on writing and nothing of it is changed, mended or
    /// locked. O(size of the log), in time and in disk space.
    /// </summary>
    /// <param name="directory">The log's directory.</param>
    /// <param name="time">Now, for the time spent in a stage.</param>
    public static RecordedRollouts Read(string directory, TimeProvider time)
    {
        if (!File.Exists(Path.Combine(directory, AcknowledgedMark.Name))) { return Failed($"{directory}: there is no control log; name the directory that holds its file `{AcknowledgedMark.Name}`."); }
        DirectoryInfo? copy = null;
        try
        {
            copy = Directory.CreateTempSubdirectory("breakwater-log-");
            // The mark first: a record that is acknowledged by it is then in the segments that are copied after it.
            foreach (var file in Directory.EnumerateFiles(directory).Where(f => Path.GetFileName(f) != "lock").OrderByDescending(f => Path.GetFileName(f) == AcknowledgedMark.Name))
            {
                File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
            }
            return Replay(copy.FullName, directory, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Failed($"{directory}: the control log cannot be read: {e.Message}");
        }
        finally
        {
            copy?.Delete(recursive: true);
        }
    }

    private static RecordedRollouts Replay(string copy, string directory, TimeProvider time)
    {
        var opened = FileControlLog.Open(copy, time);
        using var log = opened.Log;
        if (log is null) { return new([], 0, 0, [], [.. opened.Problems.Select(p => p.Replace(copy, directory, StringComparison.Ordinal))]); }
        var control = new RolloutControl(new(), log, _ => default, time);
        var unreadable = new List<long>();
        var snapshot = log.TryReadSnapshot(out var upTo, out _) ? upTo : 0;
        foreach (var record in log.Read(1))
        {
            if (RolloutControl.IsRecord(record.Kind) && !control.Apply(record)) { unreadable.Add(record.Number); }
        }
        return new(control.All(), log.LastNumber, snapshot, unreadable, []);
    }

    private static RecordedRollouts Failed(string problem) => new([], 0, 0, [], [problem]);
}
