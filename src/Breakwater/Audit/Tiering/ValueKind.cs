using System.Buffers.Text;
using System.Globalization;

namespace Breakwater.Audit.Tiering;

/// <summary>How the values of a column are packed.</summary>
internal enum ValueKind : byte
{
    /// <summary>Bytes behind their length: fits everything.</summary>
    Text,
    /// <summary>Whole numbers of 64 bits with a sign, in the one form they are written in.</summary>
    Number,
    /// <summary>Instants as <see cref="CanonicalJson.Time"/> writes them, in ticks.</summary>
    Time,
    /// <summary>32 lower-case hexadecimal digits.</summary>
    Hex,
}

/// <summary>Reads values in the one form in which they are written again, and writes them so: what does not come back byte for byte is not of that kind.</summary>
internal static class ValueForms
{
    public const int HexDigits = 32;
    private const int TimeCharacters = 28;
    private const int MostNumberCharacters = 20;

    public static bool TryNumber(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > MostNumberCharacters || !Utf8Parser.TryParse(text, out value, out var read) || read != text.Length) { return false; }
        Span<byte> again = stackalloc byte[MostNumberCharacters];
        return text.SequenceEqual(again[..WriteNumber(value, again)]);
    }

    public static bool TryTime(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length != TimeCharacters || text[^1] != 'Z' || !Utf8Parser.TryParse(text, out DateTime time, out var read, 'O') || read != text.Length) { return false; }
        ticks = time.Ticks;
        Span<byte> again = stackalloc byte[TimeCharacters];
        return time.Kind == DateTimeKind.Utc && text.SequenceEqual(again[..WriteTime(ticks, again)]);
    }

    public static bool IsHex(ReadOnlySpan<byte> text) => text.Length == HexDigits && text.IndexOfAnyExcept("0123456789abcdef"u8) < 0;

    public static int WriteNumber(long value, Span<byte> destination) => value.TryFormat(destination, out var written, default, CultureInfo.InvariantCulture) ? written : throw PackedReader.Bad();

    public static int WriteTime(long ticks, Span<byte> destination)
    {
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) { throw PackedReader.Bad(); }
        return new DateTime(ticks, DateTimeKind.Utc).TryFormat(destination, out var written, "O", CultureInfo.InvariantCulture) ? written : throw PackedReader.Bad();
    }
}
