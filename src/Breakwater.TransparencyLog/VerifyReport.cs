namespace Breakwater.TransparencyLog;

/// <summary>What a log is verified against.</summary>
public sealed class VerifyOptions
{
    /// <summary>Keys of which one must have signed the checkpoint; null to leave signatures unchecked, which the report says.</summary>
    public IReadOnlyList<INoteVerifier>? Keys { get; init; }

    /// <summary>The origin the checkpoint must name; null for any.</summary>
    public string? Origin { get; init; }

    /// <summary>Checkpoints of this log that were kept elsewhere: a log that does not continue each of them was cut or forked. Their signatures are checked with the same keys. None by default.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> KnownCheckpoints { get; init; } = [];

    /// <summary>Where entries are found that the log no longer keeps itself. None by default.</summary>
    public IEntryStore? Archive { get; init; }

    /// <summary>Threads that hash; 0, the default, for one on each core.</summary>
    public int Threads { get; init; }
}

/// <summary>How far a verification is.</summary>
/// <param name="Entries">Entries that are done.</param>
/// <param name="Of">Entries there are.</param>
public readonly record struct VerifyProgress(long Entries, long Of);

/// <summary>What a verification found.</summary>
/// <param name="Damage">What is wrong, at the first entry it shows at; null if nothing is.</param>
/// <param name="Checkpoint">The checkpoint all of it was compared with; null if it did not read.</param>
/// <param name="DurableSize">Entries there are, those after the checkpoint included.</param>
/// <param name="FirstEntry">The first entry whose record was there to be hashed; before it there are only hashes, whose tree was checked.</param>
/// <param name="SignatureChecked">Whether the checkpoint's signature was checked, and by the given keys.</param>
public sealed record VerifyReport(LogDamage? Damage, Checkpoint? Checkpoint, long DurableSize, long FirstEntry, bool SignatureChecked)
{
    /// <summary>Whether every record, hash and signature is as it was written.</summary>
    public bool IsIntact => Damage is null;
}
