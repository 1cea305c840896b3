using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Tests.Fleet;

/// <summary>A short file is enough: everything else has the default that docs/fleet-file.md states.</summary>
public sealed class DefaultsTests
{
    private const string Smallest = """
        name: small
        regions: [{ id: here }]
        providers: [{ id: vendor }]
        clusters:
          - id: work
            groups: [{ id: workers, agents: 5 }]
        """;

    [Fact]
    public void One_region_one_provider_and_one_group_are_enough()
    {
        var fleet = FleetFile.Parse(Smallest, "small.yaml").Fleet.ShouldNotBeNull();

        fleet.Tenants.Select(t => t.Id).ShouldBe(["default"]);
        fleet.Nodes.Select(n => (n.Id, n.Region, n.Cores, string.Join(",", n.Serves))).ShouldBe([("here-gate", "here", 4, "here")]);
        fleet.ControlPlane.ShouldBe(new("here", "here", Money.FromUnits(0.05m)));
        fleet.Network.WithinRegion.ShouldBe(TimeSpan.FromMilliseconds(1));
        fleet.Clusters[0].Orchestrator.ShouldBe(new("work-orchestrator", "vendor", "here") { Assumed = true });
        fleet.Clusters[0].Tenant.ShouldBe("default");
        var group = fleet.Clusters[0].Groups[0];
        (group.Name, group.Role, group.Provider, group.Risk, group.Tier, group.Replicates).ShouldBe(("workers", "workers", "vendor", RiskClass.Medium, AutonomyTier.Managed, true));
        group.Regions.ShouldBe(["here"]);
        (fleet.Load.SteadyMessagesPerMinute, fleet.Load.PeakMessagesPerMinute).ShouldBe((50, 500));
        fleet.Scaling.ShouldBe(new(FlowScaling.ConstantDegree, 8));
        fleet.Trust.ShouldBe(new TrustSettings());
        fleet.RateLimits.ShouldBe(new RateLimitSettings());
        (fleet.RateLimits.Agent.Requests, fleet.RateLimits.Fleet.Requests).ShouldBe((new CountPerPeriod(10, TimeSpan.FromMinutes(1)), new CountPerPeriod(100, TimeSpan.FromSeconds(1))));
        fleet.Budgets.ShouldBe(new Budgets
        {
            CriticalPathLatency = TimeSpan.FromMilliseconds(500),
            TrustCheckP99 = TimeSpan.FromMilliseconds(50),
            RevocationReach = TimeSpan.FromSeconds(30),
            GovernancePerMonth = Money.FromUnits(10_000),
            ReviewsPerHour = 60,
        });
        fleet.Providers[0].ShouldBe(new Provider
        {
            Id = "vendor",
            Name = "vendor",
            LatencyMedian = TimeSpan.FromMilliseconds(800),
            LatencyP99 = TimeSpan.FromSeconds(4),
            RequestsPerMinute = 6_000,
            TokensPerMinute = 4_000_000,
            InputPrice = Money.FromUnits(3),
            OutputPrice = Money.FromUnits(15),
        });
        fleet.Controls.ShouldBeEmpty();
        fleet.Revenue.ShouldBeNull();
    }

    [Theory]
    [InlineData("write", "critical", RecordPolicy.Before)]
    [InlineData("write", "high", RecordPolicy.Before)]
    [InlineData("write", "medium", RecordPolicy.After)]
    [InlineData("read", "critical", RecordPolicy.After)]
    public void High_writes_wait_for_their_record(string access, string risk, RecordPolicy expected) =>
        FleetFile.Parse($"{Smallest}\ntools: [{{ id: t, access: {access}, risk: {risk} }}]", "small.yaml").Fleet!.Tools[0].Record.ShouldBe(expected);

    [Theory]
    [InlineData("250us", 2_500)]
    [InlineData("0.1us", 1)]
    [InlineData("1.5ms", 15_000)]
    [InlineData("30 s", 300_000_000)]
    [InlineData("5min", 3_000_000_000)]
    [InlineData("24h", 864_000_000_000)]
    [InlineData("7d", 6_048_000_000_000)]
    public void Durations_are_exact(string text, long ticks) =>
        FleetFile.Parse($"{Smallest}\nnetwork: {{ withinRegion: {text} }}", "small.yaml").Fleet!.Network.WithinRegion.Ticks.ShouldBe(ticks);

    [Theory]
    [InlineData("10/s", 600)]
    [InlineData("1_000/min", 1_000)]
    [InlineData("90/h", 1.5)]
    [InlineData("1440/d", 1)]
    public void Rates_come_to_a_number_a_minute(string text, double perMinute) =>
        FleetFile.Parse($"{Smallest}\nload: {{ steady: {text} }}", "small.yaml").Fleet!.Load.SteadyMessagesPerMinute.ShouldBe(perMinute);

    [Fact]
    public void The_halt_authority_stands_apart_where_it_can()
    {
        var fleet = FleetFile.Parse(Smallest.Replace("[{ id: here }]", "[{ id: here }, { id: there }]") + "\nnetwork: { betweenRegions: 9ms }\ncontrolPlane: { region: there }", "x").Fleet!;
        (fleet.ControlPlane.Region, fleet.ControlPlane.HaltAuthorityRegion).ShouldBe(("there", "here"));
        fleet.Network.OneWay("there", "here").ShouldBe(TimeSpan.FromMilliseconds(9));
    }

    [Fact]
    public void Controls_are_switched_by_name()
    {
        var fleet = FleetFile.Parse(Smallest + "\ncontrols: { trust: observe, audit: off }", "x").Fleet!;
        fleet.Controls.ShouldBe(new Dictionary<string, ControlMode> { ["audit"] = ControlMode.Off, ["trust"] = ControlMode.Observe }, ignoreOrder: true);
    }

    [Fact]
    public void The_starter_fleet_is_good_and_worth_stressing()
    {
        var result = FleetFile.Parse(StarterFleet.Text, "starter.yaml");
        result.Problems.ShouldBeEmpty();
        var fleet = result.Fleet!;
        (fleet.AgentCount, fleet.Clusters.Count, fleet.Regions.Count, fleet.Providers.Count).ShouldBe((24, 3, 2, 2));
        fleet.Flows.Sum(f => f.SteadyPerMinute).ShouldBe(fleet.Load.SteadyMessagesPerMinute);
        fleet.Flows.Sum(f => f.PeakPerMinute).ShouldBe(fleet.Load.PeakMessagesPerMinute);
        StarterFleet.Text.Split('\n').Length.ShouldBeInRange(60, 90);
    }
}
