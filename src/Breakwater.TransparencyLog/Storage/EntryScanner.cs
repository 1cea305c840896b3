using System.Buffers;
using System.Buffers.Binary;

namespace Breakwater.TransparencyLog;

/// <summary>Reads the entries of a segment from its beginning, one after another. For one thread.</summary>
internal sealed class EntryScanner(LogFile file, string path, long firstEntry, long length) : IDisposable
{
    private const int LeastBuffer = 256 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(LeastBuffer);
    private long _bufferAt;
    private int _filled;
    private int _at;
    private int _size;

    /// <summary>The number of the entry last read.</summary>
    public long Entry { get; private set; } = firstEntry - 1;

    /// <summary>The entry last read; valid until the next.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_at - _size, _size);

    /// <summary>Where in the segment the entry last read ends.</summary>
    public long Offset => _bufferAt + _at;

    /// <summary>Reads the next entry; false at the end. Fails with <see cref="LogDamagedException"/> if what is left is no whole entry.</summary>
    public bool MoveNext()
    {
        if (Offset >= length) { return false; }
        _size = 0;
        Need(SegmentFormat.LengthBytes);
        _size = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_at));
        var size = _size;
        _at += SegmentFormat.LengthBytes;
        Need(size);
        _at += size;
        Entry++;
        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Need(int bytes)
    {
        if (_filled - _at >= bytes) { return; }
        _buffer.AsSpan(_at, _filled - _at).CopyTo(_buffer);
        (_bufferAt, _filled, _at) = (_bufferAt + _at, _filled - _at, 0);
        var room = (int)Math.Min(_buffer.Length - _filled, length - _bufferAt - _filled);
        _filled += file.Read(_bufferAt + _filled, _buffer.AsSpan(_filled, room));
        if (_filled < bytes) { throw new LogDamagedException(path, Entry + 1, "the segment ends within this entry. Restore it from a copy."); }
    }
}
