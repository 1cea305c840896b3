using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Fleet;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Running;

/// <summary>
/// The audit log of a run: what the gates that the run drove have recorded, kept as a production gate keeps it. Its key is made of the operating system's entropy for the run and thrown
/// away with it, and runs on several threads append as they come: so it is the one part of a run that is other bytes each time, and no result depends on it.
/// </summary>
public sealed class RunLog : IDisposable
{
    private const string Marker = "stress-run";
    private const string Lock = ".stress.lock";

    // A run has some thousand records: in segments of the usual size none would be full, and only full ones change their tier.
    private const int SegmentRecords = 256;

    private readonly ECDsa _key;
    private readonly TransparencyAuditSink _sink;
    private readonly TellingChain _telling;
    private readonly string _folder;
    private readonly FileStream _lock;
    private bool _kept;

    private RunLog(string folder, FileStream hold, ECDsa key, TransparencyAuditSink sink) => (_folder, _lock, _key, _sink, _telling) = (folder, hold, key, sink, new(sink));

    /// <summary>Takes the copies of the run's records.</summary>
    public AuditSink Sink => _telling;

    /// <summary>Where the log lies.</summary>
    public string Folder => _folder;

    /// <summary>A chain that is worth looking at, handed from agent to agent if there is one; 0 if there is none at all.</summary>
    public UInt128 ExampleChain => _telling.Chain;

    /// <summary>
    /// Begins the log in <c>audit</c> below a folder, in place of the one an earlier run has written there, and of no other; nor of one that is under a legal hold. Until it is closed no other run
    /// writes to that folder.
    /// </summary>
    /// <returns>The log, or why there is none.</returns>
    public static (RunLog? Log, IReadOnlyList<Problem> Problems) Open(FleetSpecification fleet, string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, "audit");
        const string Remedy = "Name another folder with --out.";
        if (Take(folder, out var problem) is not { } hold) { return (null, [problem!]); }
        var (log, problems) = Open(fleet, path, hold, time, Remedy);
        if (log is null) { hold.Dispose(); }
        return (log, problems);
    }

    private static (RunLog? Log, IReadOnlyList<Problem> Problems) Open(FleetSpecification fleet, string path, FileStream hold, TimeProvider time, string remedy)
    {
        try
        {
            if (Directory.Exists(path))
            {
                if (!File.Exists(Path.Combine(path, Marker))) { return (null, [new(path, 0, 0, "This was not written by a stress run, and is not replaced.", remedy)]); }
                if (HoldRegister.Of(path, time).State().Holds.Any(h => h.IsInForce))
                {
                    return (null, [new(path, 0, 0, "The log of an earlier run is under a legal hold, and is not replaced.", $"{remedy.TrimEnd('.')}, or lift the hold with `breakwater audit hold remove`.")]);
                }
                Directory.Delete(path, recursive: true);
            }
            Directory.CreateDirectory(path);
            File.WriteAllText(Path.Combine(path, Marker), "Written by `breakwater stress`; the next run that writes its report here replaces this folder.\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [new(path, 0, 0, $"The run's audit log cannot be written: {e.Message}", remedy)]);
        }
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var opened = TransparencyAuditSink.Open(
            new() { Directory = path, Origin = "breakwater.invalid/stress", Key = key, Tenants = [.. fleet.Tenants.Select(t => t.Id)], ReservedBytes = 0, SegmentRecords = SegmentRecords }, time);
        if (opened.Sink is { } sink) { return (new(path, hold, key, sink), []); }
        key.Dispose();
        return (null, [.. opened.Problems.Select(p => new Problem(path, 0, 0, p, remedy))]);
    }

    /// <summary>The lock of a folder, which goes with the process that has it; null, and why, if another has it.</summary>
    private static FileStream? Take(string folder, out Problem? problem)
    {
        var path = Path.Combine(folder, Lock);
        try
        {
            problem = null;
            Directory.CreateDirectory(folder);
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = e is IOException && File.Exists(path)
                ? new(folder, 0, 0, "Another run is writing here.", "Wait until it has ended, or name another folder with --out.")
                : new(folder, 0, 0, $"The folder cannot be written: {e.Message}", "Name another folder with --out.");
            return null;
        }
    }

    /// <summary>The run is finished: its log stays.</summary>
    public void Keep() => _kept = true;

    /// <summary>Closes the log, and makes the indexes of what is kept; one that is not to be kept is removed.</summary>
    public void Dispose()
    {
        _sink.Dispose();
        _key.Dispose();
        // By the simulation's clock nothing is old enough for more than its index.
        if (_kept) { AuditTiering.Run(_folder, new(), SimulationClock.Epoch); }
        else if (Directory.Exists(_folder)) { Directory.Delete(_folder, recursive: true); }
        _lock.Dispose();
    }
}
