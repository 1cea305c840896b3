using Breakwater.TransparencyLog;

namespace Breakwater.ControlLog;

/// <summary>How a control log is kept on disk. Checked, all problems at once, when the log is opened.</summary>
public sealed class ControlLogOptions
{
    /// <summary>The log's name in the world, one line, such as <c>example.com/control</c>; the first line of every checkpoint. Should be the signers' key name.</summary>
    public required string Origin { get; init; }

    /// <summary>What signs the checkpoints, one line each; at least one.</summary>
    public required IReadOnlyList<INoteSigner> Signers { get; init; }

    /// <summary>Keys that signed earlier, so that a log opens after its key was changed. None by default.</summary>
    public IReadOnlyList<INoteVerifier> EarlierKeys { get; init; } = [];

    /// <summary>
    /// A checkpoint of this log that was kept elsewhere; none by default. A log that does not continue it, because it was set back, cut or rewritten, is refused: what had been
    /// revoked since would be permitted again.
    /// </summary>
    public ReadOnlyMemory<byte> KnownCheckpoint { get; init; }

    /// <summary>
    /// Below this much free space permits are refused: 64 MiB by default, and at least <see cref="LeastFreeBytes"/>. Restrictions are taken to the last, and then into the reserve.
    /// </summary>
    public long MinimumFreeBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// Least that <see cref="MinimumFreeBytes"/> may be: 16 MiB, the space set aside for restrictions, so that no permit ever takes what was given up for them. It is all that may
    /// wait, several times over, since what failed is written again.
    /// </summary>
    public const long LeastFreeBytes = 16L * ControlLogLimits.WaitingBytes;

    /// <summary>
    /// The smallest segments there are, so that a snapshot soon frees space; and every change under a checkpoint at once, because changes are rare and each of them matters.
    /// </summary>
    internal MerkleLogOptions ForMerkleLog() => new()
    {
        Origin = Origin,
        Signers = Signers,
        EarlierKeys = EarlierKeys,
        CheckpointInterval = TimeSpan.Zero,
        MinimumFreeBytes = MinimumFreeBytes,
        ReservedBytes = LeastFreeBytes,
        SegmentEntries = 256,
    };

    internal string? Problem() => MinimumFreeBytes is >= 0 and < LeastFreeBytes ? $"{nameof(MinimumFreeBytes)}: must be at least {LeastFreeBytes}, what is set aside for restrictions." : null;
}
