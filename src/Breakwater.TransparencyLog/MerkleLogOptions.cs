namespace Breakwater.TransparencyLog;

/// <summary>How a log is kept. Checked, all problems at once, when the log is opened.</summary>
public sealed class MerkleLogOptions
{
    /// <summary>The log's name in the world, one line, such as <c>example.com/audit/tenant-1</c>; the first line of every checkpoint. Should be the signers' key name.</summary>
    public required string Origin { get; init; }

    /// <summary>What signs the checkpoints, one line each, in this order; at least one. Every one of them is asked at every checkpoint.</summary>
    public required IReadOnlyList<INoteSigner> Signers { get; init; }

    /// <summary>Keys that signed earlier, so that a log opens after its key was changed. None by default.</summary>
    public IReadOnlyList<INoteVerifier> EarlierKeys { get; init; } = [];

    /// <summary>
    /// The first commit after this long writes a checkpoint: 500 ms by default. A host that commits at least every half second so has them at most one second apart.
    /// Zero makes one with every commit.
    /// </summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Below this much free space ordinary records are refused: 256 MiB by default; 0 refuses none before the disk is full.</summary>
    public long MinimumFreeBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Space set aside in a file of its own, given up when a commit with reserved records finds the disk full: 16 MiB by default; 0 for none.</summary>
    public long ReservedBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>Most bytes of records that wait to be committed: 64 MiB by default. Beyond it records are refused; reserved ones have a quarter more.</summary>
    public int MostPendingBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Entries in a segment of a new log: 65,536 by default, a multiple of 256. What is pruned are whole segments. An existing log keeps its own.</summary>
    public int SegmentEntries { get; init; } = 65_536;

    /// <summary>Where entries are found that the log no longer keeps itself. None by default.</summary>
    public IEntryStore? Archive { get; init; }

    internal IReadOnlyList<INoteVerifier> Keys => [.. Signers.Select(s => s.Verifier), .. EarlierKeys];

    internal List<string> Problems()
    {
        var problems = new List<string>();
        if (string.IsNullOrEmpty(Origin) || Origin.Any(char.IsControl)) { problems.Add($"{nameof(Origin)}: must be one line and not empty."); }
        if (Signers is null || Signers.Count == 0) { problems.Add($"{nameof(Signers)}: a log needs at least one, to sign its checkpoints."); }
        if (EarlierKeys is null) { problems.Add($"{nameof(EarlierKeys)}: may be empty, not null."); }
        if (CheckpointInterval < TimeSpan.Zero) { problems.Add($"{nameof(CheckpointInterval)}: must be zero or more."); }
        if (MinimumFreeBytes < 0) { problems.Add($"{nameof(MinimumFreeBytes)}: must be zero or more."); }
        if (ReservedBytes < 0) { problems.Add($"{nameof(ReservedBytes)}: must be zero or more."); }
        if (MostPendingBytes is < MerkleLog.MostRecordBytes or > 1024 * 1024 * 1024) { problems.Add($"{nameof(MostPendingBytes)}: must hold one record, {MerkleLog.MostRecordBytes} bytes, and be at most 1 GiB."); }
        if (SegmentEntries < TilePath.Width || SegmentEntries % TilePath.Width != 0) { problems.Add($"{nameof(SegmentEntries)}: must be a multiple of {TilePath.Width}."); }
        return problems;
    }
}
