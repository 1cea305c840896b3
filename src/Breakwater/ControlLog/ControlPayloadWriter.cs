using System.Buffers.Binary;

namespace Breakwater.ControlLog;

/// <summary>
/// Builds the payload of a control record: integers little endian, strings and bytes prefixed by a 32-bit length. Fields are read back in the
/// same order by <see cref="ControlPayloadReader"/>. Grows as needed; not thread-safe.
/// </summary>
public sealed class ControlPayloadWriter
{
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>What was written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Adds one byte, 0 or 1.</summary>
    public ControlPayloadWriter Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Adds one byte.</summary>
    public ControlPayloadWriter Byte(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    /// <summary>Adds 4 bytes.</summary>
    public ControlPayloadWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);
        return this;
    }

    /// <summary>Adds 4 bytes.</summary>
    public ControlPayloadWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);
        return this;
    }

    /// <summary>Adds 8 bytes.</summary>
    public ControlPayloadWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);
        return this;
    }

    /// <summary>Adds an instant as 8 bytes, ticks of UTC.</summary>
    public ControlPayloadWriter Time(DateTimeOffset value) => Int64(value.UtcTicks);

    /// <summary>Adds bytes after their length.</summary>
    public ControlPayloadWriter Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        value.CopyTo(Take(value.Length));
        return this;
    }

    /// <summary>Adds a string as UTF-8 after its length.</summary>
    /// <exception cref="ArgumentException">It holds an unpaired surrogate, which UTF-8 cannot carry.</exception>
    public ControlPayloadWriter Text(string value)
    {
        var length = ControlPayloadReader.Utf8.GetByteCount(value);
        Int32(length);
        ControlPayloadReader.Utf8.GetBytes(value, Take(length));
        return this;
    }

    private Span<byte> Take(int count)
    {
        var end = checked(_length + count);
        if (end > _buffer.Length) { Array.Resize(ref _buffer, Math.Max(end, checked(_buffer.Length * 2))); }
        var span = _buffer.AsSpan(_length, count);
        _length = end;
        return span;
    }
}
