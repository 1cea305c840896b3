namespace Breakwater.TransparencyLog.Tests;

/// <summary>What happens at the flushes of a log on a simulated disk, by where in the code they are asked for: one can be left out, and the power goes, or the flush fails, just there.</summary>
internal sealed class FlushSites(SimulatedDisk disk)
{
    private int _goesWell;

    /// <summary>The flush that does nothing; null for none.</summary>
    public FlushSite? LeftOut { get; init; }

    /// <summary>Just before which flush the power goes; null for none.</summary>
    public FlushSite? DiesAt { get; set; }

    /// <summary>Which flush fails, once; null for none.</summary>
    public FlushSite? FailsAt { get; set; }

    /// <summary>Lets the power go at one of these flushes, not always when it comes for the first time, or lets that flush fail, or neither.</summary>
    public void Aim(Draws draws, FlushSite[] at)
    {
        var site = at[draws.Below(at.Length)];
        _goesWell = draws.Below(1 << draws.Below(4));
        (DiesAt, FailsAt) = draws.Below(4) switch { < 2 => (site, null), 2 => (null, site), _ => ((FlushSite?)null, (FlushSite?)null) };
    }

    /// <summary>A directory of the disk, as the log is to see it.</summary>
    public LogDirectory Of(LogDirectory directory) => new Directory(this, directory);

    private void Flush(FlushSite site, Action flush)
    {
        var dies = site == DiesAt && _goesWell-- <= 0;
        if (dies) { disk.OperationsUntilPowerLoss = 1; }
        var failures = disk.FailuresPercent;
        if (site == FailsAt) { (FailsAt, disk.FailuresPercent) = (null, 100); }
        try
        {
            if (site != LeftOut || dies) { flush(); }
        }
        finally
        {
            disk.FailuresPercent = failures;
        }
    }

    private sealed class Directory(FlushSites sites, LogDirectory directory) : LogDirectory
    {
        public override long FreeBytes => directory.FreeBytes;

        public override string PathOf(string name) => directory.PathOf(name);

        public override void Acquire() => directory.Acquire();

        public override IReadOnlyList<string> Names() => directory.Names();

        public override LogFile Create(string name, long reservedBytes = 0) => new Sited(sites, directory.Create(name, reservedBytes));

        public override LogFile Open(string name) => new Sited(sites, directory.Open(name));

        public override LogFile? TryOpenRead(string name) => directory.TryOpenRead(name);

        public override void Rename(string from, string to) => directory.Rename(from, to);

        public override void Delete(string name) => directory.Delete(name);

        public override void Flush() => throw new InvalidOperationException("A flush of this library says where it is asked for.");

        internal override void Flush(FlushSite site) => sites.Flush(site, directory.Flush);

        protected override void Dispose(bool disposing) => directory.Dispose();
    }

    private sealed class Sited(FlushSites sites, LogFile file) : LogFile
    {
        public override long Length => file.Length;

        public override int Read(long offset, Span<byte> destination) => file.Read(offset, destination);

        public override void Write(long offset, ReadOnlySpan<byte> bytes) => file.Write(offset, bytes);

        public override void Truncate(long length) => file.Truncate(length);

        public override void Flush() => throw new InvalidOperationException("A flush of this library says where it is asked for.");

        internal override void Flush(FlushSite site) => sites.Flush(site, file.Flush);

        protected override void Dispose(bool disposing) => file.Dispose();
    }
}
