using Breakwater.Fleet;
using Breakwater.Lab.Roster;
using Breakwater.Lab.Results;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Lab.Tests.Running;
using Breakwater.Trust;

namespace Breakwater.Lab.Tests.Roster;

/// <summary>Deliverable A of the bank, against the numbers of "100-Agent Stress Test" and of its fleet file.</summary>
public sealed class DeliverableATests(BankRun run) : IClassFixture<BankRun>
{
    private readonly ResultsDocument _results = run.Results;

    [Fact]
    public void The_bank_has_a_hundred_agents_in_28_groups_under_6_orchestrators_that_hold_no_tool()
    {
        var roster = _results.Roster;
        roster.Agents.Count.ShouldBe(100);
        roster.Agents.Select(a => a.Name).Distinct().Count().ShouldBe(100);
        roster.Agents.Select(a => a.Identity).Distinct().Count().ShouldBe(100);
        roster.Groups.Count.ShouldBe(28);
        roster.Groups.Sum(g => g.Agents).ShouldBe(100);
        roster.Groups.ShouldAllBe(g => roster.Agents.Count(a => a.Group == g.Id) == g.Agents);
        roster.Orchestrators.Count.ShouldBe(6);
        roster.Orchestrators.Select(o => o.Cluster).Distinct().Count().ShouldBe(6);
        roster.Orchestrators.Select(o => o.Id).Intersect(roster.Agents.Select(a => a.Name)).ShouldBeEmpty();
        roster.Regions.Sum(r => r.Agents).ShouldBe(100);
        roster.Boundaries.Count.ShouldBe(3);
    }

    [Fact]
    public void Every_share_adds_up_and_agrees_with_the_agents()
    {
        var roster = _results.Roster;
        roster.Providers.Sum(p => p.Agents).ShouldBe(100);
        roster.Providers.ShouldAllBe(p => p.Agents == roster.Agents.Count(a => a.Vendor == p.Vendor && a.Cluster == p.Cluster));
        roster.Providers.ShouldAllBe(p => p.OnPremises == roster.Agents.Count(a => a.Vendor == p.Vendor && a.Cluster == p.Cluster && a.OnPremises));
        roster.Providers.Where(p => p.ControlPlane).Select(p => p.Cluster).Distinct().ShouldBe(LabBench.Bank.Clusters.Where(c => c.IsControlPlane).Select(c => c.Id));
        roster.Agents.Select(a => a.Vendor).Distinct().Order(StringComparer.Ordinal).ShouldBe(["provider-a", "provider-b", "provider-c"]);
    }

    [Fact]
    public void The_tree_of_authorities_is_the_one_that_the_trust_control_builds()
    {
        var roster = FleetRoster.Expand(LabBench.Bank);
        var work = default(Contracts.Work);
        var real = TrustHierarchy.Create(roster, Contracts.P256Signer.Create, TimeProvider.System, ref work);
        var authorities = _results.Roster.Authorities;
        authorities.Single(a => a.Level == "root").Children.ShouldBe(real.Regions.Count);
        authorities.Where(a => a.Level == "region").Select(a => a.Name).ShouldBe(real.Regions.Keys, ignoreOrder: true);
        authorities.Where(a => a.Level == "zone").Select(a => a.Name).ShouldBe(real.Zones.Keys, ignoreOrder: true);
        authorities.Where(a => a.Level == "region").ShouldAllBe(r => r.Children == authorities.Count(z => z.Parent == r.Name));
        authorities.Where(a => a.Level == "zone").Sum(a => a.Children).ShouldBe(100 + 6);
        _results.Deliverables[0].Specification[1].ShouldStartWith($"Trust runs root → {real.Regions.Count} regional authorities → {real.Zones.Count} zones");
    }

    [Fact]
    public void Lives_follow_tier_and_privilege()
    {
        foreach (var agent in _results.Roster.Agents)
        {
            agent.CredentialLife.ShouldBe((agent.Tier, agent.HighPrivilege) switch
            {
                ("autonomous", true) => "15 min",
                ("autonomous", false) => "1 h",
                (_, true) => "1 h",
                _ => "24 h",
            }, agent.Name);
        }
        _results.Roster.Orchestrators.ShouldAllBe(o => o.CredentialLife == "1 h");
    }

    [Fact]
    public void Deliverable_A_is_complete_in_its_five_parts()
    {
        var a = _results.Deliverables[0];
        (a.Id, a.Status).ShouldBe(("A", "complete"));
        a.Specification.ShouldNotBeEmpty();
        a.ControlMapping.ShouldNotBeEmpty();
        a.StressPoints.ShouldNotBeEmpty();
        a.Findings.ShouldNotBeEmpty();
        a.Recommendations.ShouldNotBeEmpty();
        a.Specification[0].ShouldStartWith("100 agents in 6 clusters and 28 groups");
        _results.Findings.Count(f => f.Id is ['A', >= '0' and <= '9', ..]).ShouldBe(RosterFindings.Of(LabBench.Bank).Count);
    }

    [Fact]
    public void The_questions_that_the_roster_answers_are_answered_from_it()
    {
        var top = _results.Roster.Agents.GroupBy(a => a.Vendor).OrderByDescending(g => g.Count()).First();
        _results.Questions.Single(q => q.Id == "1.5.1").Answer!.ShouldContain($"{top.Key}: {top.Count()} of 100 ({top.Count()}%)");
        _results.Questions.Single(q => q.Id == "1.5.2").Answer!.ShouldStartWith($"Measured: while {top.Key} is out, {top.Count()} of 100 agents");
    }

    [Fact]
    public void A_fleet_whose_zones_do_not_fit_under_its_regions_is_told_so_before_anything_runs()
    {
        var fleet = LabBench.Small(30, "trust: { maxZonesPerRegion: 2, maxWorkersPerZone: 10 }");
        var (deliverable, _) = DeliverableA.Build(FleetRoster.Expand(fleet), use => new(use.Id, "", null, "", use.Configuration));
        deliverable.StressPoints[0].Judgement.ShouldBe("break");
        deliverable.StressPoints[0].Reasoning.ShouldContain("3 of at most 2 zones");
    }

    [Fact]
    public void A_fleet_without_a_control_plane_does_not_count_it()
    {
        var answers = RosterAnswers.Of(FleetRoster.Expand(LabBench.Small(4))).ToDictionary(a => a.Id, a => a.Answer);
        answers["1.5.2"].ShouldBe("vendor: 100% of the agents; the fleet has no control-plane cluster.");
        answers.ShouldNotContainKey("1.5.3");
    }
}
