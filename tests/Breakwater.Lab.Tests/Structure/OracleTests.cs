using Breakwater.Fleet;
using Breakwater.Lab.Structure;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Structure;

/// <summary>On small fleets, every number against the one that trying everything gives.</summary>
public sealed class OracleTests
{
    private static void OnSmallFleets(Action<FleetSpecification, Assessment, AgentOracle> agree) =>
        Check.One(Trials.Of(150), Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var fleet = SmallFleets.Random(seed);
            agree(fleet, StructureAssessment.Of(fleet), new(fleet));
        }));

    [Fact]
    public void Delegation_pairs_and_the_longest_chain() => OnSmallFleets((fleet, found, oracle) =>
    {
        found.Delegation.Possible.ShouldBe(oracle.Agents.Count * (oracle.Agents.Count - 1));
        found.Delegation.Declared.ShouldBe(oracle.DeclaredPairs);
        found.Delegation.DeclaredFromOrchestrators.ShouldBe(oracle.OrchestratorPairs);
        found.Delegation.LongestChain.Exact.ShouldBeTrue();
        found.Delegation.LongestChain.Hops.ShouldBe(oracle.LongestChain);
        (found.Delegation.LongestChain.Path?.Steps.Count ?? 0).ShouldBe(oracle.LongestChain);
    });

    [Fact]
    public void What_is_reachable_but_not_granted() => OnSmallFleets((fleet, found, oracle) =>
    {
        var expected = oracle.Reach();
        var all = found.Reach.Groups.Concat(found.Reach.Orchestrators).ToList();
        all.ToDictionary(r => (r.Principal, r.Tool), r => (r.Authority, r.Path.Steps.Count)).ShouldBe(expected, ignoreOrder: true);
        found.Reach.AgentTools.ShouldBe(oracle.Agents.Sum(a => expected.Count(e => e.Key.Item1 == oracle.GroupOf(a))));
        found.Reach.Laundered.ShouldBe(oracle.Agents.Sum(a => expected.Count(e => e.Key.Item1 == oracle.GroupOf(a) && e.Value.Authority == "laundered")));
        foreach (var reach in all) { Holds(fleet, reach); }
    });

    [Fact]
    public void Attack_paths() => OnSmallFleets((fleet, found, oracle) =>
    {
        bool Control(int a) => fleet.Clusters.First(c => c.Id == oracle.ClusterOf(a)).IsControlPlane;
        found.AttackPaths.OneStep.ShouldBe(oracle.Paths(1));
        found.AttackPaths.TwoSteps.ShouldBe(oracle.Paths(2));
        found.AttackPaths.ThreeSteps.ShouldBe(oracle.Paths(3));
        found.AttackPaths.FromIngestion.ShouldBe(oracle.Paths(3, oracle.TakesIn));
        found.AttackPaths.ToExternalWrite.ShouldBe(oracle.Paths(3, null, a => oracle.Writes(a)));
        found.AttackPaths.FromIngestionToExternalWrite.ShouldBe(oracle.Paths(3, oracle.TakesIn, a => oracle.Writes(a)));
        found.AttackPaths.ToControlPlane.ShouldBe(oracle.Paths(3, a => !Control(a), Control));
    });

    [Fact]
    public void The_longest_handoff_paths() => OnSmallFleets((_, found, oracle) =>
    {
        found.Handoffs.Ingestion.ShouldBe(oracle.Agents.Where(oracle.TakesIn).Select(oracle.GroupOf).Distinct(), ignoreOrder: true);
        foreach (var boundary in found.Handoffs.Boundaries)
        {
            boundary.Exact.ShouldBeTrue();
            boundary.Agents.ShouldBe(oracle.LongestHandoff(boundary.Boundary));
            if (boundary.Path is not { } path) { continue; }
            path.Steps.Select(s => s.To).Prepend(path.From).Distinct().Count().ShouldBe(boundary.Agents);
            found.Handoffs.Ingestion.ShouldContain(path.From);
            boundary.Exits.ShouldContain(path.Steps.Count > 0 ? path.Steps[^1].To : path.From);
        }
    });

    [Fact]
    public void Who_reaches_an_external_write_and_the_control_plane() => OnSmallFleets((fleet, found, oracle) =>
    {
        foreach (var write in found.ExternalWrites)
        {
            foreach (var cluster in write.Others)
            {
                int? To(int p) => oracle.Distance(p, q => oracle.Writes(q, write.Boundary), oracle.Linked);
                var members = oracle.Agents.Where(a => oracle.ClusterOf(a) == cluster.Cluster).ToList();
                cluster.Agents.ShouldBe(members.Count);
                cluster.AgentsReaching.ShouldBe(members.Count(a => To(a) is not null));
                var from = cluster.AgentsReaching > 0 ? members : oracle.All.Where(p => oracle.ClusterOf(p) == cluster.Cluster);
                cluster.Path?.Steps.Count.ShouldBe(from.Min(To)!.Value);
                (cluster.Path is null).ShouldBe(from.All(p => To(p) is null));
            }
        }
        foreach (var group in fleet.Clusters.Where(c => c.IsControlPlane).SelectMany(c => c.Groups))
        {
            foreach (var cluster in fleet.Clusters.Where(c => !c.IsControlPlane))
            {
                int? To(int p) => oracle.Distance(p, q => oracle.GroupOf(q) == group.Id, oracle.Linked);
                var agents = oracle.Agents.Where(a => oracle.ClusterOf(a) == cluster.Id).Min(To);
                var expected = agents ?? oracle.All.Where(p => oracle.ClusterOf(p) == cluster.Id).Min(To);
                found.ControlPlane.Ways.SingleOrDefault(w => w.Cluster == cluster.Id && w.Group == group.Id)?.Path.Steps.Count.ShouldBe(expected!.Value);
                found.ControlPlane.Ways.Count(w => w.Cluster == cluster.Id && w.Group == group.Id).ShouldBe(expected is null ? 0 : 1);
            }
        }
    });

    [Fact]
    public void Pairs_across_a_barrier() => OnSmallFleets((fleet, found, oracle) =>
    {
        if (fleet.Barriers.Count == 0) { return; }
        var wall = fleet.Barriers[0];
        var pairs = (from a in oracle.Agents where wall.Left.Contains(oracle.GroupOf(a)) from b in oracle.Agents where wall.Right.Contains(oracle.GroupOf(b)) select (a, b)).ToList();
        bool ByFlow((int A, int B) p) => oracle.Flows(p.A, p.B) || oracle.Flows(p.B, p.A);
        bool ByRule((int A, int B) p) => oracle.Delegates(p.A, p.B) || oracle.Delegates(p.B, p.A);
        found.Crossings.Pairs.ShouldBe([new("wall", pairs.Count, pairs.Count(ByFlow), pairs.Count(ByRule), pairs.Count(p => ByFlow(p) || ByRule(p)))]);
        found.Crossings.DistinctPairs.ShouldBe(pairs.Count(p => ByFlow(p) || ByRule(p)));

        int? Round(IReadOnlyList<string> from, IReadOnlyList<string> to) =>
            (from a in oracle.Agents
             where @from.Contains(oracle.GroupOf(a))
             from b in oracle.Agents
             where oracle.Flows(a, b) && !@from.Contains(oracle.GroupOf(b)) && !to.Contains(oracle.GroupOf(b))
             select 1 + oracle.Distance(b, q => to.Contains(oracle.GroupOf(q)), oracle.Flows, q => @from.Contains(oracle.GroupOf(q)))).Min();
        found.Crossings.Bypasses.Select(b => (int?)b.Path.Steps.Count).ShouldBe(new[] { Round(wall.Left, wall.Right), Round(wall.Right, wall.Left) }.Where(r => r is not null));
    });

    [Fact]
    public void Single_points() => OnSmallFleets((fleet, found, oracle) =>
    {
        found.SinglePoints.Where(p => p.Kind == "agent").Select(p => (p.Id, p.Agents)).ShouldBe(oracle.CutAgents(), ignoreOrder: true);

        // A group as a whole: a fleet in which each group is one agent, weighed by how many it stands for.
        var single = fleet with { Clusters = [.. fleet.Clusters.Select(c => c with { Groups = [.. c.Groups.Select(g => g with { Agents = 1 })] })] };
        found.SinglePoints.Where(p => p.Kind == "group").Select(p => p.Id).ShouldBe(new AgentOracle(single).CutAgents().Select(c => c.Group), ignoreOrder: true);

        foreach (var boundary in fleet.TrustBoundaries.Select(b => b.Id))
        {
            bool Open(string? without) => oracle.Agents.Where(oracle.TakesIn).Any(a => oracle.Distance(a, q => oracle.Writes(q, boundary), oracle.Flows, q => oracle.GroupOf(q) == without) is not null);
            var expected = Open(null) ? fleet.Clusters.SelectMany(c => c.Groups).Select(g => g.Id).Where(g => !Open(g)).ToList() : [];
            found.SinglePoints.Where(p => p.Kind == "passage" && p.Text.Contains($" to {boundary} ")).Select(p => p.Id).ShouldBe(expected, ignoreOrder: true);
        }

        var roster = FleetRoster.Expand(fleet);
        foreach (var point in found.SinglePoints.Where(p => p.Kind == "node"))
        {
            point.Agents.ShouldBe(roster.Agents.Count(a => fleet.Nodes.Single(n => n.Id == point.Id).Serves.Contains(a.Region.Id)));
        }
    });

    // The witness is a chain of the rules it names, and of the kind it claims.
    private static void Holds(FleetSpecification fleet, ReachableTool reach)
    {
        var at = reach.Path.From;
        var rules = reach.Path.Steps.Select(s => fleet.Delegations.Single(d => d.Id == s.Link)).ToList();
        for (var i = 0; i < rules.Count; i++)
        {
            rules[i].From.ShouldBe(at);
            rules[i].MaxDepth.ShouldBeGreaterThan(i);
            at = rules[i].To;
        }
        rules[^1].Permissions.ShouldContain(reach.Tool);
        if (reach.Authority == "permitted") { rules.ShouldAllBe(r => r.Permissions.Contains(reach.Tool)); }
    }
}
