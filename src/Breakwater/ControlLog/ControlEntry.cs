using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Contracts;
using Breakwater.TransparencyLog;

namespace Breakwater.ControlLog;

/// <summary>What an entry of the transparency log under a control log is. The first byte of each; a part of a record says whether the record begins or ends with it.</summary>
[Flags]
internal enum ControlEntryKind : byte
{
    /// <summary>A part of a record; a large one takes several entries in a row.</summary>
    Part = 0x01,

    /// <summary>Nothing from a position up to here counts: it was refused, and the log cannot forget it. Position 8.</summary>
    Withdrawal = 0x02,

    /// <summary>A snapshot stands in for records. Number it reaches to 8, position of the first entry that is needed beside it 8, bytes of the state 8, SHA-256 of the state 32.</summary>
    Snapshot = 0x03,

    Begins = 0x10,

    Ends = 0x20,
}

/// <summary>
/// The entries of a control log as bytes, little endian. A record: number (8), ticks of UTC (8), tenant (2), span (4), kind (1 + bytes), actor (2 + UTF-8), payload
/// (the rest), cut into parts of at most 65,534 bytes.
/// </summary>
internal static class ControlEntry
{
    public const int MostPartBytes = MerkleLog.MostRecordBytes - 1;
    private const int FixedBytes = 8 + 8 + 2 + 4 + 1 + 2;
    private const int SnapshotBytes = 1 + 3 * sizeof(long) + MerkleHash.Bytes;

    /// <summary>Bytes of a record, however many parts it takes.</summary>
    public static int Size(in ControlRecord record) => FixedBytes + record.Kind.Length + Encoding.UTF8.GetByteCount(record.Actor) + record.Payload.Length;

    public static byte[] Write(in LogEntry entry)
    {
        var record = entry.Record;
        var body = new byte[Size(record)];
        BinaryPrimitives.WriteInt64LittleEndian(body, record.Number);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(8), record.Time.UtcTicks);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(16), record.Tenant.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(18), entry.Span);
        body[22] = (byte)record.Kind.Length;
        var at = 23 + Encoding.ASCII.GetBytes(record.Kind, body.AsSpan(23));
        var actor = Encoding.UTF8.GetBytes(record.Actor, body.AsSpan(at + 2));
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(at), (ushort)actor);
        record.Payload.Span.CopyTo(body.AsSpan(at + 2 + actor));
        return body;
    }

    /// <summary>Reads a whole record; false if it is none. Never throws.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> source, out LogEntry entry)
    {
        entry = default;
        var body = source.Span;
        if (body.Length < FixedBytes) { return false; }
        var number = BinaryPrimitives.ReadInt64LittleEndian(body);
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        var span = BinaryPrimitives.ReadUInt32LittleEndian(body[18..]);
        var kindEnd = 23 + body[22];
        if (number < 1 || span < 1 || number > long.MaxValue - span || ticks < 0 || ticks > DateTime.MaxValue.Ticks || kindEnd + 2 > body.Length) { return false; }
        var actorEnd = kindEnd + 2 + BinaryPrimitives.ReadUInt16LittleEndian(body[kindEnd..]);
        if (actorEnd > body.Length) { return false; }
        var kind = Encoding.ASCII.GetString(body[23..kindEnd]);
        var actor = Encoding.UTF8.GetString(body[(kindEnd + 2)..actorEnd]);
        var tenant = new TenantHandle(BinaryPrimitives.ReadUInt16LittleEndian(body[16..]));
        entry = new(new(number, new DateTimeOffset(ticks, TimeSpan.Zero), tenant, kind, source[actorEnd..], actor), span);
        return true;
    }

    public static byte[] Withdrawal(long from)
    {
        var entry = new byte[1 + sizeof(long)];
        entry[0] = (byte)ControlEntryKind.Withdrawal;
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(1), from);
        return entry;
    }

    public static bool TryReadWithdrawal(ReadOnlySpan<byte> entry, out long from)
    {
        from = entry.Length == 1 + sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(entry[1..]) : -1;
        return from >= 0;
    }

    public static byte[] Snapshot(in SnapshotMark mark)
    {
        var entry = new byte[SnapshotBytes];
        entry[0] = (byte)ControlEntryKind.Snapshot;
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(1), mark.UpTo);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(9), mark.Needed);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(17), mark.Length);
        mark.Digest.CopyTo(entry.AsSpan(25));
        return entry;
    }

    public static bool TryReadSnapshot(long position, ReadOnlySpan<byte> entry, out SnapshotMark mark)
    {
        mark = default;
        if (entry.Length != SnapshotBytes) { return false; }
        mark = new(
            position, BinaryPrimitives.ReadInt64LittleEndian(entry[1..]), BinaryPrimitives.ReadInt64LittleEndian(entry[9..]), BinaryPrimitives.ReadInt64LittleEndian(entry[17..]), new(entry[25..]));
        return mark.UpTo >= 0 && mark.Needed >= 0 && mark.Needed <= position && mark.Length is >= 0 and <= ControlLogLimits.SnapshotBytes;
    }
}

/// <summary>What the log says of a snapshot, so that nobody can exchange its file.</summary>
/// <param name="Position">Of the entry that says so; the file's name carries it.</param>
/// <param name="UpTo">Number of the last record that the state holds.</param>
/// <param name="Needed">Position of the first entry that is needed beside it; its own, if it holds everything.</param>
/// <param name="Length">Bytes of the state.</param>
/// <param name="Digest">SHA-256 of the state.</param>
internal readonly record struct SnapshotMark(long Position, long UpTo, long Needed, long Length, MerkleHash Digest)
{
    public static SnapshotMark Of(long position, long upTo, long needed, ReadOnlySpan<byte> state)
    {
        Span<byte> digest = stackalloc byte[MerkleHash.Bytes];
        SHA256.HashData(state, digest);
        return new(position, upTo, needed, state.Length, new(digest));
    }
}
