using System.Text;

namespace Breakwater.Reports.Model;

/// <summary>
/// Text that is safe to show: fleet files name things as they please, and a page that is signed must not be reordered or broken by a name.
/// Line breaks and tabs become spaces; control characters, lone surrogates and bidirectional overrides become U+FFFD. Letters of any script stay.
/// </summary>
public readonly record struct Text
{
    private readonly string? _value;

    private Text(string value) => _value = value;

    public string Value => _value ?? "";

    public bool IsEmpty => Value.Length == 0;

    public static implicit operator Text(string? value) => From(value);

    public static Text From(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return default;
        }

        var clean = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            clean.Append(rune.Value switch
            {
                '\n' or '\r' or '\t' or 0x85 or 0x2028 or 0x2029 => " ",
                0xFFFE or 0xFFFF => "\uFFFD",
                _ when Rune.IsControl(rune) || IsOverride(rune.Value) => "\uFFFD",
                _ => rune.ToString(),
            });
        }

        return new(clean.ToString());
    }

    public override string ToString() => Value;

    /// <summary>Embeddings, overrides and isolates: they reorder what stands beside them.</summary>
    private static bool IsOverride(int rune) => rune is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069;
}
