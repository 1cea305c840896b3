namespace Breakwater.TransparencyLog;

/// <summary>What became of a record.</summary>
public enum AppendStatus
{
    /// <summary>Not in the log and never will be: the log was closed.</summary>
    Closed,

    /// <summary>Not in the log: larger than <see cref="MerkleLog.MostRecordBytes"/>.</summary>
    TooLarge,

    /// <summary>Not in the log: too little free space for ordinary records. Taken again when there is more.</summary>
    StorageFull,

    /// <summary>Not in the log: too much waits to be committed. Taken again after a commit.</summary>
    Backlogged,

    /// <summary>In the log's memory at its position, and written by the next commit that succeeds.</summary>
    Buffered,

    /// <summary>As <see cref="Buffered"/>, after a commit that failed: it may yet be written, and must not be relied on.</summary>
    NotDurable,

    /// <summary>In the log for good: it survives the loss of power.</summary>
    Durable,
}

/// <summary>What became of a record, and where it stands. <c>default</c> says that it was refused.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Position">Its place in the log, from 0; -1 if it was refused.</param>
/// <param name="Problem">Why it is not durable, and what helps; null if nothing is wrong.</param>
public readonly record struct AppendResult(AppendStatus Status, long Position, string? Problem)
{
    /// <summary>Whether it has a place in the log, durable or not yet.</summary>
    public bool Taken => Status >= AppendStatus.Buffered;
}

/// <summary>What a commit achieved.</summary>
/// <param name="DurableSize">Entries that are durable now.</param>
/// <param name="CheckpointSize">Entries under the latest checkpoint.</param>
/// <param name="Problem">Why it did not do all it should, and what helps; null if it did.</param>
public readonly record struct CommitResult(long DurableSize, long CheckpointSize, string? Problem);

/// <summary>What a pruning achieved.</summary>
/// <param name="FirstEntry">The first entry whose record is still kept.</param>
/// <param name="Problem">Why it could not be done, and what helps; null if it was.</param>
public readonly record struct PruneResult(long FirstEntry, string? Problem);

/// <summary>What opening a log came to.</summary>
/// <param name="Log">The log; null if it was refused.</param>
/// <param name="Problems">Every reason why it was refused, each with its remedy; empty if it was opened.</param>
/// <param name="Repairs">What a crash had left unfinished and was put right; nothing that was ever called durable is among it.</param>
public sealed record MerkleLogOpening(MerkleLog? Log, IReadOnlyList<string> Problems, IReadOnlyList<string> Repairs);
