using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Unicode;

namespace Breakwater.Audit;

/// <summary>
/// Writes JSON in one form only: no white space, members in the order they are written, strings as RFC 8785 has them (only quotation mark, reverse solidus and
/// control characters are escaped), numbers as whole decimals. Used again and again; allocates nothing once its buffer has grown.
/// </summary>
internal sealed class CanonicalJson
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c), '"', '\\']);
    private byte[] _bytes = new byte[4_096];
    private int _length;
    private bool _comma;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public int Length => _length;

    public void Clear() => (_length, _comma) = (0, false);

    public void Begin(ReadOnlySpan<byte> name, byte bracket)
    {
        Name(name);
        Byte(bracket);
        _comma = false;
    }

    public void End(byte bracket)
    {
        Byte(bracket);
        _comma = true;
    }

    /// <summary>A member's name, or nothing within an array.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        if (_comma) { Byte((byte)','); }
        _comma = true;
        if (name.IsEmpty) { return; }
        Byte((byte)'"');
        Raw(name);
        Raw("\":"u8);
    }

    public void Name(ReadOnlySpan<char> name)
    {
        Name(default(ReadOnlySpan<byte>));
        Quote(name);
        Byte((byte)':');
    }

    public void Text(ReadOnlySpan<byte> name, ReadOnlySpan<char> value)
    {
        Name(name);
        Quote(value);
    }

    /// <summary>A string of ASCII that needs no escape.</summary>
    public void Plain(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name(name);
        Byte((byte)'"');
        Raw(value);
        Byte((byte)'"');
    }

    public void Number(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Number(value);
    }

    public void Number(long value) => Format(value, default);

    public void Number(ReadOnlySpan<byte> name, ulong value)
    {
        Name(name);
        Format(value, default);
    }

    /// <summary>Nothing, within an array.</summary>
    public void Null()
    {
        Name(default(ReadOnlySpan<byte>));
        Raw("null"u8);
    }

    /// <summary>16 bytes within a string: 22 characters, RFC 4648's base64url without padding.</summary>
    public void Base64Url(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        Need(22);
        _length += System.Buffers.Text.Base64Url.EncodeToUtf8(bytes, _bytes.AsSpan(_length));
    }

    public void Flag(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>32 hexadecimal digits.</summary>
    public void Hex(ReadOnlySpan<byte> name, UInt128 value)
    {
        Name(name);
        Byte((byte)'"');
        Format(value, "x32");
        Byte((byte)'"');
    }

    /// <summary>An instant in UTC to 100 ns, 28 characters whatever it is.</summary>
    public void Time(ReadOnlySpan<byte> name, DateTimeOffset value)
    {
        Name(name);
        Byte((byte)'"');
        Format(value.UtcDateTime, "O");
        Byte((byte)'"');
    }

    public void Quote(ReadOnlySpan<char> text)
    {
        Byte((byte)'"');
        Inside(text);
        Byte((byte)'"');
    }

    public void OpenQuote() => Byte((byte)'"');

    public void CloseQuote() => Byte((byte)'"');

    /// <summary>What stands within a string for something that was masked.</summary>
    public void Mask(string kind)
    {
        Raw("[masked:"u8);
        Inside(kind);
        Byte((byte)']');
    }

    /// <summary>Text within a string.</summary>
    public void Inside(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(Escaped);
            if (plain < 0) { plain = text.Length; }
            // What is no proper text becomes U+FFFD, so that the record is UTF-8 whatever it was given.
            Need(3 * plain);
            Utf8.FromUtf16(text[..plain], _bytes.AsSpan(_length), out _, out var written, replaceInvalidSequences: true);
            _length += written;
            if (plain == text.Length) { return; }
            Escape(text[plain]);
            text = text[(plain + 1)..];
        }
    }

    private void Escape(char c)
    {
        switch (c)
        {
            case '"': Raw("\\\""u8); break;
            case '\\': Raw("\\\\"u8); break;
            case '\b': Raw("\\b"u8); break;
            case '\t': Raw("\\t"u8); break;
            case '\n': Raw("\\n"u8); break;
            case '\f': Raw("\\f"u8); break;
            case '\r': Raw("\\r"u8); break;
            default:
                Raw("\\u"u8);
                Format((int)c, "x4");
                break;
        }
    }

    private void Format<T>(T value, ReadOnlySpan<char> format) where T : IUtf8SpanFormattable
    {
        Need(64);
        value.TryFormat(_bytes.AsSpan(_length), out var written, format, CultureInfo.InvariantCulture);
        _length += written;
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        Need(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Byte(byte value)
    {
        Need(1);
        _bytes[_length++] = value;
    }

    private void Need(int bytes)
    {
        if (_bytes.Length - _length < bytes) { Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + bytes)); }
    }
}
