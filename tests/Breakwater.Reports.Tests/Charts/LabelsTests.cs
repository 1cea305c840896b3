using Breakwater.Reports.Charts;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Reports.Tests.Charts;

public sealed class LabelsTests
{
    [Fact]
    public void Stacked_labels_never_overlap_stay_inside_and_keep_the_order_of_their_wishes()
    {
        var labels = Gen.Two(Gen.Choose(-50, 350)).Select(pair => ((double)pair.Item1, pair.Item2 % 2 == 0 ? 19.0 : 34.0)).ListOf(8);
        Prop.ForAll(labels.ToArbitrary(), wishes =>
            {
                var tops = Labels.Stack([.. wishes], 0, 300);
                var placed = wishes.Select((w, i) => (w.Item1, Top: tops[i], Bottom: tops[i] + w.Item2)).OrderBy(p => p.Top).ToList();
                return placed.TrueForAll(p => p.Top >= -1e-9 && p.Bottom <= 300 + 1e-9)
                    && placed.Zip(placed.Skip(1)).All(pair => pair.First.Bottom <= pair.Second.Top + 1e-9 && pair.First.Item1 <= pair.Second.Item1);
            })
            .Check(Trials.Of());
    }

    [Fact]
    public void Flags_never_touch_each_other_and_no_pole_runs_through_one()
    {
        var flags = Gen.Two(Gen.Choose(0, 5_000)).Select(pair => (Pole: 200 + (pair.Item1 / 10.0), Width: 20 + (pair.Item2 % 150.0))).ListOf(9);
        Prop.ForAll(flags.ToArbitrary(), poles =>
            {
                var placed = Labels.Flags([.. poles], 0);
                return Enumerable.Range(0, poles.Count).All(i => Enumerable.Range(0, poles.Count).Where(j => j != i).All(j =>
                {
                    var (left, right) = (placed[i].Right - poles[i].Width, placed[i].Right);
                    var flagsTouch = placed[i].Lane == placed[j].Lane && left < placed[j].Right && placed[j].Right - poles[j].Width < right;
                    var poleCrosses = placed[j].Lane > placed[i].Lane && poles[j].Pole > left && poles[j].Pole < right;
                    return !flagsTouch && !poleCrosses;
                }));
            })
            .Check(Trials.Of());
    }

    [Fact]
    public void A_label_that_would_leave_the_picture_begins_at_its_edge() => Labels.Flags([(30, 100)], 0).ShouldBe([(100, 0)]);

    [Theory]
    [InlineData("short", 10, new[] { "short" })]
    [InlineData("two words here", 10, new[] { "two words", "here" })]
    [InlineData("unbreakableunbreakable", 10, new[] { "unbreakabl", "eunbreaka…" })]
    [InlineData("aaaaaaaaa\U0001F600bbbbbbbbbbbbbbbbb", 10, new[] { "aaaaaaaaa", "\U0001F600bbbbbbb…" })]
    public void Text_wraps_to_two_lines_and_never_splits_a_character(string text, int most, string[] lines) => Labels.Wrap(text, most).ShouldBe(lines);
}
