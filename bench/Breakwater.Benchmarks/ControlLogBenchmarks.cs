using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Breakwater.ControlLog;
using Breakwater.TransparencyLog;
using AppendResult = Breakwater.ControlLog.AppendResult;

namespace Breakwater.Benchmarks;

/// <summary>What a control-state change costs: a permit in memory and on disk (two flushes, and two more and a signature for its checkpoint), a restriction, a replay.</summary>
[MemoryDiagnoser]
public class ControlLogBenchmarks
{
    private readonly byte[] _payload = new byte[200];
    private DirectoryInfo _directory = null!;
    private MemoryControlLog _memory = null!;
    private FileControlLog _file = null!;
    private ECDsa _key = null!;
    private MemoryControlLog _replayed = null!;

    [GlobalSetup]
    public void Open()
    {
        _directory = Directory.CreateTempSubdirectory("control-log-");
        _memory = new MemoryControlLog(TimeProvider.System);
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _file = FileControlLog.Open(_directory.FullName, new() { Origin = "example.com/control", Signers = [new EcdsaNoteSigner("example.com/control", _key)] }, TimeProvider.System).Log!;
        _replayed = new MemoryControlLog(TimeProvider.System);
        for (var i = 0; i < 10_000; i++) { _replayed.Append(default, "bench.record", _payload, "bench"); }
    }

    [GlobalCleanup]
    public void Close()
    {
        _file.Dispose();
        _key.Dispose();
        _directory.Delete(recursive: true);
    }

    [Benchmark]
    public AppendResult PermitInMemory() => _memory.Append(default, "bench.record", _payload, "bench");

    [Benchmark]
    public AppendResult PermitOnDisk() => _file.Append(default, "bench.record", _payload, "bench");

    [Benchmark(OperationsPerInvoke = 1_000)]
    public FlushResult RestrictionsInMemory()
    {
        for (var i = 0; i < 1_000; i++) { _memory.EnqueueRestriction(default, "bench.record", _payload, "bench"); }
        return _memory.TryFlush();
    }

    [Benchmark(OperationsPerInvoke = 1_000)]
    public FlushResult RestrictionsOnDisk()
    {
        for (var i = 0; i < 1_000; i++) { _file.EnqueueRestriction(default, "bench.record", _payload, "bench"); }
        return _file.TryFlush();
    }

    [Benchmark(OperationsPerInvoke = 10_000)]
    public long Replay()
    {
        var last = 0L;
        foreach (var record in _replayed.Read(1)) { last = record.Number; }
        return last;
    }
}
