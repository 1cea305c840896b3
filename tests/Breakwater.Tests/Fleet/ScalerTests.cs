using Breakwater.Fleet;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Fleet;

/// <summary>Laws of scaling, over generated fleets and sizes, and what they come to for the bank.</summary>
public sealed class ScalerTests
{
    private static readonly FleetSpecification _bank = FleetFile.Load(TestFiles.Bank).Fleet!;

    private static readonly Arbitrary<(FleetSpecification Fleet, int Agents)> _cases = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue)
        from agents in Gen.OneOf(Gen.Choose(5, 40), Gen.Choose(5, 2_000), Gen.Choose(5, FleetLimits.MaxAgents))
        select (GeneratedFleet.Of(seed), agents));

    [Fact]
    public void The_total_is_exact_and_the_result_is_a_valid_file_with_its_own_digest() => ForAll(200, (fleet, agents) =>
    {
        var scaled = FleetScaler.Scale(fleet, agents).Fleet;
        scaled.AgentCount.ShouldBe(agents);
        Groups(scaled).ShouldAllBe(g => g.Agents > 0);
        if (ReferenceEquals(scaled, fleet)) { return; }
        var read = FleetFile.Parse(FleetWriter.Write(scaled), "scaled.yaml");
        read.Problems.ShouldBeEmpty();
        read.Fleet!.Digest.ShouldBe(scaled.Digest);
    });

    [Fact]
    public void Counts_are_the_slow_way_of_sharing_out() => ForAll(200, (fleet, agents) =>
    {
        var counts = Groups(FleetScaler.Scale(fleet, agents).Fleet).ToDictionary(g => g.Id, g => g.Agents);
        var before = Groups(fleet).ToList();
        if (agents != fleet.AgentCount) { before.Select(g => counts.GetValueOrDefault(g.Id)).ShouldBe(SharedOutSlowly(before, agents)); }
    });

    [Fact]
    public void A_larger_group_never_gets_less_and_none_is_an_agent_away_from_its_share() => ForAll(200, (fleet, agents) =>
    {
        var scaled = Groups(FleetScaler.Scale(fleet, agents).Fleet).ToDictionary(g => g.Id, g => g.Agents);
        var moving = Groups(fleet).Where(g => g.Replicates).ToList();
        if (moving.Count < Groups(fleet).Count()) { return; }
        foreach (var g in moving)
        {
            Math.Abs(scaled.GetValueOrDefault(g.Id) - (double)g.Agents * agents / fleet.AgentCount).ShouldBeLessThan(1);
            moving.Where(o => o.Agents > g.Agents).ShouldAllBe(o => scaled.GetValueOrDefault(o.Id) >= scaled.GetValueOrDefault(g.Id));
        }
    });

    [Fact]
    public void Order_is_kept_and_nothing_is_invented() => ForAll(150, (fleet, agents) =>
    {
        var scaled = FleetScaler.Scale(fleet, agents).Fleet;
        IsSubsequence(Groups(scaled).Select(g => g.Id), Groups(fleet).Select(g => g.Id)).ShouldBeTrue();
        IsSubsequence(scaled.Flows.Select(f => f.Id), fleet.Flows.Select(f => f.Id)).ShouldBeTrue();
        IsSubsequence(scaled.Delegations.Select(f => f.Id), fleet.Delegations.Select(f => f.Id)).ShouldBeTrue();
        IsSubsequence(scaled.Barriers.Select(f => f.Id), fleet.Barriers.Select(f => f.Id)).ShouldBeTrue();
    });

    [Fact]
    public void Its_own_size_leaves_a_fleet_as_it_is() => Check.One(Trials.Of(), Prop.ForAll(GeneratedFleet.Any, fleet =>
    {
        if (fleet.AgentCount < FleetLimits.MinScaledAgents) { return; }
        FleetScaler.Scale(fleet, fleet.AgentCount).Fleet.ShouldBeSameAs(fleet);
        foreach (var rule in Enum.GetValues<FlowScaling>())
        {
            var other = FleetScaler.Scale(fleet, fleet.AgentCount, rule).Fleet;
            Groups(other).Select(g => (g.Id, g.Agents)).ShouldBe(Groups(fleet).Select(g => (g.Id, g.Agents)));
            other.Flows.Select(f => f.SteadyPerMinute).ShouldBe(fleet.Flows.Select(f => f.SteadyPerMinute));
            other.Scaling.ShouldBe(new(rule, fleet.Scaling.PartnersPerAgent));
        }
    }));

    [Fact]
    public void Groups_that_do_not_replicate_keep_their_count_while_there_is_room() => ForAll(150, (fleet, agents) =>
    {
        var standing = Groups(fleet).Where(g => !g.Replicates).ToList();
        if (standing.Count == 0 || standing.Count == Groups(fleet).Count() || agents == fleet.AgentCount) { return; }
        var (scaled, notes) = FleetScaler.Scale(fleet, agents);
        if (standing.Sum(g => g.Agents) < agents) { Groups(scaled).Where(g => !g.Replicates).Select(g => (g.Id, g.Agents)).ShouldBe(standing.Select(g => (g.Id, g.Agents))); }
        else { notes.ShouldContain(n => n.StartsWith("Groups that do not replicate have ")); }
    });

    [Theory]
    [InlineData(FlowScaling.ConstantDegree, 10, 10_000, 8)]
    [InlineData(FlowScaling.Proportional, 100, 100_000, 80)]
    [InlineData(FlowScaling.Complete, 100, 100_000, 8)]
    public void Flows_follow_the_rule(FlowScaling rule, double growth, double steady, int partners)
    {
        var scaled = FleetScaler.Scale(_bank, 1_000, rule).Fleet;
        scaled.Flows.Select(f => f.SteadyPerMinute).ShouldBe(_bank.Flows.Select(f => f.SteadyPerMinute * growth));
        scaled.Flows.Select(f => f.PeakPerMinute).ShouldBe(_bank.Flows.Select(f => f.PeakPerMinute * growth));
        scaled.Load.SteadyMessagesPerMinute.ShouldBe(steady);
        scaled.Scaling.ShouldBe(new(rule, partners));
    }

    [Fact]
    public void The_bank_at_five_agents_says_what_it_lost()
    {
        var (fleet, notes) = FleetScaler.Scale(_bank, 5);

        // Exact shares are 0.3 for the two groups of six and 0.2 for those of four: the remainders of six first, then the first of four in the file.
        Groups(fleet).Select(g => g.Id).ShouldBe(["data-ingest", "news-sentiment", "research-synthesis", "alpha-generation", "risk-modelling"]);
        fleet.Clusters.Select(c => c.Id).ShouldBe(["market-intelligence", "trading-strategy"]);
        notes[0].ShouldStartWith("23 groups get no agent at this size and are dropped: macro-analysis, data-quality, portfolio-optimisation");
        notes[1].ShouldBe("4 clusters are left empty and are dropped with their orchestrators: trade-execution, risk-compliance, client-operations, infrastructure-ops.");
        notes[2].ShouldStartWith("43 flows lost an end and are dropped: ");
        notes[3].ShouldStartWith("23 delegations lost an end and are dropped: ");
        notes[4].ShouldStartWith("4 barriers lost an end and are dropped: research-and-advisory, ");
        notes[5].ShouldStartWith("9 dependencies lost an end and are dropped: trade-execution on market-intelligence, ");
        notes[6].ShouldBe("7 source claims speak of the fleet at its own size and are left out.");
        notes.Count.ShouldBe(7);
        fleet.Barriers.Single().Right.ShouldBe(["alpha-generation"]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(100_001)]
    [InlineData(-1)]
    public void Sizes_out_of_range_are_refused(int agents) => Should.Throw<ArgumentOutOfRangeException>(() => FleetScaler.Scale(_bank, agents));

    private static void ForAll(int tests, Action<FleetSpecification, int> law) =>
        Check.One(Trials.Of(tests), Prop.ForAll(_cases, c => law(c.Fleet, c.Agents)));

    private static IEnumerable<AgentGroup> Groups(FleetSpecification fleet) => fleet.Clusters.SelectMany(c => c.Groups);

    // One seat after the other to the group that is furthest below its exact share.
    private static List<int> SharedOutSlowly(List<AgentGroup> groups, int agents)
    {
        var standing = groups.Where(g => !g.Replicates).Sum(g => g.Agents);
        var all = standing >= agents || groups.TrueForAll(g => !g.Replicates);
        var moving = groups.Where(g => g.Replicates || all).ToList();
        var seats = all ? agents : agents - standing;
        var total = moving.Sum(g => (long)g.Agents);
        var counts = groups.ToDictionary(g => g.Id, g => g.Replicates || all ? (int)((long)g.Agents * seats / total) : g.Agents);
        while (counts.Values.Sum() < agents) { counts[moving.MaxBy(g => ((long)g.Agents * seats) - (counts[g.Id] * total))!.Id]++; }
        return [.. groups.Select(g => counts[g.Id])];
    }

    private static bool IsSubsequence(IEnumerable<string> part, IEnumerable<string> whole)
    {
        using var next = whole.GetEnumerator();
        return part.All(p =>
        {
            while (next.MoveNext())
            {
                if (next.Current == p) { return true; }
            }
            return false;
        });
    }
}
