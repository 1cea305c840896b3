using Breakwater.ControlLog;
using Breakwater.TransparencyLog;
using Breakwater.TransparencyLog.Tests;

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

    public SimulatedFileControlLogTests() => _log = TestControlLog.Open(_disk).Log!;

    private protected override FleetControlLog Log => _log;

    private protected override void Stall(bool stalled) => _disk.FailuresPercent = stalled ? 100 : 0;
}

public sealed class DiskFileControlLogTests : ControlLogContract, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("control-log-");
    private readonly HookedDirectory _hooked;
    private readonly FileControlLog _log;

    public DiskFileControlLogTests()
    {
        _hooked = new(new DiskLogDirectory(_directory.FullName));
        _log = FileControlLog.Open(_hooked, TestControlLog.Options(), new FixedTime()).Log!;
    }

    private protected override FleetControlLog Log => _log;

    private protected override void Stall(bool stalled) => _hooked.BeforeCreate = _hooked.BeforeFlush = stalled ? () => throw new IOException("Fails.") : null;

    public void Dispose()
    {
        _log.Dispose();
        _directory.Delete(recursive: true);
    }
}
