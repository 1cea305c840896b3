namespace Breakwater.TransparencyLog;

/// <summary>A log whose segments can be moved out of it: one that is open here, or one that no process has open.</summary>
public interface ISegmentedLog
{
    /// <summary>The log as it stands.</summary>
    LogView View { get; }

    /// <summary>Deletes the records of whole segments before an entry, at most up to the latest checkpoint. Where an archive is to keep them, it must have them first.</summary>
    PruneResult Prune(long beforeEntry);

    /// <summary>
    /// Overwrites with zeros the records before an entry that lie in the same segment of the log's own, at most up to the latest checkpoint; what lies around them stays where it is. Says what could
    /// not be done, and what helps; null if it was. Done twice, it does no harm. O(one segment).
    /// </summary>
    string? Erase(long beforeEntry);
}
