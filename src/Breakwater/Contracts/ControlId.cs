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
        var hyphen = text.IndexOf('-');
        if (hyphen is not (2 or 3) || !text.AsSpan(0, hyphen).ContainsOnly(char.IsAsciiLetterUpper)) { return false; }
        var number = text.AsSpan(hyphen + 1);
        if (text.StartsWith("IS-C", StringComparison.Ordinal)) { number = number[1..]; }
        if (number.Length == 0 || !char.IsAsciiDigit(number[0])) { return false; }
        if (!number.ContainsOnly(static c => char.IsAsciiDigit(c) || c == '.' || char.IsAsciiLetterLower(c))) { return false; }
        id = new(text);
        return true;
    }

    /// <summary>Reads a control number that is known to be well formed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static ControlId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"`{text}` is not a control number such as `IA-2.3`");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}

file static class SpanCheck
{
    public static bool ContainsOnly(this ReadOnlySpan<char> text, Func<char, bool> allowed)
    {
        foreach (var c in text)
        {
            if (!allowed(c)) { return false; }
        }
        return true;
    }
}
