namespace Breakwater.Reports.Charts;

/// <summary>The name of the budget line, at whichever end and on whichever side the least is drawn; a narrow chart has it in its key.</summary>
internal static class BudgetName
{
    private const double Above = -6;
    private const double Below = 15;
    private const int Places = 9;

    public static void Draw(SvgBuilder svg, Chart chart, ChartLayout layout)
    {
        if (chart.Budget is not { } budget || layout.Size == ChartSize.Narrow)
        {
            return;
        }

        var most = (int)((layout.Right - layout.Left - 12) / (ChartLayout.FontSize * 0.6));
        var text = budget.Label(most);
        var (width, y) = (Labels.Width(text, ChartLayout.FontSize), layout.Y.Pixel(budget.Value));
        var drawn = Drawn(chart, layout).ToList();
        var best = (from offset in new[] { Above, Below }
                    where y + offset - 12 >= layout.Top && y + offset + 3 <= layout.Bottom
                    from step in Enumerable.Range(0, Places)
                    let left = layout.Left + 6 + (step * (layout.Right - layout.Left - 12 - width) / (Places - 1))
                    select (Left: left, Base: y + offset, Hits: drawn.Count(p => p.X > left - 4 && p.X < left + width + 4 && p.Y > y + offset - 13 && p.Y < y + offset + 5)))
            .DefaultIfEmpty((Left: layout.Left + 6, Base: y + Above, Hits: 0))
            .MinBy(place => place.Hits);
        svg.Text("text", text, ("class", "budget-name"), ("x", best.Left), ("y", best.Base));
    }

    private static IEnumerable<(double X, double Y)> Drawn(Chart chart, ChartLayout layout)
    {
        foreach (var series in chart.Series)
        {
            foreach (var point in series.Points)
            {
                yield return (layout.X.Pixel(point.X), layout.Y.Pixel(point.Y));
            }

            foreach (var at in series.Breaks.Where(b => layout.X.Shows(b.X)))
            {
                yield return (layout.X.Pixel(at.X), layout.Y.Pixel(at.Y));
            }

            if (series.Curve is { } curve && layout.X.High > curve.From)
            {
                foreach (var x in layout.X.Between(curve.From, layout.X.High, 64))
                {
                    if (curve.At(x) is { } value && layout.Y.Shows(value))
                    {
                        yield return (layout.X.Pixel(x), layout.Y.Pixel(value));
                    }
                }
            }
        }
    }
}
