using System.Buffers;
using System.Buffers.Binary;

namespace Breakwater.TransparencyLog;

/// <summary>Reads bundles of entries out of segments, and out of the archive where there is one. Keeps one segment open. For one thread.</summary>
internal sealed class BundleCursor(LogDirectory directory, EntryExtent extent, IEntryStore? archive) : IDisposable
{
    private long _segment = -1;
    private LogFile? _file;
    private long[] _ends = [];
    private byte[] _buffer = [];
    private ArrayBufferWriter<byte>? _archived;

    /// <summary>The file that a bundle is in.</summary>
    public string PathOf(long bundle) => bundle * TilePath.Width < extent.First && archive is not null
        ? archive.PathOf(bundle)
        : directory.PathOf(SegmentFormat.NameOf(bundle * TilePath.Width / extent.SegmentEntries));

    /// <summary>
    /// The first entries of a bundle with their lengths, valid until the next call; false if it is not held any more. Fails with
    /// <see cref="LogDamagedException"/> if it does not read as that many entries.
    /// </summary>
    public bool TryRead(long bundle, int width, out ReadOnlySpan<byte> bytes)
    {
        var entry = bundle * TilePath.Width;
        bytes = default;
        if (entry + width > extent.Size) { throw new ArgumentOutOfRangeException(nameof(bundle)); }
        if (entry < extent.First || !OpenSegment(entry / extent.SegmentEntries)) { return TryReadArchive(bundle, width, ref bytes); }
        var local = (int)(entry % extent.SegmentEntries / TilePath.Width);
        var start = local == 0 ? 0 : _ends[local - 1];
        var end = entry + TilePath.Width <= extent.Size ? _ends[local] : extent.ActiveBytes;
        if (end - start is < 0 or > TilePath.Width * (SegmentFormat.LengthBytes + MerkleLog.MostRecordBytes)) { throw Damage(entry, "the bundle has an impossible size"); }
        var size = (int)(end - start);
        if (_buffer.Length < size)
        {
            if (_buffer.Length > 0) { ArrayPool<byte>.Shared.Return(_buffer); }
            _buffer = ArrayPool<byte>.Shared.Rent(size);
        }
        if (_file!.Read(start, _buffer.AsSpan(0, size)) != size) { throw Damage(entry, "the segment ends too early"); }
        bytes = _buffer.AsSpan(0, TryMeasure(_buffer.AsSpan(0, size), width, out var read, out var broken) ? read : throw EndsWithin(PathOf(bundle), entry + broken));
        return width < TilePath.Width || bytes.Length == size ? true : throw Damage(entry, "the bundle holds more than its entries");
    }

    /// <summary>How many bytes this many entries take, with their lengths.</summary>
    public static int Measure(ReadOnlySpan<byte> bundle, int width, string path, long firstEntry) =>
        TryMeasure(bundle, width, out var read, out var broken) ? read : throw EndsWithin(path, firstEntry + broken);

    public void Dispose()
    {
        _file?.Dispose();
        if (_buffer.Length > 0) { ArrayPool<byte>.Shared.Return(_buffer); }
        _buffer = [];
    }

    private bool TryReadArchive(long bundle, int width, ref ReadOnlySpan<byte> bytes)
    {
        if (archive is null) { return false; }
        _archived ??= new();
        _archived.ResetWrittenCount();
        if (!archive.TryReadBundle(bundle, width, _archived)) { return false; }
        bytes = _archived.WrittenSpan;
        // To say where a bundle lies costs the archive files to open: only for what is damaged.
        if (!TryMeasure(bytes, width, out var read, out var broken)) { throw EndsWithin(archive.PathOf(bundle), bundle * TilePath.Width + broken); }
        return read == bytes.Length
            ? true
            : throw new LogDamagedException(archive.PathOf(bundle), bundle * TilePath.Width, "the bundle holds more than its entries.");
    }

    private bool OpenSegment(long number)
    {
        if (_segment == number) { return true; }
        _file?.Dispose();
        (_segment, _file) = (-1, directory.TryOpenRead(SegmentFormat.NameOf(number)));
        if (_file is null) { return false; }
        var path = directory.PathOf(SegmentFormat.NameOf(number));
        var first = number * extent.SegmentEntries;
        if (number < extent.ActiveSegment)
        {
            _ends = SegmentFormat.ReadFoot(_file, path, first, extent.SegmentBundles);
        }
        else
        {
            _ends = extent.ActiveEnds ??= ScanEnds(_file, path, first);
        }
        _segment = number;
        return true;
    }

    private long[] ScanEnds(LogFile file, string path, long first)
    {
        var ends = new long[extent.SegmentBundles];
        using var scanner = new EntryScanner(file, path, first, extent.ActiveBytes);
        while (scanner.MoveNext())
        {
            var next = scanner.Entry + 1 - first;
            if (next % TilePath.Width == 0 && next <= extent.SegmentEntries) { ends[next / TilePath.Width - 1] = scanner.Offset; }
        }
        return ends;
    }

    private static bool TryMeasure(ReadOnlySpan<byte> bundle, int width, out int read, out int broken)
    {
        read = 0;
        for (broken = 0; broken < width; broken++)
        {
            var next = read + SegmentFormat.LengthBytes;
            if (next <= bundle.Length) { next += BinaryPrimitives.ReadUInt16BigEndian(bundle[read..]); }
            if (next > bundle.Length) { return false; }
            read = next;
        }
        return true;
    }

    private static LogDamagedException EndsWithin(string path, long entry) => new(path, entry, "the bundle ends within this entry. Restore it from a copy.");

    private LogDamagedException Damage(long entry, string what) => new(PathOf(entry / TilePath.Width), entry, what + ". Restore it from a copy.");
}
