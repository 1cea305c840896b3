namespace Breakwater.Fleet;

/// <summary>Something wrong in a file, and what to do about it.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Line">Line from 1; 0 where the problem is the file itself.</param>
/// <param name="Column">Column from 1; 0 where the problem is the file itself.</param>
/// <param name="Message">What is wrong, with the offending text in backticks.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record Problem(string File, int Line, int Column, string Message, string Remedy)
{
    /// <summary>One line: <c>fleet.yaml:12:5: message — remedy</c>, which editors and terminals turn into a link.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}:{Column}: {Message} — {Remedy}" : $"{File}: {Message} — {Remedy}";
}
