namespace Breakwater.Audit.Tiering;

/// <summary>What is done with segments.</summary>
public enum TierAction
{
    /// <summary>An index is made, so that queries need not read the segment.</summary>
    Index,

    /// <summary>Records are deleted for good, because their time is over.</summary>
    Expire,

    /// <summary>A hot segment is compacted.</summary>
    Compact,

    /// <summary>A compacted segment goes to the object store.</summary>
    MoveToCold,
}

/// <summary>One step of tiering: due, or done.</summary>
/// <param name="Log">The log's name below the folder of all logs.</param>
/// <param name="Action">What.</param>
/// <param name="Segment">The segment; where records expire, the first of them is in it.</param>
/// <param name="Segments">How many segments are deleted or changed; of those of which records expire, only the ones that go whole.</param>
/// <param name="Latest">Time of the latest record in it, or of those that expire; null for an index that was not yet made.</param>
public sealed record TierStep(string Log, TierAction Action, long Segment, long Segments, DateTimeOffset? Latest)
{
    /// <summary>The first record that expires; 0 for other steps.</summary>
    public long First { get; init; }

    /// <summary>How many records expire; 0 for other steps.</summary>
    public long Records { get; init; }

    /// <summary>Bytes of the segment before it was compacted; 0 for other steps, and for what is only due.</summary>
    public long BytesBefore { get; init; }

    /// <summary>Bytes of it compacted.</summary>
    public long BytesAfter { get; init; }

    /// <summary>Why it could not be done, and what helps; null if it was, or is only due.</summary>
    public string? Problem { get; init; }
}
