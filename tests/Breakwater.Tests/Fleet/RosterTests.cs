using Breakwater.Fleet;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Fleet;

/// <summary>Expansion into single agents, and the roster held against what the source says.</summary>
public sealed class RosterTests
{
    private static readonly FleetSpecification _bank = FleetFile.Load(TestFiles.Bank).Fleet!;

    [Fact]
    public void The_bank_expands_to_a_hundred_named_agents_in_file_order()
    {
        var agents = FleetRoster.Expand(_bank).Agents;
        agents.Count.ShouldBe(100);
        agents.Select(a => a.Name).ShouldBeUnique();
        agents.Select(a => a.Index).ShouldBe(Enumerable.Range(0, 100));
        agents.Take(7).Select(a => (a.Name, a.Region.Id, a.Zone)).ShouldBe([
            ("data-ingest-1", "london", "market-intelligence@london"),
            ("data-ingest-2", "new-york", "market-intelligence@new-york"),
            ("data-ingest-3", "singapore", "market-intelligence@singapore"),
            ("data-ingest-4", "tokyo", "market-intelligence@tokyo"),
            ("data-ingest-5", "london", "market-intelligence@london"),
            ("data-ingest-6", "new-york", "market-intelligence@new-york"),
            ("news-sentiment-1", "new-york", "market-intelligence@new-york"),
        ]);
    }

    [Fact]
    public void Regions_are_dealt_evenly_and_no_zone_outgrows_its_authority() => Check.One(Trials.Of(), Prop.ForAll(GeneratedFleet.Any, generated =>
    {
        var fleet = generated with { Trust = generated.Trust with { MaxWorkersPerZone = 7 } };
        var agents = FleetRoster.Expand(fleet).Agents;
        agents.Count.ShouldBe(fleet.AgentCount);
        agents.Select(a => a.Name).ShouldBeUnique();
        agents.GroupBy(a => a.Zone).ShouldAllBe(z => z.Count() <= 7 && z.Select(a => a.Region.Id + a.Cluster.Id).Distinct().Count() == 1);
        var zones = agents.GroupBy(a => (a.Cluster.Id, a.Region.Id)).Select(z => z.GroupBy(a => a.Zone).ToList()).ToList();
        zones.ShouldAllBe(parts => parts.SkipLast(1).All(p => p.Count() == 7));
        zones.ShouldAllBe(parts => parts.Select(p => p.Key).SequenceEqual(Enumerable.Range(1, parts.Count).Select(i => i == 1 ? parts[0].Key : $"{parts[0].Key}#{i}")));
        foreach (var group in agents.GroupBy(a => a.Group.Id))
        {
            var perRegion = group.First().Group.Regions.Select(r => group.Count(a => a.Region.Id == r)).ToList();
            (perRegion.Max() - perRegion.Min()).ShouldBeLessThanOrEqualTo(1);
        }
    }));

    [Fact]
    public void The_bank_s_source_and_roster_disagree_in_six_points()
    {
        var findings = RosterFindings.Of(_bank);

        findings.Select(f => (f.Claim.Id, f.Claim.Stated, f.Actual, f.Agents.Count)).ShouldBe([
            ("provider-a-total", 40, 38, 38),
            ("provider-a-execution", 20, 12, 8),
            ("provider-a-infrastructure", 10, 8, 2),
            ("four-providers", 4, 3, 6),
            ("own-orchestrators", 6, 0, 0),
            ("three-boundaries", 3, 0, 0),
        ]);
        findings[1].Text.ShouldBe("The source says: Provider A serves all execution agents. It states 20; the roster adds up to 12 of 20 in Trade Execution.");
        findings[1].Agents.ShouldBe([.. Enumerable.Range(1, 4).Select(i => $"position-tracking-{i}"), .. Enumerable.Range(1, 4).Select(i => $"settlement-{i}")]);
        findings[2].Agents.ShouldBe(["audit-forensics-1", "audit-forensics-2"]);
        findings[3].Text.ShouldEndWith("the roster names 3. Counting on-premises copies as providers of their own makes 4, one possible reading (assumed).");
        findings[3].Clusters.ShouldBe(["trade-execution", "infrastructure-ops"]);
        findings[4].Text.ShouldEndWith("It states 6; its roster lists 0. This file assumes 6.");
        findings[5].Text.ShouldEndWith("It states 3 and names 0. This file assumes 3.");
    }

    [Fact]
    public void Claims_that_hold_are_no_findings()
    {
        var named = _bank with
        {
            SourceClaims = [.. _bank.SourceClaims.Select(c => c.Id == "provider-a-total" ? c with { Stated = 38 } : c)],
            TrustBoundaries = [.. _bank.TrustBoundaries.Select(b => b with { Assumed = false })],
        };
        RosterFindings.Of(named).Select(f => f.Claim.Id).ShouldBe(["provider-a-execution", "provider-a-infrastructure", "four-providers", "own-orchestrators"]);
    }
}
