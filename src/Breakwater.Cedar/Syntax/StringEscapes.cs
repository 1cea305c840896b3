using System.Globalization;
using System.Text;

namespace Breakwater.Cedar.Syntax;

/// <summary>
/// Resolves the escapes of string literals: <c>\n \r \t \\ \0 \' \"</c>, <c>\x41</c> up to 7F, <c>\u{1F600}</c> with up to six digits; in patterns also <c>\*</c>, and
/// a <c>*</c> is a wildcard however it was written but so.
/// </summary>
internal static class StringEscapes
{
    /// <summary>What is wrong with the escape at an offset from the start of the raw text.</summary>
    public delegate void Report(int offset, int length, string message, string? remedy);

    public static string Resolve(ReadOnlySpan<char> raw, Report report)
    {
        var resolved = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length;)
        {
            var length = One(raw[i..], i, report, inPattern: false, out var scalar);
            if (scalar is { } rune) { resolved.Append(rune.ToString()); } else if (raw[i] != '\\') { resolved.Append(raw[i]); }
            i += length;
        }
        return resolved.ToString();
    }

    public static LikePattern Pattern(ReadOnlySpan<char> raw, NameTable names, Report report)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        for (var i = 0; i < raw.Length;)
        {
            var length = One(raw[i..], i, report, inPattern: true, out var scalar);
            var isWildcard = scalar is { Value: '*' } ? raw[i] != '\\' || raw[i + 1] != '*' : raw[i] == '*';
            if (isWildcard)
            {
                pieces.Add(names.Name(piece.ToString()));
                piece.Clear();
            }
            else if (scalar is { } rune) { piece.Append(rune.ToString()); }
            else if (raw[i] != '\\') { piece.Append(raw[i]); }
            i += length;
        }
        pieces.Add(names.Name(piece.ToString()));
        return new LikePattern([.. pieces]);
    }

    /// <summary>Reads one character or escape; the scalar is null for a plain character and for what was reported.</summary>
    private static int One(ReadOnlySpan<char> text, int offset, Report report, bool inPattern, out Rune? scalar)
    {
        scalar = null;
        if (text[0] == '\r') { report(offset, 1, "A carriage return stands in a string.", "Write it `\\r`."); }
        if (text[0] != '\\') { return 1; }
        var next = text.Length > 1 ? text[1] : '\0';
        if (next == 'x') { return Hexadecimal(text, offset, report, out scalar); }
        if (next == 'u') { return Unicode(text, offset, report, out scalar); }
        scalar = next switch
        {
            'n' => new('\n'),
            'r' => new('\r'),
            't' => new('\t'),
            '\\' => new('\\'),
            '0' => new('\0'),
            '\'' => new('\''),
            '"' => new('"'),
            '*' when inPattern => new('*'),
            _ => null,
        };
        if (scalar is not null) { return 2; }

        var length = text.Length > 2 && char.IsHighSurrogate(next) ? 3 : Math.Min(2, text.Length);
        var remedy = next == '*' ? "`\\*` is for patterns, after `like`; elsewhere write `*`." : "Escapes are \\n \\r \\t \\\\ \\0 \\' \\\" \\x41 and \\u{1F600}; a backslash is `\\\\`.";
        report(offset, length, next is '\n' or '\r' ? "A backslash ends the line." : $"`{text[..length]}` is not an escape.", remedy);
        return length;
    }

    private static int Hexadecimal(ReadOnlySpan<char> text, int offset, Report report, out Rune? scalar)
    {
        scalar = null;
        if (text.Length >= 4 && text[3] != '\0' && byte.TryParse(text.Slice(2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code < 0x80)
        {
            scalar = new Rune(code);
            return 4;
        }
        report(offset, 2, "`\\x` needs two hexadecimal digits, at most 7F.", "Write other characters as \\u{…}.");
        return 2;
    }

    private static int Unicode(ReadOnlySpan<char> text, int offset, Report report, out Rune? scalar)
    {
        scalar = null;
        var end = text.IndexOf('}');
        var digits = text.Length > 2 && text[2] == '{' && end > 3 ? text[3..end].ToString() : "_";
        var plain = digits.Replace("_", "", StringComparison.Ordinal);
        if (digits[0] != '_' && plain.Length <= 6 && !plain.Contains('\0') && int.TryParse(plain, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
        {
            scalar = new Rune(code);
            return end + 1;
        }
        report(offset, 2, "`\\u` needs one to six hexadecimal digits of a Unicode character in braces.", "Write it like \\u{e9}; surrogates (D800 to DFFF) are not characters.");
        return 2;
    }
}
