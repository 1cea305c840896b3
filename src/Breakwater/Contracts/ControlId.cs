namespace Breakwater.Contracts;

/// <summary>A control of the framework, by its current number, such as <c>IA-2.3</c> or <c>DEL-04</c>.</summary>
public readonly record struct ControlId
{
    private ControlId(string value) => Value = value;

    /// <summary>The number as printed; null only for <c>default</c>.</summary>
    public string Value { get; }

    /// <summary>
    /// Reads a control number: two or three capital letters, a hyphen, digits, and optionally a dot, digits and a lower-case letter. The two
    /// controls that exist only in the risk register, <c>IS-C01</c> and <c>IS-C02</c>, have a capital C before the digits.
    /// </summary>
    public static bool TryParse(string? text, out ControlId id)
    {
        id = default;
        if (text is not { Length: >= 4 and <= 12 }) { return false; }
        var rest = text.AsSpan();
        if (Skip(ref rest, char.IsAsciiLetterUpper) is not (2 or 3) || !SkipOne(ref rest, '-')) { return false; }
        if (text.StartsWith("IS-C", StringComparison.Ordinal)) { SkipOne(ref rest, 'C'); }
        if (Skip(ref rest, char.IsAsciiDigit) == 0) { return false; }
        if (SkipOne(ref rest, '.'))
        {
            if (Skip(ref rest, char.IsAsciiDigit) == 0 || Skip(ref rest, char.IsAsciiLetterLower) > 1) { return false; }
        }
        if (!rest.IsEmpty) { return false; }
        id = new(text);
        return true;
    }

    /// <summary>Reads a control number that is known to be well formed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static ControlId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"`{text}` is not a control number such as `IA-2.3`");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    private static int Skip(ref ReadOnlySpan<char> rest, Func<char, bool> allowed)
    {
        var count = 0;
        while (count < rest.Length && allowed(rest[count])) { count++; }
        rest = rest[count..];
        return count;
    }

    private static bool SkipOne(ref ReadOnlySpan<char> rest, char expected)
    {
        if (rest.IsEmpty || rest[0] != expected) { return false; }
        rest = rest[1..];
        return true;
    }
}
