using Breakwater.Fleet;

namespace Breakwater.Tests.Fleet;

/// <summary>The two fleets of "Scaling AI Agents from 10 to 10,000" hold what that source states.</summary>
public sealed class SeedScenarioTests
{
    [Theory]
    [InlineData("agora-6", 21, 210)]
    [InlineData("advisors-1000", 3_500, 35_000)]
    public void They_are_good_and_their_flows_add_up_to_their_load(string name, double steady, double peak)
    {
        var fleet = Load(name);

        fleet.Flows.Sum(f => f.SteadyPerMinute).ShouldBe(steady);
        fleet.Flows.Sum(f => f.PeakPerMinute).ShouldBe(peak);
        (fleet.Load.SteadyMessagesPerMinute, fleet.Load.PeakMessagesPerMinute).ShouldBe((steady, peak));
        fleet.Assumptions.ShouldNotBeEmpty();
    }

    [Fact]
    public void Agora_is_six_agents_of_six_specialities_in_one_system()
    {
        var fleet = Load("agora-6");
        fleet.AgentCount.ShouldBe(6);
        fleet.Clusters.ShouldHaveSingleItem().Groups.Select(g => g.Agents).ShouldBe([1, 1, 1, 1, 1, 1]);
    }

    [Fact]
    public void A_thousand_advisers_ask_one_API_that_lets_150_through_in_the_second_of_the_opening()
    {
        var fleet = Load("advisors-1000");
        var api = fleet.Providers.Single(p => p.Id == "advice-api");
        fleet.Clusters.SelectMany(c => c.Groups).Where(g => g.Provider == api.Id).Sum(g => g.Agents).ShouldBe(1_000);
        (api.RequestsPerMinute / 60).ShouldBe(150);
    }

    private static FleetSpecification Load(string name)
    {
        var (fleet, problems) = FleetFile.Load(Path.Combine(Path.GetDirectoryName(TestFiles.Bank)!, $"{name}.yaml"));
        problems.ShouldBeEmpty();
        return fleet!;
    }
}
