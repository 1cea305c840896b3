using System.Globalization;
using System.Text;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Charts;

/// <summary>
/// Draws a chart as SVG: measured points, the fitted law (solid over the range it was fitted on, dashed beyond), the budget line, and a cross with its
/// number where a budget is broken. Series differ by marker as well as colour; no two labels touch.
/// </summary>
public static class ScalingChart
{
    private const int Samples = 96;

    /// <summary>An SVG element for an HTML page, coloured by the page's custom properties (see <see cref="ChartStyle"/>).</summary>
    public static string Inline(Chart chart, ChartSize size) => Draw(chart, size, standalone: false);

    /// <summary>An SVG file of its own: with its title, its ground and its colours, light and dark.</summary>
    public static string Standalone(Chart chart) => Draw(chart, ChartSize.Wide, standalone: true);

    private static string Draw(Chart chart, ChartSize size, bool standalone)
    {
        var layout = new ChartLayout(chart, size, titled: standalone);
        var svg = new SvgBuilder();
        var id = size == ChartSize.Wide ? chart.Id : chart.Id + "-narrow";
        var margin = standalone ? 16 : 0;
        svg.Open("svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("class", size == ChartSize.Wide ? "chart chart-wide" : "chart chart-narrow"),
            ("viewBox", string.Create(CultureInfo.InvariantCulture, $"{-margin} {-margin} {layout.Width + (2 * margin):0.#} {layout.Height + (2 * margin):0.#}")),
            ("width", layout.Width + (2 * margin)),
            ("height", layout.Height + (2 * margin)),
            ("role", "img"),
            ("aria-labelledby", $"{id}-title {id}-description"));
        svg.Text("title", chart.Title, ("id", $"{id}-title"));
        svg.Text("desc", chart.Description, ("id", $"{id}-description"));
        if (standalone)
        {
            svg.Open("style");
            svg.Raw(ChartStyle.Standalone);
            svg.Close("style");
            svg.Element("rect", ("class", "ground"), ("x", -(double)margin), ("y", -(double)margin), ("width", layout.Width + (2 * margin)), ("height", layout.Height + (2 * margin)));
            svg.Text("text", Labels.Shorten(Text.From(chart.Title).Value, 84), ("class", "title"), ("x", 0d), ("y", 16d));
        }

        ChartFrame.Draw(svg, chart, layout);
        Budget(svg, chart, layout);
        BreakLines(svg, layout);
        for (var i = 0; i < chart.Series.Count; i++)
        {
            Series(svg, chart.Series[i], i, layout);
        }

        BreakMarks(svg, layout);
        BudgetName.Draw(svg, chart, layout);
        ChartNames.Draw(svg, chart, layout);
        svg.Close("svg");
        return svg.ToString();
    }

    private static void Budget(SvgBuilder svg, Chart chart, ChartLayout layout)
    {
        if (chart.Budget is { } budget)
        {
            var y = layout.Y.Pixel(budget.Value);
            svg.Line(layout.Left, y, layout.Right, y, "budget");
        }
    }

    private static void Series(SvgBuilder svg, ChartSeries series, int index, ChartLayout layout)
    {
        svg.Open("g", ("class", Marker.Colour(index)));
        if (series.Curve is { } curve)
        {
            Curve(svg, curve, curve.From, Math.Min(curve.To, layout.X.High), "curve", layout);
            Curve(svg, curve, curve.To, layout.X.High, "curve beyond", layout);
        }
        else
        {
            Path(svg, series.Points.Select(p => (p.X, (double?)p.Y)), "link", layout);
        }

        foreach (var check in series.Checks.Where(c => layout.X.Shows(c.X)))
        {
            var x = layout.X.Pixel(check.X);
            if (layout.Y.Shows(check.Low) && layout.Y.Shows(check.High))
            {
                svg.Element("path", ("class", "lead"), ("d", string.Create(CultureInfo.InvariantCulture,
                    $"M{x - 4:0.#} {layout.Y.Pixel(check.Low):0.#}h8m-4 0V{layout.Y.Pixel(check.High):0.#}m-4 0h8")));
            }

            if (check.Measured is { } measured && layout.Y.Shows(measured))
            {
                svg.Element("path", ("class", "open"), ("d", Marker.Path(index, x, layout.Y.Pixel(measured), 4.5)));
            }
        }

        foreach (var point in series.Points)
        {
            var (x, y) = (layout.X.Pixel(point.X), layout.Y.Pixel(point.Y));
            if (layout.Y.Pixel(point.Low) - layout.Y.Pixel(point.High) > 6)
            {
                svg.Line(x, layout.Y.Pixel(point.Low), x, layout.Y.Pixel(point.High), "lead");
            }

            svg.Element("path", ("class", "mark"), ("d", Marker.Path(index, x, y)));
        }

        svg.Close("g");
    }

    private static void Curve(SvgBuilder svg, ChartCurve curve, double from, double to, string style, ChartLayout layout)
    {
        if (to > from)
        {
            Path(svg, layout.X.Between(from, to, Samples).Select(x => (x, curve.At(x))), style, layout);
        }
    }

    /// <summary>A line through what can be shown; it is broken where it leaves the plot.</summary>
    private static void Path(SvgBuilder svg, IEnumerable<(double X, double? Y)> points, string style, ChartLayout layout)
    {
        var path = new StringBuilder();
        var drawing = false;
        foreach (var (x, y) in points)
        {
            var shown = y is { } value && layout.X.Shows(x) && layout.Y.Shows(value);
            if (shown)
            {
                path.Append(CultureInfo.InvariantCulture, $"{(drawing ? 'L' : 'M')}{layout.X.Pixel(x):0.#} {layout.Y.Pixel(y!.Value):0.#}");
            }

            drawing = shown;
        }

        if (path.Length > 0)
        {
            svg.Element("path", ("class", style), ("d", path.ToString()));
        }
    }

    private static void BreakLines(SvgBuilder svg, ChartLayout layout)
    {
        for (var i = 0; i < layout.BreakTexts.Count; i++)
        {
            var at = layout.BreakTexts[i].Break;
            if (layout.X.Shows(at.X))
            {
                var x = layout.X.Pixel(at.X);
                svg.Line(x, LaneY(layout, i) + 3, x, layout.Y.Pixel(at.Y), "drop");
            }
        }
    }

    private static void BreakMarks(SvgBuilder svg, ChartLayout layout)
    {
        for (var i = 0; i < layout.BreakTexts.Count; i++)
        {
            var (at, text) = layout.BreakTexts[i];
            if (layout.X.Shows(at.X))
            {
                svg.Element("path", ("class", "cross"), ("d", Marker.Cross(layout.X.Pixel(at.X), layout.Y.Pixel(at.Y))));
            }

            svg.Text("text", text, ("class", "at"), ("x", layout.Flags[i].Right), ("y", LaneY(layout, i)), ("text-anchor", "end"));
        }
    }

    private static double LaneY(ChartLayout layout, int label) => layout.Top - 8 - (layout.Flags[label].Lane * ChartLayout.LaneHeight);
}
