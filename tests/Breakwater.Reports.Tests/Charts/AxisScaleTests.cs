using Breakwater.Reports.Charts;
using Breakwater.Reports.Model;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Reports.Tests.Charts;

public sealed class AxisScaleTests
{
    [Fact]
    public void Whatever_the_range_there_are_ticks_inside_it_in_order_and_no_more_than_there_is_room_for()
    {
        var ranges = from low in Gen.Choose(-60, 60)
                     from span in Gen.Choose(0, 120)
                     from logarithmic in Gen.Elements(true, false)
                     select (Low: Math.Pow(10, low / 10.0), High: Math.Pow(10, (low + span) / 10.0), logarithmic);
        Prop.ForAll(ranges.ToArbitrary(), range =>
            {
                var axis = new AxisScale(range.logarithmic, range.Low, range.High, 0, 500);
                var ticks = axis.Ticks(9);
                return ticks.Count is >= 1 and <= 10
                    && ticks.All(axis.Shows)
                    && ticks.Zip(ticks.Skip(1)).All(pair => pair.First < pair.Second)
                    && axis.Shows(range.Low) && axis.Shows(range.High)
                    && axis.Pixel(range.Low) >= -1e-6 && axis.Pixel(range.High) <= 500 + 1e-6;
            })
            .Check(Trials.Of(500));
    }

    [Fact]
    public void Decades_carry_the_labels_where_there_are_many() =>
        new AxisScale(true, 1, 1e6, 0, 500).Ticks(8).Select(t => Figures.Tick(t, "")).ShouldBe(["1", "10", "100", "1,000", "10k", "100k", "1M"]);

    [Fact]
    public void Steps_of_one_two_or_five_carry_them_on_a_linear_axis() => new AxisScale(false, 3, 140, 0, 500).Ticks(8).ShouldBe([0, 20, 40, 60, 80, 100, 120, 140]);

    [Theory]
    [InlineData(0.0004, "ms", "400 ns")]
    [InlineData(0.5, "ms", "500 µs")]
    [InlineData(250, "ms", "250 ms")]
    [InlineData(50_200, "ms", "50.2 s")]
    [InlineData(0.157, "share", "15.7%")]
    [InlineData(39_800, "checks", "39,800 checks")]
    [InlineData(1.5e12, "checks", "1.5×10¹² checks")]
    [InlineData(0, "ms", "0 ms")]
    public void Figures_have_the_unit_that_suits_them(double value, string unit, string text) => Figures.Value(value, unit).ShouldBe(text);
}
