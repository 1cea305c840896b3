using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Structure;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;
using Barrier = Breakwater.Fleet.Barrier;

namespace Breakwater.Lab.Tests.Structure;

/// <summary>A fleet with nothing wrong gets k faults at random places, and exactly those k are found.</summary>
public sealed class PlantedTests
{
    private const int Groups = 12;

    [Fact]
    public void A_fleet_with_nothing_wrong_has_no_finding()
    {
        var found = StructureAssessment.Of(Clean());
        found.Rules.Findings.ShouldBeEmpty();
        found.Reach.Groups.ShouldBeEmpty();
        found.ControlPlane.Entrances.ShouldBeEmpty();
        found.Crossings.Barriers.ShouldBeEmpty();
        found.SinglePoints.Where(p => p.Kind is "agent" or "group" or "provider" or "region").ShouldBeEmpty();
    }

    [Fact]
    public void As_many_bad_rules_and_grants_as_were_planted() => Check.One(
        Trials.Of(200),
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var draw = new LabRandom(seed);
            var fleet = Clean();
            var expected = new List<(string Criterion, string Subject, string? Tool)>();
            var places = Enumerable.Range(0, Groups).ToArray();
            draw.Shuffle(places.AsSpan());
            foreach (var group in places[..draw.NextInt(Groups)]) { fleet = Plant(fleet, draw.NextInt(7), group, expected); }
            StructureAssessment.Of(fleet).Rules.Findings.Select(f => (f.Criterion, f.Subject, f.Tool)).ShouldBe(expected, ignoreOrder: true);
        }));

    [Fact]
    public void As_many_entrances_and_crossings_as_were_planted() => Check.One(
        Trials.Of(100),
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var draw = new LabRandom(seed);
            var (flows, entrances, crossings) = (new List<Flow>(), new List<string>(), new List<string>());
            for (var i = draw.NextInt(12); i > 0; i--)
            {
                // Groups 0 to 3 stand left of the wall, 4 to 7 right; 8 to 11 are the control plane.
                var (from, to) = (draw.NextInt(Groups), draw.NextInt(Groups));
                var flow = SmallFleets.Flow($"g{from}", $"g{to}", i);
                flows.Add(flow);
                if (from < 8 && to >= 8) { entrances.Add(flow.Id); }
                if (Math.Max(from, to) is >= 4 and < 8 && Math.Min(from, to) < 4) { crossings.Add(flow.Id); }
            }
            var found = StructureAssessment.Of(Clean() with { Flows = flows });
            found.ControlPlane.Entrances.Select(e => e.Link).ShouldBe(entrances, ignoreOrder: true);
            found.Crossings.Barriers.Select(c => c.Link).ShouldBe(crossings, ignoreOrder: true);
        }));

    // Three clusters of four groups; each group has two reads and a write of its own, and its orchestrator two rules that share them out.
    private static FleetSpecification Clean()
    {
        var tools = Enumerable.Range(0, Groups).SelectMany(g => new[]
        {
            SmallFleets.Tool($"a{g}"), SmallFleets.Tool($"b{g}"), SmallFleets.Tool($"c{g}", ToolAccess.Write),
        });
        var clusters = Enumerable.Range(0, 3).Select(c => SmallFleets.Cluster(
            $"c{c}", c == 2, [.. Enumerable.Range(c * 4, 4).Select(g => SmallFleets.Group($"g{g}", 3, [$"a{g}", $"b{g}", $"c{g}"], g % 2 == 0 ? "v" : "w"))]));
        var rules = Enumerable.Range(0, Groups).SelectMany(g => new[]
        {
            SmallFleets.Rule($"c{g / 4}-o", $"g{g}", 1, $"a{g}", $"b{g}"), SmallFleets.Rule($"c{g / 4}-o", $"g{g}", 1, $"c{g}"),
        });
        return SmallFleets.Of([.. clusters], [.. tools], [], [.. rules]) with
        {
            Barriers = [new Barrier("wall", "Wall", ["g0", "g1", "g2", "g3"], ["g4", "g5", "g6", "g7"], ["secret"])],
        };
    }

    private static FleetSpecification Plant(FleetSpecification fleet, int kind, int group, List<(string, string, string?)> expected)
    {
        var (id, orchestrator) = ($"g{group}", $"c{group / 4}-o");
        var stranger = $"a{(group + 1) % Groups}";
        DelegationRule rule;
        switch (kind)
        {
            case 0:
                rule = SmallFleets.Rule(orchestrator, id, 1, stranger);
                expected.Add(("permission-not-held", rule.Id, stranger));
                return With(rule);
            case 1:
                rule = SmallFleets.Rule(orchestrator, id, 1, $"a{group}", $"b{group}", $"c{group}");
                expected.Add(("hands-over-everything", rule.Id, null));
                return With(rule);
            case 2:
                rule = SmallFleets.Rule(orchestrator, id, 4, $"a{group}");
                expected.Add(("depth-beyond-any-chain", rule.Id, null));
                return With(rule);
            case 3:
                expected.Add(("write-at-tier-1", id, $"c{group}"));
                return Change(g => g with { Tier = AutonomyTier.Supervised });
            case 4:
                expected.Add(("no-task-names-it", id, stranger));
                return Change(g => g with { Tools = [.. g.Tools, stranger] });
            case 5:
                // A further group of the cluster with half of all tools, however many others add, each of which one of two rules permits.
                var half = Enumerable.Range(0, Groups * 2 / 3).SelectMany(g => new[] { $"a{g}", $"b{g}", $"c{g}" }).ToList();
                expected.Add(("half-of-all-tools", $"x{group}", null));
                var grown = fleet with
                {
                    Clusters = [.. fleet.Clusters.Select(c => c.Orchestrator.Id == orchestrator ? c with { Groups = [.. c.Groups, SmallFleets.Group($"x{group}", 2, half)] } : c)],
                };
                return grown with
                {
                    Delegations = [.. fleet.Delegations, SmallFleets.Rule(orchestrator, $"x{group}", 1, [.. half[..12]]), SmallFleets.Rule(orchestrator, $"x{group}", 1, [.. half[12..]])],
                };
            default:
                // The cluster's orchestrator may assign it; a group of another cluster may not.
                var critical = SmallFleets.Tool($"z{group}", ToolAccess.Write, RiskClass.Critical);
                rule = SmallFleets.Rule($"g{(group + 4) % Groups}", id, 2, critical.Id);
                expected.Add(("critical-write-across-clusters", rule.Id, critical.Id));
                var armed = Change(g => g with { Tools = [.. g.Tools, critical.Id] });
                return armed with { Tools = [.. fleet.Tools, critical], Delegations = [.. fleet.Delegations, SmallFleets.Rule(orchestrator, id, 1, critical.Id), rule] };
        }

        FleetSpecification With(DelegationRule added) => fleet with { Delegations = [.. fleet.Delegations, added] };

        FleetSpecification Change(Func<AgentGroup, AgentGroup> change) =>
            fleet with { Clusters = [.. fleet.Clusters.Select(c => c with { Groups = [.. c.Groups.Select(g => g.Id == id ? change(g) : g)] })] };
    }
}
