namespace Breakwater.TransparencyLog;

/// <summary>
/// Watches the free space, and keeps some in a file of its own that can be given up. How much is free is asked at every commit, and while records are
/// refused once a second, so that the log recovers by itself whether or not anyone commits.
/// </summary>
internal sealed class LogSpace(LogDirectory directory, MerkleLogOptions options, TimeProvider time)
{
    public const string ReserveName = "reserve";
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private bool _hasReserve = directory.Names().Contains(ReserveName);
    private long _free = long.MaxValue;
    private long _asked;

    /// <summary>Whether ordinary records of this many bytes in all may be taken. One thread at a time.</summary>
    public bool HasRoom(long bytes)
    {
        if (options.MinimumFreeBytes == 0 || Volatile.Read(ref _free) - bytes >= options.MinimumFreeBytes) { return true; }
        if (time.GetElapsedTime(Volatile.Read(ref _asked)) < AskAgain) { return false; }
        Ask();
        return Volatile.Read(ref _free) - bytes >= options.MinimumFreeBytes;
    }

    /// <summary>Asks how much is free.</summary>
    public void Ask()
    {
        Volatile.Write(ref _asked, time.GetTimestamp());
        try
        {
            Volatile.Write(ref _free, directory.FreeBytes);
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
            // Who cannot be asked has no room; a write would say the same.
            Volatile.Write(ref _free, 0);
        }
    }

    /// <summary>Sets the reserve aside if it is not there and there is room for it. Committing thread only.</summary>
    public void Reserve()
    {
        if (_hasReserve || options.ReservedBytes == 0 || Volatile.Read(ref _free) < options.MinimumFreeBytes + options.ReservedBytes) { return; }
        try
        {
            directory.Create(ReserveName, options.ReservedBytes).Dispose();
            _hasReserve = true;
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
            // The disk filled up in between; the next commit tries again.
        }
    }

    /// <summary>Gives the reserve up; false if there was none. Committing thread only.</summary>
    public bool Release()
    {
        if (!_hasReserve) { return false; }
        directory.Delete(ReserveName);
        _hasReserve = false;
        return true;
    }
}
