using System.Buffers.Binary;
using System.Text;

namespace Breakwater.ControlLog;

/// <summary>
/// Reads back what <see cref="ControlPayloadWriter"/> wrote, field by field. Never throws and never allocates more than the payload holds: on
/// input that is too short, too long or malformed it answers false, and after one false every later read is false too.
/// </summary>
public ref struct ControlPayloadReader(ReadOnlySpan<byte> payload)
{
    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = payload;
    private bool _failed;

    /// <summary>Whether every read succeeded and nothing is left over.</summary>
    public readonly bool IsComplete => !_failed && _rest.IsEmpty;

    /// <summary>Reads a byte that must be 0 or 1.</summary>
    public bool TryBoolean(out bool value)
    {
        var read = TryByte(out var bits);
        value = bits == 1;
        return (read && bits <= 1) || Fail();
    }

    /// <summary>Reads one byte.</summary>
    public bool TryByte(out byte value)
    {
        value = 0;
        if (!Take(1, out var bytes)) { return false; }
        value = bytes[0];
        return true;
    }

    /// <summary>Reads 4 bytes.</summary>
    public bool TryInt32(out int value)
    {
        value = 0;
        if (!Take(sizeof(int), out var bytes)) { return false; }
        value = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return true;
    }

    /// <summary>Reads 4 bytes.</summary>
    public bool TryUInt32(out uint value)
    {
        var read = TryInt32(out var bits);
        value = (uint)bits;
        return read;
    }

    /// <summary>Reads 8 bytes.</summary>
    public bool TryInt64(out long value)
    {
        value = 0;
        if (!Take(sizeof(long), out var bytes)) { return false; }
        value = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return true;
    }

    /// <summary>Reads an instant, UTC.</summary>
    public bool TryTime(out DateTimeOffset value)
    {
        value = default;
        if (!TryInt64(out var ticks)) { return false; }
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) { return Fail(); }
        value = new(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>Reads bytes of at most the given length; the span points into the payload.</summary>
    public bool TryBytes(int most, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryInt32(out var length)) { return false; }
        return length >= 0 && length <= most ? Take(length, out value) : Fail();
    }

    /// <summary>Reads a string of at most the given UTF-8 length.</summary>
    public bool TryText(int mostBytes, out string value)
    {
        value = "";
        if (!TryBytes(mostBytes, out var bytes)) { return false; }
        if (!System.Text.Unicode.Utf8.IsValid(bytes)) { return Fail(); }
        value = Utf8.GetString(bytes);
        return true;
    }

    private bool Take(int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (_failed || count > _rest.Length) { return Fail(); }
        bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }

    private bool Fail()
    {
        _failed = true;
        return false;
    }
}
