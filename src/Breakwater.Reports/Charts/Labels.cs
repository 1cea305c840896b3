namespace Breakwater.Reports.Charts;

/// <summary>Keeps labels off each other. Widths are estimated on the wide side, because the reader's font is not known here.</summary>
internal static class Labels
{
    /// <summary>Estimated width of text in pixels.</summary>
    public static double Width(string text, double fontSize) => new System.Globalization.StringInfo(text).LengthInTextElements * fontSize * 0.6;

    /// <summary>
    /// Tops for labels stacked between two edges: each as near to where it wants to be as its neighbours allow, in the order of the wishes.
    /// The sum of the heights must fit.
    /// </summary>
    public static double[] Stack(IReadOnlyList<(double Wish, double Height)> labels, double from, double to)
    {
        var order = Enumerable.Range(0, labels.Count).OrderBy(i => labels[i].Wish).ThenBy(i => i).ToArray();
        var tops = new double[labels.Count];
        var edge = from;
        foreach (var i in order)
        {
            tops[i] = Math.Max(edge, labels[i].Wish - (labels[i].Height / 2));
            edge = tops[i] + labels[i].Height;
        }

        edge = to;
        foreach (var i in order.Reverse())
        {
            tops[i] = Math.Min(tops[i], edge - labels[i].Height);
            edge = tops[i];
        }

        return tops;
    }

    /// <summary>Centres and lanes for labels over a line: each as near to its wish as the edges allow, in the first lane where it touches nothing.</summary>
    public static (double Centre, int Lane)[] Lanes(IReadOnlyList<(double Wish, double Width)> labels, double from, double to)
    {
        var placed = new (double Centre, int Lane)[labels.Count];
        var taken = new List<List<(double From, double To)>>();
        foreach (var i in Enumerable.Range(0, labels.Count).OrderBy(i => labels[i].Wish).ThenBy(i => i))
        {
            var half = labels[i].Width / 2;
            var centre = Math.Max(from + half, Math.Min(to - half, labels[i].Wish));
            var lane = taken.FindIndex(spans => spans.TrueForAll(s => centre + half + 6 <= s.From || centre - half - 6 >= s.To));
            if (lane < 0)
            {
                lane = taken.Count;
                taken.Add([]);
            }

            taken[lane].Add((centre - half, centre + half));
            placed[i] = (centre, lane);
        }

        return placed;
    }

    /// <summary>At most two lines of at most so many characters, broken between words; the rest is dropped with an ellipsis.</summary>
    public static IReadOnlyList<string> Wrap(string text, int most)
    {
        if (text.Length <= most)
        {
            return [text];
        }

        var space = text.LastIndexOf(' ', most);
        var cut = space > most / 3 ? space : Whole(text, most);
        var rest = text[cut..].TrimStart();
        return [text[..cut].TrimEnd(), Shorten(rest, most)];
    }

    /// <summary>The text, cut with an ellipsis where it is longer.</summary>
    public static string Shorten(string text, int most) => text.Length <= most ? text : text[..Whole(text, most - 1)].TrimEnd() + "…";

    /// <summary>A place to cut that does not split a surrogate pair.</summary>
    private static int Whole(string text, int at) => char.IsLowSurrogate(text[at]) ? at - 1 : at;
}
