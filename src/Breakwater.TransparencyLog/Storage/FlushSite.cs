namespace Breakwater.TransparencyLog;

/// <summary>
/// Where in this library a flush is asked for, one value for each call. Each is needed: the crash tests leave out one at a time, and must then find that something is lost. Where a flush would
/// change nothing, the code says so instead.
/// </summary>
internal enum FlushSite
{
    /// <summary>Records, before the head counts them in.</summary>
    EntriesWritten,
    /// <summary>The name of a new segment, before anything in it is promised.</summary>
    SegmentCreated,
    /// <summary>The head of a new log, before it gets its name.</summary>
    HeadCreated,
    /// <summary>The head, before what it counts in is called durable.</summary>
    HeadSet,
    /// <summary>The head that was found on opening: a killed process may have written it and not flushed it.</summary>
    HeadFound,
    /// <summary>Hashes, before a checkpoint counts on them.</summary>
    HashesWritten,
    /// <summary>The names of new files of hashes, before a checkpoint counts on them.</summary>
    HashesNamed,
    /// <summary>A checkpoint, before it takes the place of the one before.</summary>
    CheckpointWritten,
    /// <summary>A checkpoint's name, before it is shown to anyone.</summary>
    CheckpointNamed,
    /// <summary>The deletion of segments, before it is reported.</summary>
    SegmentsDeleted,
    /// <summary>Names that were found on opening: a killed process may have made them and not flushed them. Also the name of a new log's head, before anything else is in the log.</summary>
    NamesFound,
    /// <summary>The same for a log that is taken for upkeep.</summary>
    NamesFoundForUpkeep,
    /// <summary>What the file <c>archive</c> says, before it gets its name.</summary>
    ArchiveWritten,
    /// <summary>The name of the file <c>archive</c>, before anything is deleted on the strength of it.</summary>
    ArchiveNamed,
    /// <summary>An object, before it gets its name.</summary>
    ObjectWritten,
    /// <summary>An object's name, before what it replaces is deleted.</summary>
    ObjectNamed,
    /// <summary>The name of an object that was there already, for the same reason.</summary>
    ObjectFound,
    /// <summary>The deletion of an object, before it is reported.</summary>
    ObjectDeleted,
    /// <summary>The deletion of compacted segments that expired, before it is reported.</summary>
    ExpiredDeleted,
    /// <summary>Zeros in place of records that expired before the rest of their segment, before it is reported.</summary>
    RecordsErased,
}
