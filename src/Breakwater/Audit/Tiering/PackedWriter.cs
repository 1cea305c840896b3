using System.Buffers;

namespace Breakwater.Audit.Tiering;

/// <summary>Bytes and whole numbers behind one another, small numbers in few bytes (LEB128). For one thread.</summary>
internal sealed class PackedWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public int Length => _bytes.WrittenCount;

    public void Clear() => _bytes.ResetWrittenCount();

    public void Raw(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Number(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var count = 0;
        for (; value >= 0x80; value >>= 7) { span[count++] = (byte)(value | 0x80); }
        span[count++] = (byte)value;
        _bytes.Advance(count);
    }

    public void Number(int value) => Number((ulong)value);

    /// <summary>A number of either sign; small ones take few bytes.</summary>
    public void Signed(long value) => Number(Zigzag(value));

    public void Block(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        Raw(bytes);
    }

    public static ulong Zigzag(long value) => (ulong)(value << 1) ^ (ulong)(value >> 63);
}

/// <summary>Reads what <see cref="PackedWriter"/> wrote; whatever else it is given fails with <see cref="InvalidDataException"/>, never otherwise.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly int Remaining => _rest.Length;

    public ReadOnlySpan<byte> Raw(int count)
    {
        if (count < 0 || count > _rest.Length) { throw Bad(); }
        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    public byte Byte() => Raw(1)[0];

    public ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Byte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) { return value; }
        }
        throw Bad();
    }

    /// <summary>A number up to a limit.</summary>
    public int Number(int most)
    {
        var value = Number();
        return most >= 0 && value <= (ulong)most ? (int)value : throw Bad();
    }

    public long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ReadOnlySpan<byte> Block() => Raw(Number(_rest.Length));

    public static InvalidDataException Bad() => new("These are not bytes that were packed here.");
}
