namespace Breakwater.Reports.Charts;

/// <summary>How wide a chart is drawn. A picture scaled down to a telephone would be unreadable, so it is drawn again for it.</summary>
public enum ChartSize
{
    /// <summary>For a page: names of the series at the right.</summary>
    Wide,
    /// <summary>For a telephone: names of the series below.</summary>
    Narrow,
}

/// <summary>Where the parts of a chart stand, in pixels.</summary>
internal sealed class ChartLayout
{
    public const double FontSize = 12;
    public const double LineHeight = 15;
    public const double LaneHeight = 17;
    private const double RightLabels = 206;

    public ChartLayout(Chart chart, ChartSize size, bool titled)
    {
        Size = size;
        Width = size == ChartSize.Wide ? 780 : 360;
        PlotHeight = size == ChartSize.Wide ? 280 : 230;
        LabelsBelow = size == ChartSize.Narrow;
        Names = Wrapped(chart, LabelsBelow);
        if (!LabelsBelow && Names.Sum(n => n.Count * LineHeight + 4) > PlotHeight + 20)
        {
            LabelsBelow = true;
            Names = Wrapped(chart, true);
        }

        var (lowX, highX) = ChartExtent.X(chart);
        var (lowY, highY) = ChartExtent.Y(chart);
        var ticks = new AxisScale(chart.Y.Logarithmic, lowY, highY, 0, PlotHeight);
        YTicks = ticks.Ticks((int)(PlotHeight / 30));
        Left = Math.Max(34, YTicks.Max(t => Labels.Width(Model.Figures.Tick(t, chart.Y.Unit), FontSize)) + 14);
        Right = Width - (LabelsBelow ? 14 : RightLabels);
        TitleTop = titled ? 34 : 0;

        X = new(chart.X.Logarithmic, lowX, highX, Left, Right);
        XTicks = X.Ticks((int)((Right - Left) / 56));

        BreakTexts = [.. chart.Series.SelectMany(s => s.Breaks.Select(b => (b, BreakText(s, b, size) + (X.Shows(b.X) ? "" : " →"))))];
        Flags = Labels.Flags([.. BreakTexts.Select(b => (Math.Min(Right, X.Pixel(b.Break.X)) + 4, Labels.Width(b.Text, FontSize + 1)))], 0);
        var lanes = Flags.Length == 0 ? 0 : Flags.Max(l => l.Lane) + 1;

        Top = TitleTop + 22 + (lanes * LaneHeight) + 4;
        Bottom = Top + PlotHeight;
        Y = new(chart.Y.Logarithmic, lowY, highY, Bottom, Top);
        KeyTop = Bottom + 44;
        LegendTop = KeyTop + (size == ChartSize.Wide ? 24 : chart.Budget is null ? 42 : 60);
        NotesTop = LegendTop + (LabelsBelow ? Names.Sum(n => n.Count * LineHeight + 3) + 4 : 0);
        Notes = [.. chart.Notes.SelectMany(n => Labels.Wrap(Model.Text.From(n).Value, (int)((Width - 24) / (FontSize * 0.6))))];
        Height = NotesTop + (Notes.Count * (LineHeight + 2)) + (Notes.Count > 0 ? 4 : 0);
    }

    public ChartSize Size { get; }
    public double Width { get; }
    public double Height { get; }
    public double PlotHeight { get; }
    public double Left { get; }
    public double Right { get; }
    public double Top { get; }
    public double Bottom { get; }
    public double TitleTop { get; }
    public double KeyTop { get; }
    public double LegendTop { get; }
    public bool LabelsBelow { get; }
    public double NotesTop { get; }
    public IReadOnlyList<string> Notes { get; }
    public AxisScale X { get; }
    public AxisScale Y { get; }
    public IReadOnlyList<double> XTicks { get; }
    public IReadOnlyList<double> YTicks { get; }
    public IReadOnlyList<IReadOnlyList<string>> Names { get; }
    public IReadOnlyList<(ChartBreak Break, string Text)> BreakTexts { get; }
    public (double Right, int Lane)[] Flags { get; }

    private List<IReadOnlyList<string>> Wrapped(Chart chart, bool below)
    {
        var room = below ? Width - 44 : RightLabels - 34;
        return [.. chart.Series.Select(s => Labels.Wrap(Model.Text.From(s.Label).Value, (int)(room / (FontSize * 0.6))))];
    }

    private static string BreakText(ChartSeries series, ChartBreak at, ChartSize size)
    {
        var number = (at.How == "measured" ? "" : "≈ ") + Model.Figures.Count(at.X);
        return size == ChartSize.Wide ? $"{Labels.Shorten(Model.Text.From(series.Label).Value, 30)}: {number}" : number;
    }
}
