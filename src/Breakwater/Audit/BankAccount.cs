namespace Breakwater.Audit;

/// <summary>
/// International bank account numbers of ISO 13616: a country's letters, two check digits, and as many letters and digits as its entry in the registry (SWIFT) says; in either case, spaces or hyphens between them.
/// Stateless, thread-safe, allocates nothing.
/// </summary>
internal static class BankAccount
{
    /// <summary>Letters that it begins with.</summary>
    public const int CountryLetters = 2;

    // Country and length, one after another, by country.
    private const string Lengths =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25"
        + "MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    /// <summary>Characters of the account number that a text begins with; 0 if it begins with none. What stands behind it may follow at once: its length is known.</summary>
    public static int LengthAt(ReadOnlySpan<char> text)
    {
        if (text.Length < 4 || !char.IsAsciiDigit(text[2]) || !char.IsAsciiDigit(text[3]) || LengthOf(text[0], text[1]) is not (var length and > 0)) { return 0; }
        // Modulo 97 with the first four last: what they add is known beforehand.
        var (rest, seen) = (0, 4);
        for (var i = 4; i < text.Length; i++)
        {
            var c = text[i];
            if (!char.IsAsciiLetterOrDigit(c))
            {
                if (c is not (' ' or '-') || !char.IsAsciiLetterOrDigit(text[i - 1])) { break; }
                continue;
            }
            rest = Append(rest, c);
            if (++seen == length) { return Append(Append(Append(Append(rest, text[0]), text[1]), text[2]), text[3]) == 1 ? i + 1 : 0; }
        }
        return 0;
    }

    /// <summary>Characters of a country's account numbers; 0 if it has none.</summary>
    internal static int LengthOf(char first, char second)
    {
        var (one, two) = (char.ToUpperInvariant(first), char.ToUpperInvariant(second));
        for (var i = 0; i < Lengths.Length; i += 4)
        {
            if (Lengths[i] == one && Lengths[i + 1] == two) { return (Lengths[i + 2] - '0') * 10 + Lengths[i + 3] - '0'; }
        }
        return 0;
    }

    /// <summary>The remainder with one more digit, or the two that a letter stands for (A is 10).</summary>
    private static int Append(int rest, char c) => char.IsAsciiDigit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + char.ToUpperInvariant(c) - 'A' + 10) % 97;
}
