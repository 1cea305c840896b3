using Breakwater.ControlLog;

namespace Breakwater.Tests.ControlLog;

public sealed class MemoryControlLogTests : ControlLogContract
{
    private readonly MemoryControlLog _log = new(new FixedTime());

    private protected override FleetControlLog Log => _log;

    private protected override void Stall(bool stalled) => _log.StalledBecause = stalled ? "stalled by the test" : null;
}

public sealed class SimulatedFileControlLogTests : ControlLogContract
{
    private readonly SimulatedDisk _disk = new(1);
    private readonly FileControlLog _log;

    public SimulatedFileControlLogTests() => _log = FileControlLog.Open(_disk.Mount(), new FixedTime(), FileControlLog.LeastSegmentBytes).Log!;

    private protected override FleetControlLog Log => _log;

    private protected override void Stall(bool stalled) => _disk.FailuresPercent = stalled ? 100 : 0;
}

public sealed class DiskFileControlLogTests : ControlLogContract, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("control-log-");
    private readonly FailingFiles _files;
    private readonly FileControlLog _log;

    public DiskFileControlLogTests()
    {
        _files = new FailingFiles(new DiskLogFiles(_directory.FullName));
        _log = FileControlLog.Open(_files, new FixedTime(), FileControlLog.DefaultSegmentBytes).Log!;
    }

    private protected override FleetControlLog Log => _log;

    private protected override void Stall(bool stalled) => _files.Fails = stalled;

    public void Dispose()
    {
        _log.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>A real directory whose new files cannot be made and whose flushes can be made to fail.</summary>
    private sealed class FailingFiles(LogFiles inner) : LogFiles
    {
        public bool Fails { get; set; }

        public override string PathOf(string name) => inner.PathOf(name);

        public override void Acquire() => inner.Acquire();

        public override IReadOnlyList<string> List() => inner.List();

        public override LogFile Create(string name, long reservedBytes) =>
            Fails ? throw new IOException("Fails.") : new FailingFile(this, inner.Create(name, reservedBytes));

        public override LogFile Open(string name) => new FailingFile(this, inner.Open(name));

        public override void Rename(string from, string to) => inner.Rename(from, to);

        public override void Delete(string name) => inner.Delete(name);

        public override void Flush() => inner.Flush();

        public override void Dispose() => inner.Dispose();

        private sealed class FailingFile(FailingFiles files, LogFile inner) : LogFile
        {
            public override long Length => inner.Length;

            public override int Read(long offset, Span<byte> destination) => inner.Read(offset, destination);

            public override void Write(long offset, ReadOnlySpan<byte> bytes) => inner.Write(offset, bytes);

            public override void Truncate(long length) => inner.Truncate(length);

            public override void Flush()
            {
                if (files.Fails) { throw new IOException("Fails."); }
                inner.Flush();
            }

            public override void Dispose() => inner.Dispose();
        }
    }
}
