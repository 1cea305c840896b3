using System.Text;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Charts;

/// <summary>A chart in words.</summary>
internal static class ChartDescription
{
    public static string Of(string title, ChartAxis x, ChartAxis y, IReadOnlyList<ChartSeries> series, ChartBudget? budget, IReadOnlyList<string> notes)
    {
        var text = new StringBuilder($"{title}. {y.Title} against {x.Title}, {Scales(x, y)}.");
        foreach (var one in series)
        {
            var (first, last) = (one.Points[0], one.Points[^1]);
            text.Append($" {one.Label}: {Figures.Value(first.Y, y.Unit)} at {Figures.Count(first.X)}");
            text.Append(one.Points.Count > 1 ? $", {Figures.Value(last.Y, y.Unit)} at {Figures.Count(last.X)}" : "");
            text.Append(one.Curve is { } curve ? $"; law {curve.Law}" : "");
            foreach (var b in one.Breaks)
            {
                text.Append($"; breaks its budget at {Figures.Count(b.X)} ({b.How})");
            }

            text.Append('.');
        }

        foreach (var note in notes)
        {
            text.Append($" {note}.");
        }

        return text.Append(budget is null ? "" : $" Budget: {budget.Label()}.").ToString();
    }

    private static string Scales(ChartAxis x, ChartAxis y) => (x.Logarithmic, y.Logarithmic) switch
    {
        (true, true) => "both axes logarithmic",
        (true, false) => "horizontal axis logarithmic",
        (false, true) => "vertical axis logarithmic",
        _ => "both axes linear",
    };
}
