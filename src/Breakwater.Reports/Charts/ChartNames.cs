using System.Globalization;

namespace Breakwater.Reports.Charts;

/// <summary>Names of the series, at the right or below, and the key to the kinds of line.</summary>
internal static class ChartNames
{
    public static void Draw(SvgBuilder svg, Chart chart, ChartLayout layout)
    {
        Key(svg, chart, layout);
        Notes(svg, layout);
        if (layout.LabelsBelow)
        {
            var y = layout.LegendTop;
            for (var i = 0; i < layout.Names.Count; i++)
            {
                Name(svg, i, layout.Names[i], 4, y);
                y += (layout.Names[i].Count * ChartLayout.LineHeight) + 3;
            }

            return;
        }

        var wishes = chart.Series.Select((s, i) => (Wish: EndOf(s, layout).Y, Height: (layout.Names[i].Count * ChartLayout.LineHeight) + 4)).ToList();
        var tops = Labels.Stack(wishes, layout.Top - 10, layout.Bottom + 10);
        for (var i = 0; i < tops.Length; i++)
        {
            var (x, y) = EndOf(chart.Series[i], layout);
            if (x >= layout.Right - 1)
            {
                svg.Element("path", ("class", "lead " + Marker.Colour(i)), ("d", string.Create(CultureInfo.InvariantCulture,
                    $"M{layout.Right + 2:0.#} {y:0.#}L{layout.Right + 12:0.#} {tops[i] + (wishes[i].Height / 2):0.#}")));
            }

            Name(svg, i, layout.Names[i], layout.Right + 16, tops[i] + 2);
        }
    }

    private static void Notes(SvgBuilder svg, ChartLayout layout)
    {
        for (var i = 0; i < layout.Notes.Count; i++)
        {
            svg.Text("text", layout.Notes[i], ("class", "off"), ("x", 4d), ("y", layout.NotesTop + 12 + (i * (ChartLayout.LineHeight + 2))));
        }
    }

    private static void Name(SvgBuilder svg, int series, IReadOnlyList<string> lines, double x, double top)
    {
        svg.Open("g", ("class", Marker.Colour(series)));
        svg.Element("path", ("class", "mark"), ("d", Marker.Path(series, x + 4, top + (lines.Count * ChartLayout.LineHeight / 2))));
        for (var i = 0; i < lines.Count; i++)
        {
            svg.Text("text", lines[i], ("class", "name"), ("x", x + 15), ("y", top + 11.5 + (i * ChartLayout.LineHeight)));
        }

        svg.Close("g");
    }

    private static void Key(SvgBuilder svg, Chart chart, ChartLayout layout)
    {
        var entries = new List<(string Style, string Text)> { ("point", "measured") };
        var curves = chart.Series.Where(s => s.Curve is not null).ToList();
        if (curves.Count > 0)
        {
            entries.Add(("curve", "fitted law"));
        }

        if (curves.Exists(s => s.Curve!.To < layout.X.High * 0.9))
        {
            entries.Add(("curve beyond", "beyond its range"));
        }

        if (chart.Series.Any(s => s.Checks.Any(c => c.Measured is not null)))
        {
            entries.Add(("open", "run to check"));
        }

        if (layout.BreakTexts.Count > 0)
        {
            entries.Add(("cross", layout.BreakTexts.Any(b => b.Break.How != "measured") ? "breakpoint, ≈ extrapolated" : "breakpoint"));
        }

        if (layout.Size == ChartSize.Narrow && chart.Budget is { } budget)
        {
            entries.Add(("budget", budget.Label((int)((layout.Width - 30) / (ChartLayout.FontSize * 0.6)))));
        }

        var (x, y) = (4d, layout.KeyTop + 12);
        foreach (var (style, text) in entries)
        {
            var width = 24 + Labels.Width(text, ChartLayout.FontSize) + 14;
            if (x > 4 && (x + width > layout.Width + 10 || style == "budget"))
            {
                (x, y) = (4, y + 18);
            }

            Sample(svg, style, x, y - 4);
            svg.Text("text", text, ("x", x + 24), ("y", y));
            x += width;
        }
    }

    private static void Sample(SvgBuilder svg, string style, double x, double y)
    {
        svg.Open("g", ("class", "s6"));
        switch (style)
        {
            case "point":
                svg.Element("path", ("class", "mark"), ("d", Marker.Path(0, x + 9, y)));
                break;
            case "open":
                svg.Element("path", ("class", "open"), ("d", Marker.Path(0, x + 9, y, 4.5)));
                break;
            case "cross":
                svg.Element("path", ("class", "cross"), ("d", Marker.Cross(x + 9, y)));
                break;
            default:
                svg.Element("path", ("class", style), ("d", string.Create(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}h18")));
                break;
        }

        svg.Close("g");
    }

    /// <summary>Where the drawing of a series ends: at the right edge when its curve gets there, else at its last point.</summary>
    private static (double X, double Y) EndOf(ChartSeries series, ChartLayout layout)
    {
        var edge = layout.X.High;
        if (series.Curve?.At(edge) is { } value && layout.Y.Shows(value))
        {
            return (layout.Right, layout.Y.Pixel(value));
        }

        var last = series.Points[^1];
        return (layout.X.Pixel(last.X), layout.Y.Pixel(last.Y));
    }
}
