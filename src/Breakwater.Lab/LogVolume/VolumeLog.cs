using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.TransparencyLog;

namespace Breakwater.Lab.LogVolume;

/// <summary>
/// Records in the form that ships, in a real Merkle log for each retention class, and what they come to: entries, hashes, and where it is asked for the entries compacted, block by block as tiering does it, each unpacked again
/// and compared. On demand it keeps the last records of each log, to ask it about. Checkpoints and heads, a few kilobytes whatever the volume, are left out: signatures vary in length. Not thread-safe.
/// </summary>
internal sealed class VolumeLog : AuditSink, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly AuditSegmentCodec? _codec;
    private readonly OneClass[] _classes;

    /// <param name="compacts">Whether the entries are compacted too.</param>
    /// <param name="time">The run's clock.</param>
    /// <param name="keepsBlocks">How many of the last blocks of each log are kept; none unless it compacts.</param>
    public VolumeLog(bool compacts, TimeProvider time, int keepsBlocks = 0)
    {
        _codec = compacts ? new() : null;
        _classes = [.. RetentionClasses.All.Select(_ => new OneClass(_key, time, compacts ? keepsBlocks : 0))];
    }

    /// <summary>Records written.</summary>
    public long Records { get; private set; }

    /// <summary>Events in the log.</summary>
    public long Events { get; private set; }

    /// <summary>Events of what must be kept that are in the log.</summary>
    public long MustKeep { get; private set; }

    /// <summary>Events of storms that are in the log, and how many records they are.</summary>
    public (long Events, long Records) Repetitive { get; private set; }

    /// <summary>Events left out, as the log's commitments say.</summary>
    public long Omitted { get; private set; }

    public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
    {
        var record = AuditRecordFormat.Encode(auditEvent);
        var into = _classes[(int)RetentionClasses.Of(auditEvent)];
        if (!into.Log.Append(record).Taken) { return RecordStatus.Refused; }
        Records++;
        if (_codec is { } codec) { into.Add(record, codec); }
        into.Recent?.Note(auditEvent);
        var events = Math.Max(1, auditEvent.Count);
        if (auditEvent.Omitted is { } omitted) { Omitted += omitted.Omitted; }
        else { Events += events; }
        if (auditEvent.Omitted is null && RecordPriorities.Of(auditEvent, urgency) <= RecordPriority.Always) { MustKeep += events; }
        if (auditEvent.Tool is VolumeTraffic.StalledTool or VolumeTraffic.LoopedTool) { Repetitive = (Repetitive.Events + events, Repetitive.Records + 1); }
        return urgency == RecordUrgency.Before ? RecordStatus.Kept : RecordStatus.Taken;
    }

    public override void Advance()
    {
        foreach (var log in _classes)
        {
            if (log.Log.Commit().Problem is { } problem) { throw new InvalidOperationException(problem); }
        }
    }

    /// <summary>Closes the logs; after it the volumes are final.</summary>
    public IReadOnlyList<ClassVolume> Close()
    {
        var volumes = new List<ClassVolume>();
        foreach (var (log, retention) in _classes.Zip(RetentionClasses.All))
        {
            if (_codec is { } codec) { log.Pack(codec); }
            if (log.Log.Close().Problem is { } problem) { throw new InvalidOperationException(problem); }
            volumes.Add(new(retention, log.Directory.EntryBytes, log.Directory.HashBytes, log.Compacted));
        }
        return volumes;
    }

    /// <summary>The last records of the logs that have any, once they are closed.</summary>
    public IReadOnlyList<KeptRecords> Recent() => [.. _classes.Select(c => c.Keep()).OfType<KeptRecords>()];

    public void Dispose()
    {
        foreach (var log in _classes) { log.Log.Dispose(); }
        _key.Dispose();
    }

    private sealed class OneClass
    {
        private readonly Queue<ArrayBufferWriter<byte>> _kept = [];
        private readonly int _keepsBlocks;
        private ArrayBufferWriter<byte> _block = new(1 << 16);
        private int _entries;

        public OneClass(ECDsa key, TimeProvider time, int keepsBlocks)
        {
            (_keepsBlocks, Recent) = (keepsBlocks, keepsBlocks > 0 ? new(keepsBlocks) : null);
            Log = MerkleLog.Open(Directory, new() { Origin = "lab", Signers = [new EcdsaNoteSigner("lab", key)], CheckpointInterval = TimeSpan.FromHours(1), MinimumFreeBytes = 0, ReservedBytes = 0 }, time).Log
                ?? throw new InvalidOperationException("A log in memory did not open.");
        }

        public RecentRecords? Recent { get; }

        public CountingLogDirectory Directory { get; } = new();

        public MerkleLog Log { get; }

        public long Compacted { get; private set; }

        public void Add(byte[] record, AuditSegmentCodec codec)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_block.GetSpan(2), (ushort)record.Length);
            _block.Advance(2);
            _block.Write(record);
            if (++_entries == SegmentArchive.BlockEntries) { Pack(codec); }
        }

        public void Pack(AuditSegmentCodec codec)
        {
            if (_entries == 0) { return; }
            var packed = codec.Encode(_block.WrittenSpan, _entries);
            var unpacked = new ArrayBufferWriter<byte>(_block.WrittenCount);
            codec.Decode(packed, _entries, unpacked);
            if (!unpacked.WrittenSpan.SequenceEqual(_block.WrittenSpan)) { throw new InvalidOperationException("A compacted block does not unpack to what it was made of."); }
            Compacted += packed.Length;
            _entries = 0;
            Next();
        }

        public KeptRecords? Keep() => Recent?.Keep(_kept);

        // One block more than is kept, since the last may not be full.
        private void Next()
        {
            if (_keepsBlocks > 0)
            {
                _kept.Enqueue(_block);
                _block = _kept.Count > _keepsBlocks + 1 ? _kept.Dequeue() : new(_block.WrittenCount);
            }
            _block.ResetWrittenCount();
        }
    }
}

/// <summary>What was written to the log of a retention class.</summary>
internal sealed record ClassVolume(RetentionClass Retention, long Entries, long Hashes, long Compacted);
