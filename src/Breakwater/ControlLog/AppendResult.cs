namespace Breakwater.ControlLog;

/// <summary>Whether a record or a snapshot was made durable. <c>default</c> says it was not.</summary>
/// <param name="Durable">It is on disk, and what it permits may be applied.</param>
/// <param name="Number">The record's number, or the number up to which the snapshot reaches; 0 if not durable.</param>
/// <param name="Error">Why it is not durable and what helps; null if it is.</param>
public readonly record struct AppendResult(bool Durable, long Number, string? Error)
{
    internal static AppendResult Failed(string error) => new(false, 0, error);
}

/// <summary>What became of the record of a restriction. The restriction itself is applied whatever this says.</summary>
/// <param name="Kept">Its record waits for the next flush; otherwise only its number is kept, and a snapshot is needed.</param>
/// <param name="Number">Its place in the order of changes, always given: the log will show it there.</param>
/// <param name="Error">Why the record is not kept and what helps; null if it is kept.</param>
public readonly record struct RestrictionResult(bool Kept, long Number, string? Error);

/// <summary>What a flush of waiting restrictions achieved.</summary>
/// <param name="Waiting">How many still wait; 0 when all are durable.</param>
/// <param name="Error">Why they still wait; null if none does.</param>
/// <param name="CheckpointError">Why what is durable is not under a signed checkpoint yet; null if it is. The next flush tries again.</param>
public readonly record struct FlushResult(int Waiting, string? Error, string? CheckpointError = null)
{
    /// <summary>Whether everything applied is durable.</summary>
    public bool Done => Error is null && Waiting == 0;
}
