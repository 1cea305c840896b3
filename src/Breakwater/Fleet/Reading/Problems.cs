using System.Text;

namespace Breakwater.Fleet.Reading;

/// <summary>Collects what is wrong in one file.</summary>
internal sealed class Problems(string file)
{
    // Kept beyond what is shown, because problems are found section by section and shown by line.
    private const int Kept = FleetLimits.MaxProblems * 10;

    private readonly List<Problem> _found = [];
    private int _count;

    public bool Any => _count > 0;

    /// <summary>Whether there are more than will be shown, so that looking for a good remedy is no longer worth its time.</summary>
    public bool IsFull => _count >= FleetLimits.MaxProblems;

    public void Add(Position at, string message, string remedy)
    {
        if (_count++ < Kept) { _found.Add(new(file, at.Line, at.Column, message, remedy)); }
    }

    /// <summary>By line and column, in the order found within one place; what exceeds the limit is counted in a last entry.</summary>
    public IReadOnlyList<Problem> InOrder()
    {
        List<Problem> ordered = [.. _found.OrderBy(p => p.Line).ThenBy(p => p.Column)];
        if (_count <= FleetLimits.MaxProblems) { return ordered; }
        var next = ordered[FleetLimits.MaxProblems];
        ordered.RemoveRange(FleetLimits.MaxProblems, ordered.Count - FleetLimits.MaxProblems);
        ordered.Add(new(file, next.Line, next.Column, $"{_count - FleetLimits.MaxProblems} more problems are not shown", "correct those above first"));
        return ordered;
    }

    /// <summary>Text of the file in backticks, fit for one line of a terminal: control characters shown as dots, long text cut.</summary>
    public static string Quote(string text)
    {
        const int longest = 60;
        var shown = new StringBuilder("`");
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length > longest) { return shown.Append("…`").ToString(); }
            shown.Append(Rune.IsControl(rune) ? "·" : rune.ToString());
        }
        return shown.Append('`').ToString();
    }
}
