namespace Breakwater.Cedar.Values;

/// <summary>
/// Reads the texts that the constructors of the extensions take: <c>decimal("1.5")</c>, <c>datetime("2026-01-01")</c>, <c>duration("1h30m")</c> and, in
/// another part, <c>ip("10.0.0.0/8")</c>. The formats are Cedar's; none of them allows white space. Pure, never throws.
/// </summary>
internal static partial class ExtensionText
{
    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>Reads <c>-?digits.digits</c> with one to four digits after the point.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tenThousandths">The value, in ten-thousandths; must fit 64 bits.</param>
    public static bool TryDecimal(string text, out long tenThousandths)
    {
        tenThousandths = 0;
        var negative = text.StartsWith('-');
        var digits = text.AsSpan(negative ? 1 : 0);
        var point = digits.IndexOf('.');
        if (point < 1 || digits.Length - point - 1 is < 1 or > 4) { return false; }

        if (!TryDigits(digits[..point], out var whole) || !TryDigits(digits[(point + 1)..], out var fraction)) { return false; }
        for (var i = digits.Length - point - 1; i < 4; i++) { fraction *= 10; }
        return TryFit((whole * 10_000) + fraction, negative, out tenThousandths);
    }

    /// <summary>
    /// Reads <c>YYYY-MM-DD</c>, or that with <c>Thh:mm:ss</c>, optionally <c>.SSS</c>, and then <c>Z</c> or an offset <c>±hhmm</c>. The date must exist (in the
    /// proleptic Gregorian calendar, from year 0000); there is no leap second.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="milliseconds">Milliseconds since 1970-01-01T00:00:00Z.</param>
    public static bool TryDateTime(string text, out long milliseconds)
    {
        milliseconds = 0;
        var rest = text.AsSpan();
        if (!TryNumber(ref rest, 4, out var year) || !TrySkip(ref rest, '-') || !TryNumber(ref rest, 2, out var month) || !TrySkip(ref rest, '-') || !TryNumber(ref rest, 2, out var day)) { return false; }
        if (month is < 1 or > 12 || day < 1 || day > DaysIn(year, month)) { return false; }
        milliseconds = DaysSinceEpoch(year, month, day) * MillisecondsPerDay;
        if (rest.IsEmpty) { return true; }

        if (!TrySkip(ref rest, 'T') || !TryNumber(ref rest, 2, out var hour) || !TrySkip(ref rest, ':') || !TryNumber(ref rest, 2, out var minute)
            || !TrySkip(ref rest, ':') || !TryNumber(ref rest, 2, out var second)) { return false; }
        var fraction = 0;
        if (TrySkip(ref rest, '.') && !TryNumber(ref rest, 3, out fraction)) { return false; }
        if (hour > 23 || minute > 59 || second > 59 || !TryOffset(rest, out var offset)) { return false; }
        milliseconds += (((((hour * 60L) + minute) * 60) + second) * 1000) + fraction - offset;
        return true;
    }

    /// <summary>Reads an optional minus, then any of days, hours, minutes, seconds and milliseconds in that order: <c>1d2h3m4s5ms</c>. At least one must be there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="milliseconds">The duration; must fit 64 bits.</param>
    public static bool TryDuration(string text, out long milliseconds)
    {
        milliseconds = 0;
        var negative = text.StartsWith('-');
        var rest = text.AsSpan(negative ? 1 : 0);
        if (rest.IsEmpty) { return false; }

        Int128 total = 0;
        var largest = long.MaxValue;
        while (!rest.IsEmpty)
        {
            var length = rest.IndexOfAnyExceptInRange('0', '9');
            if (length < 1 || !TryDigits(rest[..length], out var count)) { return false; }
            rest = rest[length..];
            var unit = Unit(ref rest);
            if (unit == 0 || unit >= largest) { return false; }
            largest = unit;
            total += count * unit;
        }
        return TryFit(total, negative, out milliseconds);
    }

    /// <summary>Milliseconds of the unit that stands first, which is removed; 0 if none does.</summary>
    private static long Unit(ref ReadOnlySpan<char> text)
    {
        var isMilliseconds = text.StartsWith("ms");
        var unit = text[0] switch { 'd' => MillisecondsPerDay, 'h' => 3_600_000, 'm' => isMilliseconds ? 1 : 60_000, 's' => 1000, _ => 0 };
        text = text[(isMilliseconds ? 2 : 1)..];
        return unit;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text is "Z") { return true; }
        var sign = text.IsEmpty ? ' ' : text[0];
        if (sign is not ('+' or '-')) { return false; }
        text = text[1..];
        if (!TryNumber(ref text, 2, out var hours) || !TryNumber(ref text, 2, out var minutes) || !text.IsEmpty || hours > 23 || minutes > 59) { return false; }
        milliseconds = ((hours * 60L) + minutes) * (sign == '+' ? 60_000 : -60_000);
        return true;
    }

    /// <summary>Days from 1970-01-01, counting years from March so that the leap day is the last of its year.</summary>
    private static long DaysSinceEpoch(int year, int month, int day)
    {
        long y = month > 2 ? year : year - 1;
        var era = (y >= 0 ? y : y - 399) / 400;
        var yearOfEra = y - (era * 400);
        var dayOfYear = ((153 * ((month + 9) % 12)) + 2) / 5 + day - 1;
        return (era * 146_097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468;
    }

    private static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private static bool TrySkip(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected) { return false; }
        text = text[1..];
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<char> text, int digits, out int number)
    {
        number = 0;
        if (text.Length < digits) { return false; }
        for (var i = 0; i < digits; i++)
        {
            if (!char.IsAsciiDigit(text[i])) { return false; }
            number = (number * 10) + (text[i] - '0');
        }
        text = text[digits..];
        return true;
    }

    /// <summary>Reads decimal digits; what exceeds 64 unsigned bits is refused, so that sums of a few stay exact.</summary>
    private static bool TryDigits(ReadOnlySpan<char> digits, out Int128 number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) { return false; }
            number = (number * 10) + (digit - '0');
            if (number > ulong.MaxValue) { return false; }
        }
        return !digits.IsEmpty;
    }

    private static bool TryFit(Int128 magnitude, bool negative, out long value)
    {
        var signed = negative ? -magnitude : magnitude;
        var fits = signed >= long.MinValue && signed <= long.MaxValue;
        value = fits ? (long)signed : 0;
        return fits;
    }
}
