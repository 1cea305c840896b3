using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Baselines;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Lab.TrustScaling;
using Breakwater.Trust;

namespace Breakwater.Lab.Tests.TrustScaling;

/// <summary>That the experiment notices a control that does not work.</summary>
public sealed class CanaryTests
{
    private const int Agents = 10;

    private static readonly FleetSpecification _fleet = LabBench.Small(Agents, regions: "[{ id: north }, { id: south }]", group: ", regions: [north, south]");

    [Theory]
    [InlineData(TrustScalingExperiment.FullMesh)]
    [InlineData(TrustScalingExperiment.CachedMesh)]
    [InlineData(TrustScalingExperiment.PerCheck)]
    [InlineData(TrustScalingExperiment.Cached)]
    public void A_credential_that_somebody_else_signed_is_refused_by_everyone_who_deals_with_it(string variant)
    {
        var world = LabBench.World(_fleet, Agents, ScalingNames.Complete);
        // Same names, same shape, another root.
        world.Chains[3] = LabBench.World(_fleet, Agents, ScalingNames.Complete).Chains[3];
        if (variant is TrustScalingExperiment.FullMesh or TrustScalingExperiment.CachedMesh)
        {
            // The mesh knows the genuine issuer's key.
            world.Chains[3] = new(world.Chains[3].Leaf, world.Chains[5].Issuer);
        }
        var tally = TrustTimeTests.Round(world, Scheme(variant, world));
        tally.Checks.Count.ShouldBe(Agents * (Agents - 1));
        tally.Refused.ShouldBe(Agents - 1);
        tally.LateOrRefused.ShouldBe(Agents - 1);
    }

    [Fact]
    public void A_registry_refuses_whom_it_has_not_registered()
    {
        var world = LabBench.World(_fleet, Agents, ScalingNames.Complete);
        var scheme = new CentralRegistry(world);
        world.Chains[3] = LabBench.World(_fleet, Agents, ScalingNames.Complete).Chains[3];
        TrustTimeTests.Round(world, scheme).Refused.ShouldBe(Agents - 1);
    }

    [Theory]
    [InlineData(TrustScalingExperiment.FullMesh)]
    [InlineData(TrustScalingExperiment.PerCheck)]
    [InlineData(TrustScalingExperiment.Cached)]
    public void Credentials_that_have_expired_are_all_refused(string variant)
    {
        var world = LabBench.World(_fleet, Agents, ScalingNames.Complete);
        var scheme = Scheme(variant, world);
        var tally = new RoundTally(0, SimTime.Second);
        world.Simulator.ScheduleAt(SimTime.From(TimeSpan.FromDays(2)), new Later(() => scheme.Begin(tally)));
        try
        {
            world.Simulator.Run();
        }
        catch (SimulationException refusal) when (refusal.InnerException is InvalidOperationException { Message: var message } && message.StartsWith("A genuine roster was refused"))
        {
            return;
        }
        tally.Refused.ShouldBe(Agents * (Agents - 1));
    }

    [Fact]
    public void A_node_that_takes_rosters_from_nobody_ends_the_run()
    {
        var world = LabBench.World(_fleet, Agents, ScalingNames.Complete);
        var scheme = new VouchedHierarchy(world, new() { Memory = world.Fleet.Trust.CacheTtl, RenewEvery = world.Fleet.Trust.CheckInterval });
        var zone = world.Zones.First(z => z.Home == 0).Name;
        scheme.Controls[1].Revoke(_fleet.Tenants[0].Id, CredentialLevel.Zone, zone, world.Simulator.Clock.GetUtcNow().AddDays(1)).ShouldBeTrue();
        Should.Throw<SimulationException>(() => TrustTimeTests.Round(world, scheme)).Message.ShouldContain("A genuine roster was refused");
    }

    [Fact]
    public void A_cache_that_outlives_its_credentials_shows_in_the_measurements_and_breaks_the_finding()
    {
        var fleet = LabBench.Small(6, "trust: { cacheTtl: 20min }", group: ", tier: autonomous, highPrivilege: true");
        LabBench.Trust(fleet, TrustScalingExperiment.Cached, 6, ScalingNames.Complete).Work["refusedChecks"].ShouldBeGreaterThan(0);
        var results = LabBench.Stress(fleet, new() { Scale = [5, 6], Threads = 2 }).Results;
        results.Findings.Single(f => f.Id == "T4").Judgement.ShouldBe("break");
    }

    [Fact]
    public void A_round_knows_what_was_late_and_what_was_refused()
    {
        var tally = new RoundTally(startedNs: 100, deadlineNs: 50);
        tally.Answered(150, trusted: 3, refused: 1);
        tally.Answered(151, trusted: 2, refused: 1);
        (tally.Checks.Count, tally.Refused, tally.LateOrRefused, tally.LastDone).ShouldBe((7, 2, 4, 151));
    }

    private static VerificationScheme Scheme(string variant, TrustWorld world) => variant switch
    {
        TrustScalingExperiment.FullMesh => new FullMesh(world),
        TrustScalingExperiment.CachedMesh => new CachedMesh(world),
        TrustScalingExperiment.PerCheck => new ChainPerCheck(world),
        _ => new VouchedHierarchy(world, new() { Memory = world.Fleet.Trust.CacheTtl, RenewEvery = world.Fleet.Trust.CheckInterval }),
    };

    private sealed class Later(Action action) : SimProcess
    {
        public override void OnEvent(Simulator sim, int kind, long a, long b) => action();
    }
}
