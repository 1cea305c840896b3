using System.Text;

namespace Breakwater.Cli;

/// <summary>Sections of indented, wrapped text; lists show their first lines and say how many more there are.</summary>
internal sealed class TextSheet(TextWriter output, int width)
{
    private const int Shown = 5;

    public void Section(string title)
    {
        output.WriteLine();
        output.WriteLine(title);
    }

    /// <summary>A line under the section, wrapped under its own beginning.</summary>
    public void Line(string text) => Wrapped("  ", "    ", text);

    /// <summary>Lines under the last one, the first few of them.</summary>
    public void List(IReadOnlyCollection<string> lines)
    {
        foreach (var line in lines.Take(Shown)) { Wrapped("    ", "        ", line); }
        if (lines.Count > Shown) { Wrapped("    ", "        ", $"… and {lines.Count - Shown} more; --json has all."); }
    }

    private void Wrapped(string first, string other, string text)
    {
        var line = new StringBuilder(first);
        var empty = true;
        foreach (var word in text.Split(' '))
        {
            if (!empty && line.Length + 1 + word.Length > width)
            {
                output.WriteLine(line.ToString());
                line.Clear().Append(other);
                empty = true;
            }
            if (!empty) { line.Append(' '); }
            line.Append(word);
            empty = false;
        }
        output.WriteLine(line.ToString());
    }
}
