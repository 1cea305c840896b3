using System.Security.Cryptography;
using Breakwater.Audit.Tiering;
using Breakwater.TransparencyLog;

namespace Breakwater.Lab.LogVolume;

/// <summary>
/// A real log in memory that has one whole segment, which the code that ships indexes, compacts and moves to an object store. Index and hashes stay beside the log in every tier. Not thread-safe.
/// </summary>
internal sealed class TieredLog : IDisposable
{
    private const int MostPending = 256 << 20;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly CountingLogDirectory _directory = new(keepsEntries: true);
    private readonly CountingLogDirectory _cold = new();
    private readonly MerkleLog _log;
    private readonly SegmentTiers _tiers;

    /// <summary>A log of these records and no others, hot and without an index.</summary>
    public TieredLog(int records, Func<int, ReadOnlySpan<byte>> record, TimeProvider time)
    {
        var archive = NewArchive();
        _log = MerkleLog.Open(
            _directory,
            new()
            {
                Origin = "lab", Signers = [new EcdsaNoteSigner("lab", _key)], CheckpointInterval = TimeSpan.Zero, MinimumFreeBytes = 0, ReservedBytes = 0, SegmentEntries = records, MostPendingBytes = MostPending,
                Archive = archive,
            },
            time).Log ?? throw new InvalidOperationException("A log in memory did not open.");
        for (var i = 0; i < records; i++)
        {
            if (!_log.Append(record(i)).Taken) { throw new InvalidOperationException("A log in memory refused a record."); }
        }
        Done(_log.Commit().Problem);
        _tiers = new(_log, _directory, archive);
    }

    /// <summary>The log as a reader finds it who opens it anew and has nothing of it in memory.</summary>
    public LogView Open() => LogView.TryOpen(_directory, out var problem, NewArchive()) ?? throw new InvalidOperationException(problem);

    /// <summary>Bytes of the records in the tier where they are.</summary>
    public long Bytes => _directory.EntryBytes + _directory.Sum(Compacted) + _cold.Sum(Compacted);

    /// <summary>What was read of the records, in the tier where they are.</summary>
    public DeviceReads OfRecords => _directory.ReadOf("entries-").And(_directory.ReadOf(Compacted)).And(_cold.ReadOf(Compacted));

    /// <summary>What was read of the index, and of the hashes that tie it to the records.</summary>
    public DeviceReads OfIndex => _directory.ReadOf("index-").And(_directory.ReadOf("hashes-"));

    private static string Compacted => "compacted-";

    public void Index() => Done(AuditTiering.Index(_tiers, _log.View, 0));

    public void Compact() => Done(_tiers.Compact());

    public void MoveToCold() => Done(_tiers.MoveToCold());

    public void ForgetReads()
    {
        _directory.ForgetReads();
        _cold.ForgetReads();
    }

    public void Dispose()
    {
        _log.Dispose();
        _key.Dispose();
    }

    private SegmentArchive NewArchive() => new(_directory, new AuditSegmentCodec(), new DirectoryObjectStore(_cold));

    private static void Done(string? problem)
    {
        if (problem is not null) { throw new InvalidOperationException(problem); }
    }
}
