namespace Breakwater.Delegation;

/// <summary>
/// Up to which delegation epoch of its tenant nothing is known to be revoked of what it belongs to. While the epoch stands still, asking it replaces the
/// look-ups in the table. Thread-safe: two writers write what each of them found for the epoch it read first.
/// </summary>
internal sealed class CleanMark
{
    private long _epoch = -1;

    public bool IsCleanAt(long epoch) => Volatile.Read(ref _epoch) == epoch;

    /// <param name="epoch">The epoch as it was read before the table was asked.</param>
    public void Keep(long epoch) => Volatile.Write(ref _epoch, epoch);
}
