using Breakwater.Lab.Structure;

namespace Breakwater.Lab.Tests.Structure;

/// <summary>Where the longest path cannot be proven, the answer is a range that holds it, and says so.</summary>
public sealed class LargeLoopTests
{
    [Fact]
    public void A_ring_beyond_the_exact_size_is_still_searched_to_its_end()
    {
        var found = Path(40, (i, j) => j == (i + 1) % 40);
        found.Exact.ShouldBeTrue();
        found.Agents.ShouldBe(40);
    }

    [Fact]
    public void Where_everyone_sends_to_everyone_the_range_holds_the_answer()
    {
        var found = Path(24, (i, j) => i != j);
        found.Agents.ShouldBe(24, "any order of all groups is a path, so the first search finds one");
        found.UpperBound.ShouldBe(24);
        found.Exact.ShouldBeTrue();
    }

    [Fact]
    public void A_dense_loop_with_a_bottleneck_is_answered_by_a_range()
    {
        // Two crowds of 14 joined by one group: a path crosses it once, so it leaves the first crowd for good.
        const int Size = 14;
        int Side(int i) => i == 2 * Size ? 2 : i / Size;
        var found = Path(2 * Size + 1, (i, j) => i != j && (Side(i) == Side(j) || Side(i) == 2 || Side(j) == 2), exit: 0);
        found.Agents.ShouldBeLessThanOrEqualTo(Size);
        found.UpperBound.ShouldBeGreaterThanOrEqualTo(Size);
        found.Exact.ShouldBe(found.Agents == found.UpperBound);
    }

    [Fact]
    public void Chains_that_need_more_agents_than_there_are_get_searched()
    {
        // Two single agents that may delegate to one another: rules alone go round for ever.
        var fleet = SmallFleets.Of(
            [SmallFleets.Cluster("c", false, SmallFleets.Group("a", 1, []), SmallFleets.Group("b", 1, []))], [], [],
            [SmallFleets.Rule("a", "b", 900), SmallFleets.Rule("b", "a", 900), SmallFleets.Rule("c-o", "a", 900)]);
        var chain = StructureAssessment.Of(fleet).Delegation;
        chain.LongestChain.Hops.ShouldBe(2);
        chain.LongestChain.Exact.ShouldBeTrue();
        chain.Cycles.ShouldHaveSingleItem().Shortest.ShouldBe(["a", "b", "a"]);
    }

    private static HandoffPath Path(int groups, Func<int, int, bool> linked, int? exit = null)
    {
        var write = SmallFleets.Tool("w", Fleet.ToolAccess.Write, boundary: "outside");
        var read = SmallFleets.Tool("r", boundary: "outside");
        var members = Enumerable.Range(0, groups).Select(i => SmallFleets.Group($"g{i}", 2, [.. i == 0 ? ["r"] : Array.Empty<string>(), .. i == (exit ?? groups - 1) ? ["w"] : Array.Empty<string>()]));
        var flows = from i in Enumerable.Range(0, groups) from j in Enumerable.Range(0, groups) where linked(i, j) select SmallFleets.Flow($"g{i}", $"g{j}");
        return StructureAssessment.Of(SmallFleets.Of([SmallFleets.Cluster("c", false, [.. members])], [write, read], [.. flows], [])).Handoffs.Boundaries[0];
    }
}
