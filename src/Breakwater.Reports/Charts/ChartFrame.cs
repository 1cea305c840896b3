using Breakwater.Reports.Model;

namespace Breakwater.Reports.Charts;

/// <summary>Grid, axes, ticks and their titles.</summary>
internal static class ChartFrame
{
    public static void Draw(SvgBuilder svg, Chart chart, ChartLayout layout)
    {
        foreach (var x in layout.X.MinorTicks().Select(layout.X.Pixel))
        {
            svg.Line(x, layout.Top, x, layout.Bottom, "hair");
        }

        foreach (var tick in layout.YTicks)
        {
            var y = layout.Y.Pixel(tick);
            svg.Line(layout.Left, y, layout.Right, y, "grid");
            svg.Text("text", Figures.Tick(tick, chart.Y.Unit), ("x", layout.Left - 8), ("y", y + 4), ("text-anchor", "end"));
        }

        foreach (var tick in layout.XTicks)
        {
            var x = layout.X.Pixel(tick);
            svg.Line(x, layout.Top, x, layout.Bottom + 4, "grid");
            svg.Text("text", Figures.Tick(tick, chart.X.Unit), ("x", x), ("y", layout.Bottom + 18), ("text-anchor", "middle"));
        }

        svg.Line(layout.Left, layout.Bottom, layout.Right, layout.Bottom, "axis");
        svg.Text("text", Title(chart.Y, layout.Width), ("class", "name"), ("x", 0d), ("y", layout.TitleTop + 12));
        svg.Text("text", Title(chart.X, layout.Right - layout.Left), ("class", "name"), ("x", layout.Right), ("y", layout.Bottom + 36), ("text-anchor", "end"));
    }

    private static string Title(ChartAxis axis, double room) =>
        Labels.Shorten(Text.From(axis.Title).Value, Math.Max(4, (int)(room / (ChartLayout.FontSize * 0.6)) - 12)) + (axis.Logarithmic ? ", log scale" : "");
}
