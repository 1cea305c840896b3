using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Baselines;
using Breakwater.Lab.Delegating;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Delegating;

/// <summary>The searching baseline against paths written out one by one.</summary>
public sealed class PointToPointTests
{
    // Three groups whose rules carry different tools, so that a tool closes some ways and leaves others.
    private static readonly FleetSpecification _fleet = LabBench.Parse("""
        name: small
        regions: [{ id: north }]
        network: { withinRegion: 1us }
        providers: [{ id: vendor }]
        tools: [{ id: x, description: X, access: read, risk: low }, { id: y, description: Y, access: read, risk: low }]
        clusters:
          - id: desk
            groups:
              - { id: a, agents: 3, provider: vendor, tools: [x, y] }
              - { id: b, agents: 2, provider: vendor, tools: [x] }
              - { id: c, agents: 2, provider: vendor, tools: [x, y] }
        delegations:
          - { from: a, to: b, tasks: [t], maxDepth: 5, permissions: [x] }
          - { from: b, to: c, tasks: [t], maxDepth: 5, permissions: [x] }
          - { from: c, to: a, tasks: [t], maxDepth: 5, permissions: [x, y] }
          - { from: a, to: a, tasks: [t], maxDepth: 5, permissions: [y] }
        """);

    [Fact]
    public void The_search_finds_a_way_where_writing_out_every_way_finds_one()
    {
        const int Agents = 7;
        var context = LabBench.Context(_fleet, Agents, ScalingNames.ConstantDegree);
        var open = DeclaredWorkload.Of(context.Roster, rounds: 1);
        Check.One(Trials.Of(), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            // Which pairs have a rule is drawn; what a rule carries follows from the groups.
            bool HasRule(int from, int to) => open.Rules.Has(open.Principals[from].Group, open.Principals[to].Group) && StableHash.Of("edge", $"{from}>{to}", seed) % 3 != 0;
            var workload = open with { Partners = p => p.Tools is null ? [] : Enumerable.Range(0, Agents).Where(to => to != p.Index && HasRule(p.Index, to)) };
            var rules = new PointToPointRules(new DelegationWorld(context, workload, new Simulator(1)));
            foreach (var tool in new[] { "x", "y", null })
            {
                for (var origin = 0; origin < Agents; origin++)
                {
                    for (var requester = 0; requester < Agents; requester++)
                    {
                        var (hops, work) = (seed % 5, default(Work));
                        rules.Comes(origin, requester, hops, tool, ref work)
                            .ShouldBe(Reaches(workload, HasRule, [origin], requester, hops, tool), $"{origin} to {requester} in {hops} with {tool}");
                    }
                }
            }
        }));
    }

    [Fact]
    public void A_search_comes_to_more_the_deeper_it_may_go_and_examines_each_rule_once()
    {
        var context = LabBench.Context(LabBench.Bank, 100, ScalingNames.ConstantDegree);
        var workload = FreeWorkload.Deep(context.Roster, 1, 1);
        var rules = new PointToPointRules(new DelegationWorld(context, workload, new Simulator(1)));
        var before = 0L;
        for (var depth = 1; depth <= 3; depth++)
        {
            var (visited, work) = (rules.NodesVisited, default(Work));
            // An orchestrator hands on nothing here, so nothing is found and everything within the depth is looked at.
            rules.Comes(100, 0, depth, null, ref work).ShouldBeFalse();
            var now = rules.NodesVisited - visited;
            now.ShouldBeGreaterThan(before);
            now.ShouldBeLessThanOrEqualTo(100);
            work[WorkUnit.EntryExamined].ShouldBeLessThanOrEqualTo(rules.Rules);
            before = now;
        }
    }

    private static bool Reaches(Workload workload, Func<int, int, bool> hasRule, List<int> path, int requester, int hops, string? tool)
    {
        if (path[^1] == requester) { return true; }
        if (path.Count > hops) { return false; }
        var from = workload.Principals[path[^1]];
        return Enumerable.Range(0, 7).Any(to => !path.Contains(to) && hasRule(from.Index, to)
            && (tool is null || (from.Tools!.Contains(tool) && workload.Fleet.Delegations.Any(r => r.From == from.Group && r.To == workload.Principals[to].Group && r.Permissions.Contains(tool))))
            && Reaches(workload, hasRule, [.. path, to], requester, hops, tool));
    }
}
