using System.Text.Json;
using Breakwater.Fleet;
using Breakwater.Lab.Structure;
using Breakwater.Lab.Tests.Calibration;

namespace Breakwater.Lab.Tests.Structure;

/// <summary>The bank's own facts, and the same bank with 100,000 agents.</summary>
public sealed class BankTests
{
    private static readonly FleetSpecification _bank = FleetFile.Load(Path.Combine(Repository.Root, "scenarios", "investment-bank.yaml")).Fleet!;

    [Fact]
    public void The_banks_numbers_are_those_of_its_agents()
    {
        var (found, oracle) = (StructureAssessment.Of(_bank), new AgentOracle(_bank));
        found.Delegation.Possible.ShouldBe(9_900);
        found.Delegation.Declared.ShouldBe(oracle.DeclaredPairs);
        found.Delegation.DeclaredFromOrchestrators.ShouldBe(oracle.OrchestratorPairs);
        found.Delegation.LongestChain.Hops.ShouldBe(5);
        found.Delegation.Cycles.ShouldBeEmpty();
        found.AttackPaths.OneStep.ShouldBe(oracle.Paths(1));
        found.AttackPaths.TwoSteps.ShouldBe(oracle.Paths(2));
        found.AttackPaths.ThreeSteps.ShouldBe(oracle.Paths(3));
        found.Reach.AgentTools.ShouldBe(_bank.Clusters.SelectMany(c => c.Groups).Sum(g => g.Agents * oracle.Reach().Count(r => r.Key.Item1 == g.Id)));
        found.SinglePoints.ShouldNotContain(p => p.Kind == "agent", "no group of the bank is a single agent");
    }

    [Fact]
    public void Trading_strategy_can_have_an_order_submitted_by_delegation_alone()
    {
        var venues = StructureAssessment.Of(_bank).ExternalWrites.Single(w => w.Boundary == "venues-and-counterparties");
        venues.HolderClusters.ShouldBe(["trade-execution"]);
        var strategy = venues.Others.Single(o => o.Cluster == "trading-strategy");
        strategy.ByDelegation!.Tool.ShouldBe("submit-order");
        strategy.ByDelegation.Path.Steps.Select(s => s.To).ShouldBe(["order-management"]);
        venues.Others.Single(o => o.Cluster == "infrastructure-ops").Path.ShouldBeNull();
    }

    [Fact]
    public void Structure_answers_these_questions()
    {
        var answers = StructureAssessment.Of(_bank).Answers;
        answers.Select(a => a.Id).ShouldBe(["1.1.1", "1.2.1", "1.2.3", "1.3.1", "1.3.2", "1.3.4", "1.3.5", "1.4.1", "1.5.1", "1.5.2", "1.5.3", "1.6.1", "1.6.2", "1.7.4", "1.8.2"]);
        answers.Where(a => !a.Complete).Select(a => a.Id).ShouldBe(["1.2.1", "1.7.4"]);
        answers.ShouldAllBe(a => a.Answer.Any(char.IsAsciiDigit) || a.Id == "1.3.1" || a.Id == "1.3.2" || a.Id == "1.3.5" || a.Id == "1.5.3");
    }

    [Fact]
    public void With_100_000_agents_the_groups_tell_the_same()
    {
        var (small, large) = (StructureAssessment.Of(_bank), StructureAssessment.Of(FleetScaler.Scale(_bank, 100_000).Fleet));
        large.Fleet.Agents.ShouldBe(100_000);
        Json(large.Handoffs).ShouldBe(Json(small.Handoffs));
        Json(large.Delegation.LongestChain).ShouldBe(Json(small.Delegation.LongestChain));
        Json(large.Reach.Groups.Select(r => r with { Agents = 1 })).ShouldBe(Json(small.Reach.Groups.Select(r => r with { Agents = 1 })));
        Json(large.Rules.Findings.Select(f => f with { Agents = 1 })).ShouldBe(Json(small.Rules.Findings.Select(f => f with { Agents = 1 })));
        large.SinglePoints.Select(p => (p.Kind, p.Id)).ShouldBe(small.SinglePoints.Select(p => (p.Kind, p.Id)));

        // Every group has a thousand times its agents, so paths of different groups have a thousand times as many for each agent on them.
        large.Delegation.Declared.ShouldBe(small.Delegation.Declared * 1_000_000);
        large.AttackPaths.OneStep.ShouldBe(small.AttackPaths.OneStep * 1_000_000);
        large.AttackPaths.ThreeSteps.ShouldBeGreaterThan(small.AttackPaths.ThreeSteps * 1_000_000_000_000);
    }

    [Fact]
    public void The_same_file_gives_the_same_bytes() => Json(StructureAssessment.Of(_bank)).ShouldBe(Json(StructureAssessment.Of(FleetFile.Load(Path.Combine(Repository.Root, "scenarios", "investment-bank.yaml")).Fleet!)));

    [Fact]
    public void Numbers_of_any_size_survive_json()
    {
        var large = StructureAssessment.Of(FleetScaler.Scale(_bank, 100_000).Fleet).AttackPaths;
        JsonSerializer.Deserialize<AttackPaths>(Json(large)).ShouldBe(large);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
