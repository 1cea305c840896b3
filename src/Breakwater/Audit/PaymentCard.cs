namespace Breakwater.Audit;

/// <summary>Card numbers of ISO/IEC 7812: 13 to 19 digits, spaces or hyphens between them, with the right check digit (Luhn). Stateless, thread-safe, allocates nothing.</summary>
internal static class PaymentCard
{
    private const int LeastDigits = 13, MostDigits = 19;

    /// <summary>Characters of the longest card number that a text begins with; 0 if it begins with none. It ends where a number does: what stands amid further digits is none.</summary>
    public static int LengthAt(ReadOnlySpan<char> text)
    {
        // Which digits are doubled is counted from the end, which is not known yet: both ways are summed.
        var (first, second, digits, longest) = (0, 0, 0, 0);
        for (var i = 0; i < text.Length && digits < MostDigits; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                if (text[i] is not (' ' or '-') || i == 0 || !char.IsAsciiDigit(text[i - 1])) { break; }
                continue;
            }
            var once = text[i] - '0';
            var twice = once > 4 ? 2 * once - 9 : 2 * once;
            (first, second) = (digits & 1) == 0 ? (first + once, second + twice) : (first + twice, second + once);
            digits++;
            if (digits < LeastDigits || (i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))) { continue; }
            if (((digits & 1) == 0 ? second : first) % 10 == 0) { longest = i + 1; }
        }
        return longest;
    }
}
