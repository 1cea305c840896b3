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
    /// Replays the log of a directory as it stands, so that a gate can go on writing and nothing of it is changed, mended or locked. O(size of the log), in time and in memory.
    /// </summary>
    /// <param name="directory">The log's directory.</param>
    /// <param name="time">Now, for the time spent in a stage.</param>
    public static RecordedRollouts Read(string directory, TimeProvider time)
    {
        var log = RecordedControlLog.Read(directory);
        if (log.Problems.Count > 0) { return new([], 0, 0, [], log.Problems); }
        using var none = new MemoryControlLog(time);
        var control = new RolloutControl(new(), none, _ => default, time);
        var unreadable = new List<long>();
        foreach (var record in log.Records)
        {
            if (RolloutControl.IsRecord(record.Kind) && !control.Apply(record)) { unreadable.Add(record.Number); }
        }
        return new(control.All(), log.LastNumber, log.SnapshotUpTo ?? 0, unreadable, []);
    }
}
