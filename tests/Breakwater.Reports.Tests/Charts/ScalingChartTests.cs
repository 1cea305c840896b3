using System.Globalization;
using System.Xml.Linq;
using Breakwater.Lab.Results;
using Breakwater.Reports.Building;
using Breakwater.Reports.Charts;
using Breakwater.Reports.Tests.Samples;

namespace Breakwater.Reports.Tests.Charts;

public sealed class ScalingChartTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_file_is_well_formed_titled_described_and_whole(bool hostile)
    {
        foreach (var file in (hostile ? Rendered.Hostile : Rendered.Bank).Charts)
        {
            var svg = XDocument.Parse(file).Root!;

            svg.Name.ShouldBe(s_svg + "svg");
            svg.Attribute("role")!.Value.ShouldBe("img");
            var labels = svg.Attribute("aria-labelledby")!.Value.Split(' ');
            svg.Element(s_svg + "title")!.Attribute("id")!.Value.ShouldBe(labels[0]);
            svg.Element(s_svg + "desc")!.Attribute("id")!.Value.ShouldBe(labels[1]);
            svg.Element(s_svg + "desc")!.Value.Length.ShouldBeGreaterThan(40);
            svg.Descendants().SelectMany(e => e.Attributes()).ShouldAllBe(a => !a.Value.Contains("NaN") && !a.Value.Contains("Infinity") && a.Name.LocalName != "href");
        }
    }

    [Fact]
    public void The_curve_is_solid_where_it_was_fitted_and_dashed_beyond()
    {
        var svg = Svg("trust-mesh-checks");

        var mesh = svg.Descendants(s_svg + "g").First(g => g.Attribute("class")?.Value == "s1");
        mesh.Elements(s_svg + "path").Select(p => p.Attribute("class")!.Value).ShouldBe(["curve", "curve beyond", .. Enumerable.Repeat("mark", 6)]);
        Chart("trust-mesh-checks").Notes.ShouldBe(["No verification: 0 checks at every size (not on a log axis)"]);
    }

    [Theory]
    [InlineData(ChartSize.Wide)]
    [InlineData(ChartSize.Narrow)]
    public void What_a_log_axis_cannot_show_stands_in_the_legend(ChartSize size)
    {
        var bank = SampleResults.Bank();
        var experiment = bank.Experiments[0];
        var zero = experiment.Variants[1] with { Points = [.. experiment.Variants[1].Points.Select(p => p.N <= 10 ? p with { Work = new Dictionary<string, double> { ["checks"] = 0 } } : p)] };
        var chart = Report(bank with { Experiments = [experiment with { Variants = [zero, experiment.Variants[2], experiment.Variants[0]] }] }).Single(c => c.Id == "trust-mesh-checks");

        chart.Series.Select(s => s.Label).ShouldBe(["Full mesh", "Central registry"]);
        var text = string.Join(' ', XElement.Parse(ScalingChart.Inline(chart, size)).Elements(s_svg + "text").Where(t => t.Attribute("class")?.Value == "off").Select(t => t.Value));
        text.ShouldBe("Central registry: 0 checks at 5, 10 (not on a log axis) No verification: 0 checks at every size (not on a log axis)");
        chart.Description.ShouldContain("No verification: 0 checks at every size (not on a log axis).");
    }

    [Theory]
    [InlineData("budget: trust check p99", "trust check p99 budget: 250 ms")]
    [InlineData("budgets.trustCheckP99", "trust check p99: 250 ms")]
    [InlineData("what the article lost", "what the article lost: 250 ms")]
    [InlineData(null, "budget: 250 ms")]
    public void A_budget_line_is_named_in_words(string? name, string label)
    {
        var bank = SampleResults.Bank();
        var experiment = bank.Experiments[0];

        Report(bank with { Experiments = [experiment with { Charts = [experiment.Charts[1] with { BudgetName = name }] }] }).Single().Budget!.Label().ShouldBe(label);
    }

    [Fact]
    public void A_cross_stands_where_the_budget_breaks()
    {
        var chart = Chart("trust-mesh-checks");
        var layout = new ChartLayout(chart, ChartSize.Wide, titled: false);
        var svg = XElement.Parse(ScalingChart.Inline(chart, ChartSize.Wide));

        var crosses = svg.Elements(s_svg + "path").Where(p => p.Attribute("class")?.Value == "cross").Select(p => p.Attribute("d")!.Value);
        crosses.ShouldContain(Marker.Cross(layout.X.Pixel(152), layout.Y.Pixel(22_800)));
        svg.Elements(s_svg + "text").Where(t => t.Attribute("class")?.Value == "at").Select(t => t.Value)
            .ShouldBe(["Full mesh: 152", "Cached mesh: 478", "Central registry: ≈ 11,400", "Hierarchy without cache: 2,760", "Hierarchy with cache: ≈ 20,700"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(ChartSize.Wide)]
    [InlineData(ChartSize.Narrow)]
    public void No_text_lies_on_other_text_or_outside_the_picture(ChartSize size)
    {
        foreach (var chart in Report(SampleResults.Bank()).Concat(Report(Hostile.Bank())))
        {
            var svg = XElement.Parse(ScalingChart.Inline(chart, size));
            var box = svg.Attribute("viewBox")!.Value.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
            var texts = svg.Descendants(s_svg + "text").Select(Box).ToList();

            texts.ShouldAllBe(t => t.Left >= -1 && t.Right <= box[2] + 1 && t.Top >= 0 && t.Bottom <= box[3]);
            for (var i = 0; i < texts.Count; i++)
            {
                for (var j = i + 1; j < texts.Count; j++)
                {
                    var (a, b) = (texts[i], texts[j]);
                    (a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom).ShouldBeFalse($"“{a.Text}” and “{b.Text}” in {chart.Id}, {size}");
                }
            }
        }
    }

    [Fact]
    public void A_chart_of_one_point_can_be_drawn()
    {
        var bank = SampleResults.Bank();
        var experiment = bank.Experiments[0];
        var one = experiment with { Variants = [experiment.Variants[0] with { Points = [experiment.Variants[0].Points[0]], Fits = [] }] };

        foreach (var chart in Report(bank with { Experiments = [one], Breakpoints = [] }))
        {
            XElement.Parse(ScalingChart.Standalone(chart)).Descendants(s_svg + "path").ShouldNotBeEmpty();
        }
    }

    private static (double Left, double Right, double Top, double Bottom, string Text) Box(XElement text)
    {
        var (x, y) = ((double)text.Attribute("x")!, (double)text.Attribute("y")!);
        var width = Labels.Width(text.Value, ChartLayout.FontSize) * 0.97;
        var left = text.Attribute("text-anchor")?.Value switch
        {
            "middle" => x - (width / 2),
            "end" => x - width,
            _ => x,
        };
        return (left, left + width, y - 9, y + 2, text.Value);
    }

    private static IReadOnlyList<Chart> Report(ResultsDocument results) => [.. ReportBuilder.Build(results).Charts.Where(c => c.Series.Count > 0)];

    private static Chart Chart(string id) => Report(SampleResults.Bank()).Single(c => c.Id == id);

    private static XElement Svg(string id) => XElement.Parse(ScalingChart.Standalone(Chart(id)));
}
