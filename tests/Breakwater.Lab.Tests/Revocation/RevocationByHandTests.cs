using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Revocation;
using Breakwater.Lab.Tests.Experiments;

namespace Breakwater.Lab.Tests.Revocation;

/// <summary>A fleet so small that every number can be had on paper.</summary>
public sealed class RevocationByHandTests
{
    // 12 agents at 720 messages a minute: each decides once a second, of which 30 in the time that detection takes.
    private const string Load = "load: { steady: 720/min, peak: 720/min }\nscaling: { partnersPerAgent: 4 }";
    private const string TwoPlaces = "[{ id: north }, { id: south }]";
    private const double DetectionSeconds = 30;
    private const double Ttl = 300;

    private static readonly FleetSpecification _fleet = LabBench.Small(12, Load, TwoPlaces, ", regions: [north, south]");
    private static readonly double _phase = StableHash.Fraction("attack.phase", "chat-1");

    [Theory]
    [InlineData(RevocationExperiment.None)]
    [InlineData(RevocationExperiment.FullMesh)]
    [InlineData(RevocationExperiment.Registry)]
    [InlineData(RevocationExperiment.CachedMesh)]
    [InlineData(RevocationExperiment.Gates)]
    public void Poisoned_before_the_order_is_rate_times_detection(string variant) =>
        LabBench.Revoke(_fleet, variant, 12).Effect["agentPoisonedBefore"].ShouldBe(DetectionSeconds, 1);

    [Fact]
    public void The_gates_refuse_as_soon_as_the_order_can_be_there()
    {
        var measured = LabBench.Revoke(_fleet, RevocationExperiment.Gates, 12);
        measured.Effect["agentReachMs"].ShouldBeInRange(40, 41);
        measured.Effect["zoneReachMs"].ShouldBeInRange(40, 41);
        measured.Effect["forgedBelieved"].ShouldBe(0);
        measured.Effect["agentPoisoned"].ShouldBeLessThanOrEqualTo(1);
        // One record, from the control plane's node to the other, however many agents the zone has.
        measured.Work["agentRecords"].ShouldBe(1);
        measured.Work["zoneRecords"].ShouldBe(1);
        measured.Work["zoneAgents"].ShouldBe(6);
    }

    [Fact]
    public void On_the_bank_the_gates_need_one_way_to_the_farthest_node()
    {
        var fleet = LabBench.Bank;
        var farthest = fleet.Nodes.Max(n => fleet.Network.OneWay(fleet.ControlPlane.Region, n.Region).TotalMilliseconds);
        var measured = LabBench.Revoke(fleet, RevocationExperiment.Gates, 100);
        measured.Effect["agentReachMs"].ShouldBeInRange(farthest, farthest + 1);
        measured.Effect["zoneReachMs"].ShouldBeInRange(farthest, farthest + 1);
        measured.Effect["forgedBelieved"].ShouldBe(0);
        measured.Work["zoneRecords"].ShouldBe(fleet.Nodes.Count - 1);
    }

    [Fact]
    public void One_node_obeys_at_once()
    {
        var measured = LabBench.Revoke(LabBench.Small(6, Load), RevocationExperiment.Gates, 6);
        measured.Effect["agentReachMs"].ShouldBe(0);
        measured.Effect["agentPoisoned"].ShouldBe(0);
        measured.Work["zoneRecords"].ShouldBe(0);
    }

    [Fact]
    public void A_blind_cache_believes_until_the_last_of_its_entries_lapses()
    {
        var measured = LabBench.Revoke(_fleet, RevocationExperiment.CachedMesh, 12);
        // The four partners are asked for the first time 0, 1, 2 and 3 s after the first decision; probes come every second.
        var lastLapse = _phase + 3 + Ttl - DetectionSeconds;
        measured.Effect["agentReachMs"].ShouldBe(Math.Ceiling(lastLapse) * 1_000);
        // One decision a second goes on being believed, but for the partners whose entry has lapsed already.
        measured.Effect["agentPoisoned"].ShouldBe(lastLapse, 4);
        measured.Work["agentRecords"].ShouldBe(12);
    }

    [Fact]
    public void A_cache_that_nobody_has_filled_delays_nothing()
    {
        // One decision an hour: nobody has ever asked when the order comes, and looking must not make anybody believe.
        var idle = LabBench.Small(12, "load: { steady: 12/h, peak: 12/h }", TwoPlaces, ", regions: [north, south]");
        var measured = LabBench.Revoke(idle, RevocationExperiment.CachedMesh, 12);
        measured.Effect["agentPoisonedBefore"].ShouldBe(0);
        measured.Effect["agentReachMs"].ShouldBeInRange(40, 41);
    }

    [Fact]
    public void A_mesh_with_lists_takes_as_long_as_the_list_takes_to_the_farthest_partner_and_believes_forgeries()
    {
        var measured = LabBench.Revoke(_fleet, RevocationExperiment.FullMesh, 12);
        measured.Effect["agentReachMs"].ShouldBeInRange(40, 41);
        measured.Effect["forgedBelieved"].ShouldBe(60);
        measured.Work["agentRecords"].ShouldBe(12);
        measured.Work["zoneRecords"].ShouldBe(12 * 6);
    }

    [Fact]
    public void A_registry_strikes_the_line_at_once()
    {
        var measured = LabBench.Revoke(_fleet, RevocationExperiment.Registry, 12);
        measured.Effect["agentReachMs"].ShouldBe(0);
        measured.Effect["zoneReachMs"].ShouldBe(0);
        measured.Effect["forgedBelieved"].ShouldBe(0);
        measured.Work["zoneRecords"].ShouldBe(6);
    }

    [Fact]
    public void Without_verification_nobody_is_ever_refused()
    {
        var measured = LabBench.Revoke(_fleet, RevocationExperiment.None, 12);
        measured.Effect["agentReachMs"].ShouldBe((Ttl + 60) * 1_000);
        measured.Effect["zoneReachMs"].ShouldBe((Ttl + 60) * 1_000);
        measured.Effect["agentPoisoned"].ShouldBe(Ttl + 60, 1);
        measured.Effect["zonePoisoned"].ShouldBe(6 * (Ttl + 60), 6);
        measured.Effect["forgedBelieved"].ShouldBe(60);
    }

    [Fact]
    public void Two_runs_measure_the_same_and_a_seed_changes_only_who_deals_with_whom()
    {
        foreach (var variant in new RevocationExperiment().Spec.Variants)
        {
            var (first, second, other) = (LabBench.Revoke(_fleet, variant.Id, 12), LabBench.Revoke(_fleet, variant.Id, 12), LabBench.Revoke(_fleet, variant.Id, 12, seed: 9));
            second.Effect.ShouldBe(first.Effect);
            second.Work.ShouldBe(first.Work);
            other.Work.ShouldBe(first.Work);
        }
    }
}
