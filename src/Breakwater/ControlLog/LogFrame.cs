using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Contracts;

namespace Breakwater.ControlLog;

/// <summary>
/// An entry as bytes, little endian: length of the body (4), checksum (16), body. The body is number (8), ticks of UTC (8), tenant (2), span
/// (4), kind (1 + bytes), actor (2 + UTF-8), payload (the rest). The checksum is the first 16 bytes of SHA-256 over the checksum before it,
/// the length and the body, so that a changed, missing, repeated or moved entry shows. It finds damage; it does not authenticate.
/// </summary>
internal static class LogFrame
{
    public const int ChecksumBytes = 16;
    public const int HeadBytes = sizeof(uint) + ChecksumBytes;
    private const int FixedBodyBytes = 8 + 8 + 2 + 4 + 1 + 2;
    public const int MostBodyBytes = FixedBodyBytes + ControlLogLimits.KindLength + ControlLogLimits.ActorBytes + ControlLogLimits.PayloadBytes;

    public static int Size(in ControlRecord record) =>
        HeadBytes + FixedBodyBytes + record.Kind.Length + Encoding.UTF8.GetByteCount(record.Actor) + record.Payload.Length;

    /// <summary>Writes an entry and moves the chain on to its checksum.</summary>
    public static int Write(in LogEntry entry, Span<byte> chain, Span<byte> destination)
    {
        var record = entry.Record;
        var size = Size(record);
        var body = destination[HeadBytes..size];
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)body.Length);
        BinaryPrimitives.WriteInt64LittleEndian(body, record.Number);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], record.Time.UtcTicks);
        BinaryPrimitives.WriteUInt16LittleEndian(body[16..], record.Tenant.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(body[18..], entry.Span);
        body[22] = (byte)record.Kind.Length;
        var at = 23 + Encoding.ASCII.GetBytes(record.Kind, body[23..]);
        var actor = Encoding.UTF8.GetBytes(record.Actor, body[(at + 2)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(body[at..], (ushort)actor);
        record.Payload.Span.CopyTo(body[(at + 2 + actor)..]);
        Checksum(chain, destination[..sizeof(uint)], body, destination.Slice(sizeof(uint), ChecksumBytes));
        destination.Slice(sizeof(uint), ChecksumBytes).CopyTo(chain);
        return size;
    }

    /// <summary>Reads the entry that begins here and moves the chain on; false if it is incomplete or its checksum does not match. Never throws.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> source, Span<byte> chain, out LogEntry entry, out int size)
    {
        entry = default;
        size = 0;
        var bytes = source.Span;
        if (bytes.Length < HeadBytes) { return false; }
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length is < FixedBodyBytes or > MostBodyBytes || length > bytes.Length - HeadBytes) { return false; }
        var body = bytes.Slice(HeadBytes, (int)length);
        Span<byte> checksum = stackalloc byte[ChecksumBytes];
        Checksum(chain, bytes[..sizeof(uint)], body, checksum);
        if (!checksum.SequenceEqual(bytes.Slice(sizeof(uint), ChecksumBytes))) { return false; }
        if (!TryReadBody(source.Slice(HeadBytes, (int)length), out entry)) { return false; }
        checksum.CopyTo(chain);
        size = HeadBytes + (int)length;
        return true;
    }

    public static void Checksum(ReadOnlySpan<byte> chain, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, Span<byte> destination)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> full = stackalloc byte[SHA256.HashSizeInBytes];
        hash.AppendData(chain);
        hash.AppendData(head);
        hash.AppendData(body);
        hash.GetHashAndReset(full);
        full[..ChecksumBytes].CopyTo(destination);
    }

    private static bool TryReadBody(ReadOnlyMemory<byte> source, out LogEntry entry)
    {
        entry = default;
        var body = source.Span;
        var number = BinaryPrimitives.ReadInt64LittleEndian(body);
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        var span = BinaryPrimitives.ReadUInt32LittleEndian(body[18..]);
        var kindEnd = 23 + body[22];
        if (number < 1 || span < 1 || ticks < 0 || ticks > DateTime.MaxValue.Ticks || kindEnd + 2 > body.Length) { return false; }
        var actorEnd = kindEnd + 2 + BinaryPrimitives.ReadUInt16LittleEndian(body[kindEnd..]);
        if (actorEnd > body.Length) { return false; }
        var kind = Encoding.ASCII.GetString(body[23..kindEnd]);
        var actor = Encoding.UTF8.GetString(body[(kindEnd + 2)..actorEnd]);
        var tenant = new TenantHandle(BinaryPrimitives.ReadUInt16LittleEndian(body[16..]));
        entry = new(new(number, new DateTimeOffset(ticks, TimeSpan.Zero), tenant, kind, source[actorEnd..], actor), span);
        return true;
    }
}
