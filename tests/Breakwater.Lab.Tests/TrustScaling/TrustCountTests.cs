using Breakwater.Contracts;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Lab.TrustScaling;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.TrustScaling;

/// <summary>What each scheme must do, counted on paper.</summary>
public sealed class TrustCountTests
{
    private const int Degree = 8;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(41)]
    public void A_mesh_in_which_everyone_deals_with_everyone_makes_one_check_for_each_ordered_pair(int n)
    {
        var measured = LabBench.Trust(LabBench.Bank, TrustScalingExperiment.FullMesh, n, ScalingNames.Complete);
        measured.Work["signatureChecks"].ShouldBe(n * (n - 1));
        measured.Work["steadyChecks"].ShouldBe(n * (n - 1));
        measured.Work["signatures"].ShouldBe(0);
    }

    [Theory]
    [InlineData(5, 20)]
    [InlineData(9, 72)]
    [InlineData(10, 80)]
    [InlineData(60, 480)]
    public void A_mesh_of_constant_degree_makes_one_check_for_each_partner(int n, int checks)
    {
        LabBench.Bank.Scaling.PartnersPerAgent.ShouldBe(Degree);
        LabBench.Trust(LabBench.Bank, TrustScalingExperiment.FullMesh, n, ScalingNames.ConstantDegree).Work["signatureChecks"].ShouldBe(checks);
    }

    [Theory]
    [InlineData(ScalingNames.Complete)]
    [InlineData(ScalingNames.ConstantDegree)]
    public void A_mesh_costs_its_checks_at_the_calibrated_price_and_the_issuers_keys(string scaling)
    {
        var measured = LabBench.Trust(LabBench.Bank, TrustScalingExperiment.FullMesh, 30, scaling);
        // Each issuer's key is decoded once; hashing what is signed comes on top and is next to nothing.
        var issuers = LabBench.Context(LabBench.Bank, 30, scaling).Roster.Agents.Select(a => a.Zone).Distinct().Count();
        var price = LabBench.Ms(WorkUnit.SignatureCheck, measured.Work["signatureChecks"]) + LabBench.Ms(WorkUnit.KeyImport, issuers);
        measured.Effect["coreMs"].ShouldBeInRange(price, price * 1.005);
        var (perHour, seconds) = ((double)LabBench.Bank.ControlPlane.CoreHourPrice.Amount, measured.Effect["coreMs"] / 1_000);
        measured.Money.ShouldBe(seconds / 30 * 30 * 86_400 / 3_600 * perHour, 1e-9);
    }

    [Theory]
    [InlineData(ScalingNames.Complete, 12)]
    [InlineData(ScalingNames.ConstantDegree, 40)]
    public void A_cache_that_lives_for_ten_rounds_saves_nine_of_them(string scaling, int n)
    {
        var alone = LabBench.Trust(LabBench.Bank, TrustScalingExperiment.FullMesh, n, scaling).Work["signatureChecks"];
        var cached = LabBench.Trust(LabBench.Bank, TrustScalingExperiment.CachedMesh, n, scaling);
        cached.Work["signatureChecks"].ShouldBe(alone);
        cached.Work["steadyChecks"].ShouldBe(alone * 0.1, 1e-9);
        cached.Work["cacheLookups"].ShouldBe(alone);
    }

    [Fact]
    public void A_registry_signs_once_and_is_checked_once_for_each_pair()
    {
        var measured = LabBench.Trust(LabBench.Bank, TrustScalingExperiment.Registry, 20, ScalingNames.Complete);
        measured.Work["signatures"].ShouldBe(380);
        measured.Work["signatureChecks"].ShouldBe(380);
        measured.Work["cacheLookups"].ShouldBe(380);
    }

    [Fact]
    public void No_verification_does_nothing_at_all()
    {
        var measured = LabBench.Trust(LabBench.Bank, TrustScalingExperiment.None, 20, ScalingNames.Complete);
        measured.Work.Values.ShouldAllBe(v => v == 0);
        measured.Effect.Values.ShouldAllBe(v => v == 0);
        measured.Money.ShouldBe(0);
    }

    [Theory]
    [InlineData(TrustScalingExperiment.Hierarchy, ScalingNames.Complete, 100)]
    [InlineData(TrustScalingExperiment.Cached, ScalingNames.Complete, 100)]
    [InlineData(TrustScalingExperiment.Hierarchy, ScalingNames.ConstantDegree, 300)]
    [InlineData(TrustScalingExperiment.Cached, ScalingNames.ConstantDegree, 300)]
    [InlineData(TrustScalingExperiment.Cached, ScalingNames.ConstantDegree, 7)]
    public void A_hierarchy_checks_each_agent_once_and_each_authority_once_on_each_node_and_each_roster_where_it_arrives(string variant, string scaling, int n)
    {
        var agents = LabBench.Context(LabBench.Bank, n, scaling).Roster.Agents;
        var nodes = LabBench.Bank.Nodes.Count;
        var zones = agents.Select(a => a.Zone).Distinct().Count();
        var regions = agents.Select(a => a.Region.Id).Distinct().Count();
        var measured = LabBench.Trust(LabBench.Bank, variant, n, scaling);
        measured.Work["signatureChecks"].ShouldBe(n + nodes * (regions + zones) + (nodes - 1) * zones);
        measured.Work["signatures"].ShouldBe(zones);
    }

    [Fact]
    public void As_shipped_a_thousand_agents_cost_at_most_1_3_checks_each_in_150_ms()
    {
        var measured = LabBench.Trust(LabBench.Bank, TrustScalingExperiment.Cached, 1_000, ScalingNames.ConstantDegree);
        measured.Work["checksPerAgent"].ShouldBeLessThanOrEqualTo(1.3);
        measured.Work["checksPerAgent"].ShouldBe(measured.Work["signatureChecks"] / 1_000);
        measured.Work["possessionProofs"].ShouldBe(1_000);
        measured.Effect["coreMs"].ShouldBeLessThanOrEqualTo(2 * LabBench.Ms(WorkUnit.SignatureCheck, measured.Work["signatureChecks"]));
        measured.Effect["coldMs"].ShouldBeLessThanOrEqualTo(150);
        measured.Effect["failureShare"].ShouldBe(0);
    }

    [Fact]
    public void A_chain_followed_at_every_check_costs_one_to_three_checks_and_never_less_than_the_mesh()
    {
        var measured = LabBench.Trust(LabBench.Bank, TrustScalingExperiment.PerCheck, 20, ScalingNames.Complete);
        var context = LabBench.Context(LabBench.Bank, 20, ScalingNames.Complete);
        // Two links below the region that asker and subject share, three where they share only the root.
        var byHand = context.Roster.Agents.Sum(a => context.Roster.Agents.Where(b => a != b).Sum(b => a.Region.Id == b.Region.Id ? 2 : 3));
        measured.Work["signatureChecks"].ShouldBe(byHand);
    }

    [Fact]
    public void Everyone_checks_and_is_checked_equally_often_whatever_the_seed() =>
        Check.One(Trials.Of(), Prop.ForAll(Gen.Choose(2, 40).Two().ToArbitrary(), pair =>
        {
            var (n, seed) = pair;
            var world = new TrustWorld(LabBench.Context(LabBench.Bank, n, ScalingNames.ConstantDegree, (ulong)seed), new(1));
            var partners = Enumerable.Range(0, n).Select(a => Enumerable.Range(0, world.Degree).Select(i => world.Partner(a, i)).ToList()).ToList();
            partners.Select((p, a) => p.Distinct().Count() == Math.Min(Degree, n - 1) && !p.Contains(a)).ShouldAllBe(good => good);
            partners.SelectMany(p => p).GroupBy(p => p).Select(g => g.Count()).ShouldAllBe(count => count == Math.Min(Degree, n - 1));
        }));
}
