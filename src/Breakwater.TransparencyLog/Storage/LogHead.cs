using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Breakwater.TransparencyLog;

/// <summary>How far a log was acknowledged, and how to find that end again.</summary>
/// <param name="Size">Entries that are durable.</param>
/// <param name="Root">The tree's root over them.</param>
/// <param name="First">The first entry that is still kept.</param>
/// <param name="ActiveBytes">Bytes of entries in the segment that entry <paramref name="Size"/> will go to.</param>
/// <param name="SegmentEntries">Entries in a full segment, a multiple of 256.</param>
internal readonly record struct HeadState(long Size, MerkleHash Root, long First, long ActiveBytes, long SegmentEntries);

/// <summary>
/// The file <c>head</c>, flushed before anything is called durable, so that a damaged end is told from one that a crash left half-written: what lies
/// beyond was never promised. Two slots, one sector apart, take turns; a torn write spoils only the one that was being written. Once one is flushed the other is made a copy of it,
/// so that damage to either loses nothing. Slot, big endian: magic 8,
/// generation 8, the fields of <see cref="HeadState"/> in 8 + 32 + 8 + 8 + 8, beginning of SHA-256 over all that 16.
/// </summary>
internal sealed class LogHead : IDisposable
{
    public const string Name = "head";
    public const int FileBytes = 2 * SlotDistance;
    private const int SlotDistance = 512;
    private const int StateBytes = 8 + MerkleHash.Bytes + 8 + 8 + 8;
    private const int SlotBytes = 8 + 8 + StateBytes + ChecksumBytes;
    private const int ChecksumBytes = 16;
    private readonly LogFile _file;
    private int _good;
    private long _generation;

    private LogHead(LogFile file) => _file = file;

    public HeadState State { get; private set; }

    /// <summary>Whether a slot or what lies between does not read: a crash in the middle of a write, or damage.</summary>
    public bool HasBadSlot { get; private set; }

    /// <summary>Makes the file of a new log, under a passing name first, so that it is there completely or not at all.</summary>
    public static void Create(LogDirectory directory, string passingName, in HeadState state)
    {
        using (var file = directory.Create(passingName, FileBytes))
        {
            var bytes = new byte[FileBytes];
            Slot(1, state).CopyTo(bytes.AsSpan());
            Slot(2, state).CopyTo(bytes.AsSpan(SlotDistance));
            file.Write(0, bytes);
            file.Flush(FlushSite.HeadCreated);
        }
        // Its name is flushed with all that opening finds, before anything else is in the log.
        directory.Rename(passingName, Name);
    }

    /// <summary>Takes over an open file; null, and the file closed, if neither slot reads.</summary>
    public static LogHead? Open(LogFile file)
    {
        var head = new LogHead(file);
        var bytes = new byte[FileBytes];
        var isWhole = file.Read(0, bytes) == FileBytes && file.Length == FileBytes;
        for (var i = 0; i < 2; i++)
        {
            var slot = bytes.AsSpan(i * SlotDistance, SlotDistance);
            isWhole &= slot[SlotBytes..].IndexOfAnyExcept((byte)0) < 0;
            if (!TryRead(slot[..SlotBytes], out var generation, out var state))
            {
                isWhole = false;
            }
            else if (generation > head._generation)
            {
                (head._generation, head._good, head.State) = (generation, i, state);
            }
        }
        head.HasBadSlot = !isWhole;
        if (head._generation > 0) { return head; }
        file.Dispose();
        return null;
    }

    /// <summary>
    /// Writes and flushes a state. If that throws, the slot read before still holds, and the next generation goes to the same slot as this one,
    /// over whatever it left.
    /// </summary>
    public void Set(in HeadState state)
    {
        var slot = 1 - _good;
        _generation++;
        _file.Write(slot * SlotDistance, Slot(_generation, state));
        _file.Flush(FlushSite.HeadSet);
        (_good, State) = (slot, state);
        Copy();
    }

    /// <summary>
    /// Writes and flushes the good slot again, then writes the rest. What was read may never have reached the disk if the process that wrote it was
    /// killed; if it did, a torn write changes nothing. The rest reaches the disk with the next flush or before: until then the good slot is enough.
    /// </summary>
    public void WriteAgain()
    {
        _file.Write(_good * SlotDistance, Slot(_generation, State));
        _file.Flush(FlushSite.HeadFound);
        if (!HasBadSlot) { return; }
        var rest = new byte[SlotDistance];
        Slot(Math.Max(1, _generation - 1), State).CopyTo(rest.AsSpan());
        _file.Write((1 - _good) * SlotDistance, rest);
        _file.Write(_good * SlotDistance + SlotBytes, new byte[SlotDistance - SlotBytes]);
        if (_file.Length > FileBytes) { _file.Truncate(FileBytes); }
        HasBadSlot = false;
    }

    public void Dispose() => _file.Dispose();

    // Reaches the disk with the next flush or before. The slot that counts is there already, so that nothing depends on this.
    private void Copy()
    {
        try
        {
            _file.Write((1 - _good) * SlotDistance, Slot(_generation - 1, State));
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
        }
    }

    private static ReadOnlySpan<byte> Magic => "BWTLOG\0\x01"u8;

    private static byte[] Slot(long generation, in HeadState state)
    {
        var slot = new byte[SlotBytes];
        Magic.CopyTo(slot);
        var at = slot.AsSpan(Magic.Length);
        foreach (var number in (ReadOnlySpan<long>)[generation, state.Size, state.First, state.ActiveBytes, state.SegmentEntries])
        {
            BinaryPrimitives.WriteInt64BigEndian(at, number);
            at = at[8..];
        }
        state.Root.CopyTo(at);
        SHA256.HashData(slot.AsSpan(0, SlotBytes - ChecksumBytes)).AsSpan(0, ChecksumBytes).CopyTo(slot.AsSpan(SlotBytes - ChecksumBytes));
        return slot;
    }

    private static bool TryRead(ReadOnlySpan<byte> slot, out long generation, out HeadState state)
    {
        var at = slot[Magic.Length..];
        generation = BinaryPrimitives.ReadInt64BigEndian(at);
        state = new(
            BinaryPrimitives.ReadInt64BigEndian(at[8..]),
            new(at.Slice(40, MerkleHash.Bytes)),
            BinaryPrimitives.ReadInt64BigEndian(at[16..]),
            BinaryPrimitives.ReadInt64BigEndian(at[24..]),
            BinaryPrimitives.ReadInt64BigEndian(at[32..]));
        return slot.SequenceEqual(Slot(generation, state)) && generation > 0
            && state.SegmentEntries >= TilePath.Width && state.SegmentEntries % TilePath.Width == 0
            && state.First >= 0 && state.First <= state.Size && state.ActiveBytes >= 0;
    }
}
