using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Breakwater.Cedar.Values;

internal static partial class ExtensionText
{
    /// <summary>
    /// Reads an IPv4 address in four decimal parts or an IPv6 address in the forms of RFC 4291 section 2.2, 1 and 2, optionally with <c>/prefix</c>. Numbers have
    /// no leading zeros (hexadecimal groups may); zones and IPv4 embedded in IPv6 are refused, as Cedar does.
    /// </summary>
    public static bool TryIp(string text, [NotNullWhen(true)] out IpRange? range)
    {
        range = null;
        var address = text.AsSpan();
        var slash = address.IndexOf('/');
        var prefix = slash < 0 ? default : address[(slash + 1)..];
        if (slash >= 0) { address = address[..slash]; }

        var isV6 = address.Contains(':');
        UInt128 number;
        if (isV6 ? !TryV6(address, out number) : !TryV4(address, out number)) { return false; }
        var bits = isV6 ? 128 : 32;
        if (slash >= 0 && !TrySmall(prefix, bits, out bits)) { return false; }
        range = new IpRange(number, isV6, bits);
        return true;
    }

    private static bool TryV4(ReadOnlySpan<char> text, out UInt128 address)
    {
        address = 0;
        var parts = 0;
        foreach (var part in text.Split('.'))
        {
            if (++parts > 4 || !TrySmall(text[part], 255, out var octet)) { return false; }
            address = (address << 8) | (uint)octet;
        }
        return parts == 4;
    }

    private static bool TryV6(ReadOnlySpan<char> text, out UInt128 address)
    {
        var gap = text.IndexOf("::");
        if (gap < 0) { return TryGroups(text, out address, out var all) && all == 8; }

        // "::" stands for at least one group; that it stands once follows, for a second would leave an empty group.
        var high = TryGroups(text[..gap], out address, out var before);
        if (!high || !TryGroups(text[(gap + 2)..], out var low, out var after) || before + after > 7) { return false; }
        address = before == 0 ? low : (address << (16 * (8 - before))) | low;
        return true;
    }

    private static bool TryGroups(ReadOnlySpan<char> text, out UInt128 value, out int count)
    {
        value = 0;
        count = 0;
        if (text.IsEmpty) { return true; }
        foreach (var part in text.Split(':'))
        {
            var group = text[part];
            if (++count > 8 || group.Length > 4 || group.Contains('\0') || !ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)) { return false; }
            value = (value << 16) | number;
        }
        return true;
    }

    /// <summary>Reads a number of at most three digits without leading zeros.</summary>
    private static bool TrySmall(ReadOnlySpan<char> text, int max, out int number)
    {
        var digits = text;
        number = 0;
        return text.Length is >= 1 and <= 3 && (text.Length == 1 || text[0] != '0') && TryNumber(ref digits, text.Length, out number) && number <= max;
    }
}
