using Breakwater.Lab.Results;
using Breakwater.Reports.Charts;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>A section for each experiment: what it asks, its charts, its variants and laws, its comparisons, what it takes as given.</summary>
internal static class ExperimentSections
{
    private const int LongestNumber = 20;

    public static IEnumerable<Section> Build(BuildContext context) => context.Results.Experiments.Select(e => Build(context, e));

    private static Section Build(BuildContext context, ExperimentResult experiment) => new(
        context.Experiment(experiment.Id), experiment.Title,
        [
            new Prose(Wording.Dimension(experiment.Dimension), Tone.Muted),
            new Prose(experiment.Summary),
            .. context.Charts[experiment].SelectMany(Chart),
            .. experiment.Metrics.Any(m => BuildContext.IsTime(m.Unit)) ? [new Prose(context.TimeNote(), Tone.Muted)] : (IEnumerable<Block>)[],
            VariantTables.Variants(context, experiment),
            .. VariantTables.Checks(experiment),
            .. experiment.Tables.Select(Claim),
            .. VariantTables.Laws(experiment),
            .. context.Charts[experiment].Where(c => c.Series.Count > 0).Select(Data),
            .. Mapping(experiment),
            .. Assumptions(experiment),
        ]);

    private static IEnumerable<Block> Chart(Chart chart) =>
    [
        .. chart.Series.Count > 0
            ? [new Figure(chart)]
            : (IEnumerable<Block>)[new Prose($"{chart.Title}: no point that can be drawn was measured.", Tone.Muted), .. chart.Notes.Select(n => new Prose(n, Tone.Muted))],
    ];

    private static Table Claim(ResultTable table) =>
        new(table.Title, [.. table.Columns.Select((c, i) => new Column(c, i > 0 && IsNumeric([.. table.Rows.Where(r => r.Count > i).Select(r => r[i])])))], [.. table.Rows.Select(r => (IReadOnlyList<Piece>)[.. r.Select(cell => (Piece)cell)])]) { Note = table.Note };

    /// <summary>Cells are text; a column of short ones, at least two thirds of which begin with a number, is a column of numbers. A dash, for nothing, is neither.</summary>
    private static bool IsNumeric(IReadOnlyList<string> cells)
    {
        var said = cells.Where(c => c != "–").ToList();
        return said.Count > 0 && said.All(c => c.Length <= LongestNumber) && said.Count(c => c.TrimStart('≈', '~', '<', '−', '-', ' ') is [>= '0' and <= '9', ..]) * 3 >= said.Count * 2;
    }

    private static Fold Data(Chart chart)
    {
        var places = chart.Series.SelectMany(s => s.Points.Select(p => p.X)).Distinct().Order().ToList();
        return new($"Data of the chart “{chart.Title}”",
        [
            new Table($"{chart.Title}: {chart.Y.Title}", [new(chart.X.Title, true), .. chart.Series.Select(s => new Column(s.Label, true))],
                [.. places.Select(x => (IReadOnlyList<Piece>)[Figures.Count(x), .. chart.Series.Select(s => At(s, x, chart.Y.Unit))])]),
        ]);
    }

    private static Piece At(ChartSeries series, double x, string unit) =>
        series.Points.FirstOrDefault(p => p.X.Equals(x)) is { } point
            ? new(Figures.Value(point.Y, unit), Note: point.High > point.Low ? Figures.Range(point.Low, point.High, unit) : "")
            : Piece.None;

    private static IEnumerable<Block> Mapping(ExperimentResult experiment) =>
        experiment.Controls.Count == 0 ? [] : [new Fold($"Controls under test ({Figures.Count(experiment.Controls.Count)})", [.. ControlTable.Build($"Controls under test: {experiment.Title}", experiment.Controls)])];

    private static IEnumerable<Block> Assumptions(ExperimentResult experiment) =>
        experiment.Assumptions.Count == 0
            ? []
            : [new Fold($"What this experiment takes as given ({Figures.Count(experiment.Assumptions.Count)})", [new Bullets([.. experiment.Assumptions.Select(a => new Bullet(a))])])];
}
