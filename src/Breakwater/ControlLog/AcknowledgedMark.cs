using System.Buffers.Binary;

namespace Breakwater.ControlLog;

/// <summary>
/// The number up to which the log has answered "durable", flushed before each such answer, so that a damaged last record is told from one that a
/// crash left half-written: what lies beyond the mark was never promised. Two slots, one sector apart, take turns; a torn write spoils
/// only the one that was being written. Slot: magic 8, generation 8, number 8, chain checksum 16, checksum 16.
/// </summary>
internal sealed class AcknowledgedMark : IDisposable
{
    public const string Name = "acknowledged";
    private const int SlotBytes = 56;
    private const int SlotDistance = 512;
    private readonly LogFile _file;
    private int _good;
    private long _generation;

    private AcknowledgedMark(LogFile file) => _file = file;

    public long Number { get; private set; }

    public byte[] Chain { get; private set; } = new byte[LogFrame.ChecksumBytes];

    /// <summary>Whether a slot did not read: a crash in the middle of a write, or damage.</summary>
    public bool HasBadSlot { get; private set; }

    /// <summary>Makes the file of a new log, under a passing name first, so that it is there completely or not at all.</summary>
    public static void Create(LogFiles files, string passingName)
    {
        using (var file = files.Create(passingName, 2 * SlotDistance))
        {
            file.Write(0, new byte[2 * SlotDistance]);
            file.Write(0, Slot(1, 0, new byte[LogFrame.ChecksumBytes]));
            file.Write(SlotDistance, Slot(2, 0, new byte[LogFrame.ChecksumBytes]));
            file.Flush();
        }
        files.Rename(passingName, Name);
        files.Flush();
    }

    /// <summary>Opens the file; null if neither slot reads.</summary>
    public static AcknowledgedMark? Open(LogFiles files)
    {
        var file = files.Open(Name);
        var mark = new AcknowledgedMark(file);
        Span<byte> slot = stackalloc byte[SlotBytes];
        var read = 0;
        for (var i = 0; i < 2; i++)
        {
            if (file.Read(i * SlotDistance, slot) != SlotBytes || !IsValid(slot)) { continue; }
            read++;
            var generation = BinaryPrimitives.ReadInt64LittleEndian(slot[8..]);
            if (generation <= mark._generation) { continue; }
            (mark._generation, mark._good) = (generation, i);
            (mark.Number, mark.Chain) = (BinaryPrimitives.ReadInt64LittleEndian(slot[16..]), slot.Slice(24, LogFrame.ChecksumBytes).ToArray());
        }
        mark.HasBadSlot = read == 1;
        if (read > 0) { return mark; }
        file.Dispose();
        return null;
    }

    /// <summary>
    /// Writes and flushes a number. If that throws, the slot read before still holds, and the next generation goes to the same slot as this
    /// one, over whatever it left.
    /// </summary>
    public void Set(long number, byte[] chain)
    {
        var slot = 1 - _good;
        _generation++;
        _file.Write(slot * SlotDistance, Slot(_generation, number, chain));
        _file.Flush();
        (_good, Number, Chain) = (slot, number, [.. chain]);
    }

    /// <summary>Writes and flushes once more what was read. If the disk already holds it, a torn write changes nothing; if not, the other slot is whole.</summary>
    public void WriteAgain()
    {
        _file.Write(_good * SlotDistance, Slot(_generation, Number, Chain));
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private static ReadOnlySpan<byte> Magic => "BWCTACK\x01"u8;

    private static byte[] Slot(long generation, long number, ReadOnlySpan<byte> chain)
    {
        var slot = new byte[SlotBytes];
        Magic.CopyTo(slot);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(8), generation);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(16), number);
        chain.CopyTo(slot.AsSpan(24));
        LogFrame.Checksum(default, Magic, slot.AsSpan(8, 32), slot.AsSpan(40));
        return slot;
    }

    private static bool IsValid(ReadOnlySpan<byte> slot)
    {
        var expected = Slot(BinaryPrimitives.ReadInt64LittleEndian(slot[8..]), BinaryPrimitives.ReadInt64LittleEndian(slot[16..]), slot.Slice(24, LogFrame.ChecksumBytes));
        return slot.SequenceEqual(expected) && BinaryPrimitives.ReadInt64LittleEndian(slot[8..]) > 0;
    }
}
