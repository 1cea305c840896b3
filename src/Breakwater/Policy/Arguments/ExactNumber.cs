namespace Breakwater.Policy.Arguments;

/// <summary>
/// Reads a JSON number as a 64-bit count of its smallest unit, exactly: never by way of a binary fraction, never rounded. Pure, allocates nothing, O(digits).
/// </summary>
internal static class ExactNumber
{
    // Beyond this an exponent cannot give a 64-bit number whose digits fit a line; it is refused unless the number is zero.
    private const int MaxExponent = 10_000;

    /// <summary>Whether the text is a JSON number with at most so many significant decimals whose count fits 64 bits. <c>1.50</c>, <c>15e-1</c> and <c>1.5</c> are the same.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="places">Decimals of the smallest unit: 0 to 18.</param>
    /// <param name="scaled">The count.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, int places, out long scaled)
    {
        scaled = 0;
        var at = 0;
        var negative = at < text.Length && text[at] == '-';
        if (negative) { at++; }
        var whole = Digits(text, at);
        if (whole == 0 || (whole > 1 && text[at] == '0')) { return false; }
        var (wholeStart, fractionStart, fraction) = (at, 0, 0);
        at += whole;
        if (at < text.Length && text[at] == '.')
        {
            fractionStart = ++at;
            fraction = Digits(text, at);
            if (fraction == 0) { return false; }
            at += fraction;
        }
        if (!TryExponent(text, ref at, out var exponent) || at != text.Length) { return false; }

        // The value is 0.d1d2d3… × 10^(whole + exponent); digit i stands for 10^(shift - i), and everything below 10^-places must be zero.
        var last = whole + exponent + places;
        Int128 total = 0;
        for (var i = 0; i < whole + fraction; i++)
        {
            var digit = text[i < whole ? wholeStart + i : fractionStart + i - whole] - '0';
            if (i >= last)
            {
                if (digit != 0) { return false; }
                continue;
            }
            total = total * 10 + digit;
            if (total > long.MaxValue + (Int128)1) { return false; }
        }
        for (var i = whole + fraction; i < last && total != 0; i++)
        {
            total *= 10;
            if (total > long.MaxValue + (Int128)1) { return false; }
        }
        if (negative) { total = -total; }
        if (total > long.MaxValue) { return false; }
        scaled = (long)total;
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int at, out int exponent)
    {
        exponent = 0;
        if (at == text.Length || text[at] is not ((byte)'e' or (byte)'E')) { return true; }
        at++;
        var negative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+') { at++; }
        var count = Digits(text, at);
        if (count == 0) { return false; }
        foreach (var digit in text.Slice(at, count)) { exponent = Math.Min(MaxExponent, exponent * 10 + (digit - '0')); }
        at += count;
        if (negative) { exponent = -exponent; }
        return true;
    }

    private static int Digits(ReadOnlySpan<byte> text, int at)
    {
        var count = 0;
        while (at + count < text.Length && text[at + count] is >= (byte)'0' and <= (byte)'9') { count++; }
        return count;
    }
}
