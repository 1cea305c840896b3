using System.Text;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Markdown;

/// <summary>Text as GitHub-flavoured Markdown: nothing in a name acts as markup, in a table or out of it.</summary>
internal static class MarkdownText
{
    /// <summary>Text in the middle of a line or in a cell.</summary>
    public static string Escape(Text text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text.Value)
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '|' => escaped.Append("&#124;"),
                '\\' or '`' or '*' or '_' or '[' or ']' or '#' or '~' or '!' or '$' => escaped.Append('\\').Append(c),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    /// <summary>Text that begins a line, where a dash or a number would begin a list.</summary>
    public static string Line(Text text)
    {
        var escaped = Escape(text).TrimStart();
        var digits = escaped.TakeWhile(char.IsAsciiDigit).Count();
        return escaped is ['-' or '+' or '=', ..] ? "\\" + escaped
            : digits > 0 && digits < escaped.Length && escaped[digits] is '.' or ')' ? escaped.Insert(digits, "\\")
            : escaped;
    }

    public static string Piece(Piece piece)
    {
        var text = piece.Tone switch
        {
            Tone.Code => Code(piece.Text),
            Tone.Hold or Tone.Bend or Tone.Break => $"{Sign(piece.Tone)} **{Escape(piece.Text)}**",
            _ => Escape(piece.Text),
        };
        text = piece.Anchor is { } anchor ? $"[{text}](#{anchor})" : text;
        return piece.Note.IsEmpty ? text : $"{text}<br>{Escape(piece.Note)}";
    }

    /// <summary>The shape beside a judgement.</summary>
    public static string Sign(Tone tone) => tone switch
    {
        Tone.Hold => "●",
        Tone.Bend => "▲",
        Tone.Break => "✖",
        _ => "○",
    };

    /// <summary>Backticks where the text allows them; else an element, because a cell's pipe or a backtick would end the span.</summary>
    private static string Code(Text text) =>
        text.IsEmpty ? "" : text.Value.AsSpan().ContainsAny("`|<>&\\") || text.Value is [' ', ..] or [.., ' '] ? $"<code>{Escape(text)}</code>" : $"`{text.Value}`";
}
