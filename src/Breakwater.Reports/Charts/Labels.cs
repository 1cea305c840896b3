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

    /// <summary>
    /// Places labels like flags, each left of the pole it belongs to, so that no label touches another and no pole runs through one: a flag rises until
    /// every pole and flag at its height or above ends before it begins.
    /// </summary>
    /// <param name="flags">Where each pole stands and how wide its label is.</param>
    /// <param name="from">Left edge: a label that would cross it begins there instead.</param>
    /// <returns>Right edge and lane of each label, lanes counted upwards from 0.</returns>
    public static (double Right, int Lane)[] Flags(IReadOnlyList<(double Pole, double Width)> flags, double from)
    {
        const double Gap = 8;
        var placed = new (double Right, int Lane)[flags.Count];
        var done = new List<int>();
        foreach (var i in Enumerable.Range(0, flags.Count).OrderBy(i => flags[i].Pole).ThenBy(i => i))
        {
            var right = Math.Max(flags[i].Pole, from + flags[i].Width);
            var lane = done.Where(j => placed[j].Right + Gap > right - flags[i].Width).Select(j => placed[j].Lane + 1).DefaultIfEmpty(0).Max();
            placed[i] = (right, lane);
            done.Add(i);
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
