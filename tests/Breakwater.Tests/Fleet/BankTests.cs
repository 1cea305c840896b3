using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Tests.Fleet;

/// <summary>The shipped bank is the source's roster: every sub-group with its count and provider.</summary>
public sealed class BankTests
{
    private static readonly FleetSpecification _bank = Load();

    // Cluster, sub-group, agents and provider as the table of the 100-Agent Stress Test has them; `*` marks on premises.
    private const string Roster = """
        Market Intelligence | Data Ingest | 6 | A
        Market Intelligence | News & Sentiment | 4 | B
        Market Intelligence | Research Synthesis | 4 | C
        Market Intelligence | Macro Analysis | 2 | B
        Market Intelligence | Data Quality | 2 | A
        Trading Strategy | Alpha Generation | 6 | C
        Trading Strategy | Risk Modelling | 4 | A
        Trading Strategy | Portfolio Optimisation | 4 | C
        Trading Strategy | Execution Strategy | 4 | A
        Trading Strategy | Backtesting | 4 | B
        Trade Execution | Order Management | 4 | A
        Trade Execution | Smart Routing | 4 | A
        Trade Execution | Position Tracking | 4 | B
        Trade Execution | Settlement | 4 | B
        Trade Execution | Market Making | 4 | A*
        Risk & Compliance | Pre-Trade Compliance | 4 | C
        Risk & Compliance | Position Limits | 2 | A
        Risk & Compliance | Chinese Wall Monitor | 2 | C
        Risk & Compliance | Regulatory Reporting | 4 | B
        Risk & Compliance | Conduct Surveillance | 4 | C
        Client Operations | Client Reporting | 4 | B
        Client Operations | Client Queries | 4 | C
        Client Operations | Onboarding | 2 | B
        Client Operations | Suitability | 4 | C
        Infrastructure & Ops | System Monitoring | 4 | A
        Infrastructure & Ops | Incident Response | 2 | A*
        Infrastructure & Ops | Capacity Management | 2 | A
        Infrastructure & Ops | Audit & Forensics | 2 | B
        """;

    [Fact]
    public void Its_groups_are_the_roster_of_the_source()
    {
        var letter = _bank.Providers.ToDictionary(p => p.Id, p => (p.Vendor ?? p.Id)[^1..].ToUpperInvariant() + (p.OnPremises ? "*" : ""));

        var groups = _bank.Clusters.SelectMany(c => c.Groups.Select(g => $"{c.Name} | {g.Name} | {g.Agents} | {letter[g.Provider]}"));

        groups.ShouldBe(Roster.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        _bank.AgentCount.ShouldBe(100);
        _bank.Clusters.Select(c => c.Groups.Sum(g => g.Agents)).ShouldBe([18, 22, 20, 16, 14, 10]);
    }

    [Theory]
    [InlineData("provider-a", 38)]
    [InlineData("provider-b", 30)]
    [InlineData("provider-c", 32)]
    public void Its_vendors_serve_what_the_roster_adds_up_to(string vendor, int agents)
    {
        var ids = _bank.Providers.Where(p => (p.Vendor ?? p.Id) == vendor).Select(p => p.Id).ToList();
        _bank.Clusters.SelectMany(c => c.Groups).Where(g => ids.Contains(g.Provider)).Sum(g => g.Agents).ShouldBe(agents);
    }

    [Fact]
    public void Its_flows_add_up_to_its_load()
    {
        _bank.Flows.Sum(f => f.SteadyPerMinute).ShouldBe(1_000);
        _bank.Flows.Sum(f => f.PeakPerMinute).ShouldBe(10_000);
        (_bank.Load.SteadyMessagesPerMinute, _bank.Load.PeakMessagesPerMinute).ShouldBe((1_000, 10_000));
        _bank.Load.Curve.Count.ShouldBe(24);
        _bank.Load.Curve.Values.Max().ShouldBe(1);
    }

    [Fact]
    public void Only_trade_execution_writes_to_venues()
    {
        var venues = _bank.Tools.Where(t => t is { Boundary: "venues-and-counterparties", Access: ToolAccess.Write }).Select(t => t.Id).ToList();
        venues.Count.ShouldBe(7);
        _bank.Clusters.Where(c => c.Groups.Any(g => g.Tools.Intersect(venues).Any())).Select(c => c.Id).ShouldBe(["trade-execution"]);
    }

    [Fact]
    public void It_stands_in_four_regions_with_three_assumed_boundaries_and_six_assumed_orchestrators()
    {
        _bank.Regions.Select(r => r.Id).ShouldBe(["london", "new-york", "singapore", "tokyo"]);
        _bank.TrustBoundaries.Count(b => b.Assumed).ShouldBe(3);
        _bank.Clusters.Count(c => c.Orchestrator.Assumed).ShouldBe(6);
        _bank.Clusters.Where(c => c.IsControlPlane).Select(c => c.Id).ShouldBe(["infrastructure-ops"]);
        _bank.Clusters.ShouldAllBe(c => c.Description.Length > 50);
        _bank.Assumptions.Count.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Tier_3_is_the_pre_approved_time_critical_functions()
    {
        _bank.Clusters.SelectMany(c => c.Groups).Where(g => g.Tier == AutonomyTier.Autonomous).Select(g => g.Id)
            .ShouldBe(["smart-routing", "market-making", "pre-trade-compliance", "incident-response"]);
    }

    [Fact]
    public void Every_tool_and_label_is_held_by_someone()
    {
        var groups = _bank.Clusters.SelectMany(c => c.Groups).ToList();
        _bank.Tools.Select(t => t.Id).Except(groups.SelectMany(g => g.Tools)).ShouldBeEmpty();
        _bank.Labels.Select(l => l.Id).Except(groups.SelectMany(g => g.Labels)).ShouldBeEmpty();
    }

    private static FleetSpecification Load()
    {
        var result = FleetFile.Load(TestFiles.Bank);
        result.Problems.ShouldBeEmpty();
        return result.Fleet!;
    }
}
