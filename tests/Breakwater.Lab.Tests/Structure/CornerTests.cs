using Breakwater.Fleet;
using Breakwater.Lab.Structure;

namespace Breakwater.Lab.Tests.Structure;

/// <summary>Corners that small random fleets rarely reach.</summary>
public sealed class CornerTests
{
    [Fact]
    public void A_single_agent_that_links_to_itself_links_to_nobody()
    {
        var found = StructureAssessment.Of(Of([SmallFleets.Group("a", 1, [])], [SmallFleets.Flow("a", "a")], [SmallFleets.Rule("a", "a", 9)]));
        found.Delegation.Declared.ShouldBe(0);
        found.Delegation.LongestChain.Hops.ShouldBe(0);
        found.Delegation.Cycles.ShouldBeEmpty();
        found.Handoffs.Loops.ShouldBeEmpty();
        found.AttackPaths.OneStep.ShouldBe(0);
    }

    [Fact]
    public void A_group_that_delegates_to_itself_goes_once_through_its_agents()
    {
        var found = StructureAssessment.Of(Of([SmallFleets.Group("a", 4, [])], [], [SmallFleets.Rule("a", "a", 9)])).Delegation;
        found.Declared.ShouldBe(12);
        found.LongestChain.ShouldSatisfyAllConditions(c => c.Hops.ShouldBe(3), c => c.Exact.ShouldBeTrue());
        found.Cycles.ShouldHaveSingleItem().Shortest.ShouldBe(["a", "a"]);
    }

    [Fact]
    public void Agents_that_only_a_single_one_connects_fall_apart_one_by_one()
    {
        var fleet = Of([SmallFleets.Group("hub", 1, []), SmallFleets.Group("many", 5, []), SmallFleets.Group("pair", 2, [])], [SmallFleets.Flow("hub", "many"), SmallFleets.Flow("pair", "hub")], []);
        var expected = new AgentOracle(fleet).CutAgents().Single();
        expected.CutOff.ShouldBe(6);
        var point = StructureAssessment.Of(fleet).SinglePoints.Single(p => p.Kind == "agent");
        (point.Id, point.Agents).ShouldBe(expected);
    }

    [Fact]
    public void Nothing_is_possible_across_tenants()
    {
        var fleet = SmallFleets.Of([SmallFleets.Cluster("a", false, SmallFleets.Group("g", 3, [])), SmallFleets.Cluster("b", false, SmallFleets.Group("h", 4, [])) with { Tenant = "u" }], [], [], []);
        var found = StructureAssessment.Of(fleet).Delegation;
        found.Possible.ShouldBe(42);
        found.PossibleWithinTenants.ShouldBe(6 + 12);
    }

    [Fact]
    public void Clusters_recover_after_what_they_depend_on()
    {
        string[] ids = ["a", "b", "c", "d"];
        ClusterDependency Needs(string consumer, string producer) => new(consumer, producer, default, default, default);
        var fleet = SmallFleets.Of([.. ids.Select(i => SmallFleets.Cluster(i, false, SmallFleets.Group($"g{i}", 1, [])))], [], [], []) with
        {
            Dependencies = [Needs("a", "b"), Needs("b", "c"), Needs("c", "b"), Needs("c", "d")],
        };
        var found = StructureAssessment.Of(fleet).Dependencies;
        found.RecoveryOrder.Select(s => string.Join('+', s)).ShouldBe(["d", "b+c", "a"]);
        found.Cycles.ShouldHaveSingleItem().Shortest.ShouldBe(["b", "c", "b"]);
        found.Links.ShouldAllBe(l => l.Declared && l.Flows == 0);
    }

    [Fact]
    public void Many_groups_are_assessed_too()
    {
        // 3,000 groups in one loop, each with more links: far beyond what can be proven, so the answer is a range.
        const int Groups = 3_000;
        var write = SmallFleets.Tool("w", ToolAccess.Write, boundary: "outside");
        var members = Enumerable.Range(0, Groups).Select(i => SmallFleets.Group($"g{i}", 33, i % 100 == 7 ? ["w"] : []));
        var flows = Enumerable.Range(0, Groups).SelectMany(i => new[] { 1, 17, 401 }.Select(step => SmallFleets.Flow($"g{i}", $"g{(i + step) % Groups}")));
        var rules = Enumerable.Range(0, Groups - 1).Select(i => SmallFleets.Rule($"g{i}", $"g{i + 1}", 5, i % 100 == 6 ? ["w"] : []));
        var read = SmallFleets.Tool("r", boundary: "outside");
        var found = StructureAssessment.Of(SmallFleets.Of(
            [SmallFleets.Cluster("c", false, [SmallFleets.Group("source", 1, ["r"]), .. members])], [write, read], [.. flows, SmallFleets.Flow("source", "g0")], [.. rules]));
        var path = found.Handoffs.Boundaries[0];
        path.UpperBound.ShouldBe(Groups + 1);
        path.Agents.ShouldBeGreaterThan(Groups / 2);
        path.Exact.ShouldBe(path.Agents == path.UpperBound);
        found.Delegation.LongestChain.Hops.ShouldBe(5);
        found.Reach.AgentTools.ShouldBe(30 * 5 * 33);
        found.SinglePoints.ShouldNotContain(p => p.Kind == "agent");
    }

    private static FleetSpecification Of(IReadOnlyList<AgentGroup> groups, IReadOnlyList<Flow> flows, IReadOnlyList<DelegationRule> rules) =>
        SmallFleets.Of([SmallFleets.Cluster("c", false, groups)], [], flows, rules);
}
