namespace Breakwater.Fleet;

/// <summary>Something wrong in a file, and what to do about it. Both are fit for one line of a terminal, whatever the file holds: control characters are shown as dots.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Line">Line from 1; 0 where the problem is the file itself.</param>
/// <param name="Column">Column from 1; 0 where the problem is the file itself.</param>
/// <param name="Message">What is wrong, with the offending text in backticks.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record Problem(string File, int Line, int Column, string Message, string Remedy)
{
    /// <summary>What is wrong, with the offending text in backticks.</summary>
    public string Message { get; init; } = Printable(Message);

    /// <summary>What to write instead.</summary>
    public string Remedy { get; init; } = Printable(Remedy);

    /// <summary>One line: <c>fleet.yaml:12:5: message — remedy</c>, which editors and terminals turn into a link.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}:{Column}: {Message} — {Remedy}" : $"{File}: {Message} — {Remedy}";

    private static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '·' : c)) : text;
}
