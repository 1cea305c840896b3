using System.Globalization;
using System.Text;

namespace Breakwater.Fleet.Writing;

/// <summary>Builds block-style YAML. Values are quoted whenever plain text could be read as something else.</summary>
internal sealed class YamlText
{
    private readonly StringBuilder _text = new();
    private int _indent;
    private bool _entryBegins;

    /// <summary>A key with a value that needs no quoting: numbers, units, words of the vocabulary.</summary>
    public void Plain(string key, string value) => Line($"{key}: {value}");

    public void Text(string key, string value) => Line($"{key}: {Scalar(value)}");

    /// <summary>Leaves the key out if there is no value.</summary>
    public void OptionalText(string key, string? value)
    {
        if (value is not null) { Text(key, value); }
    }

    public void Flag(string key, bool value) => Plain(key, value ? "true" : "false");

    public void Number(string key, double value) => Plain(key, Number(value));

    public void Names(string key, IReadOnlyList<string> values) => Plain(key, $"[{string.Join(", ", values.Select(Scalar))}]");

    /// <summary>A section of keys.</summary>
    public void Section(string key, Action write)
    {
        Line($"{key}:");
        _indent++;
        write();
        _indent--;
    }

    /// <summary>A list of entries, each a set of keys.</summary>
    public void Entries<T>(string key, IReadOnlyList<T> entries, Action<T> write)
    {
        if (entries.Count == 0)
        {
            Plain(key, "[]");
            return;
        }
        Line($"{key}:");
        _indent += 2;
        foreach (var entry in entries)
        {
            _entryBegins = true;
            write(entry);
        }
        _indent -= 2;
    }

    /// <summary>A list of texts, one on each line.</summary>
    public void Texts(string key, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            Plain(key, "[]");
            return;
        }
        Line($"{key}:");
        _indent++;
        foreach (var value in values) { Line($"- {Scalar(value)}"); }
        _indent--;
    }

    public override string ToString() => _text.ToString();

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private void Line(string content)
    {
        var indent = _entryBegins ? _indent - 1 : _indent;
        _text.Append(' ', indent * 2).Append(_entryBegins ? "- " : "").Append(content).Append('\n');
        _entryBegins = false;
    }

    private static string Scalar(string text)
    {
        var plain = text.Length > 0 && char.IsAsciiLetter(text[0]) && char.IsAsciiLetterOrDigit(text[^1]) && text is not "null"
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ' ' or '.' or '_' or '/' or '&');
        if (plain) { return text; }
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes()) { Append(quoted, rune); }
        return quoted.Append('"').ToString();
    }

    private static void Append(StringBuilder quoted, Rune rune)
    {
        var printable = Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune) || rune.Value == ' ';
        if (rune.Value is '"' or '\\') { quoted.Append('\\').Append((char)rune.Value); }
        else if (printable && rune.IsBmp) { quoted.Append((char)rune.Value); }
        else if (rune.IsBmp) { quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"); }
        else { quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"); }
    }
}
