using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Fleet;

namespace Breakwater.Lab.Delegating;

/// <summary>
/// The same agents, where anyone may hand one kind of task to anyone, or to a number of partners spread over the fleet: what the delegation graph
/// could become, and chains as deep as the question asks. Every group is granted the one tool that the task needs.
/// </summary>
internal static class FreeWorkload
{
    internal const string Tool = "lab-shared-task";
    private const string Task = "hand-on";

    /// <summary>Everyone may hand work to everyone; every other agent starts an errand of two hops in each round.</summary>
    public static Workload Complete(FleetRoster roster, int rounds)
    {
        var (fleet, principals) = Open(roster);
        var number = 0;
        return Build(fleet, principals, p => p.Tools is null ? [] : Enumerable.Range(0, roster.Agents.Count).Where(i => i != p.Index && principals[i].Tenant == p.Tenant),
        [
            .. Enumerable.Range(0, rounds).Select(_ => (IReadOnlyList<Errand>)
            [
                .. Enumerable.Range(0, (roster.Agents.Count + 1) / 2)
                    .Select(i => Walk(principals, 2 * i, 2, path => InTurn(principals, path[^1], roster.Agents.Count)))
                    .OfType<int[]>().Select(path => Make(number++, path)),
            ]),
        ]);
    }

    /// <summary>
    /// Errands of every depth, shallow first, between agents that have so many partners each; as deep as the fleet has agents for. Each depth is two
    /// rounds of the same: the first makes users known to the nodes along the path.
    /// </summary>
    public static Workload Deep(FleetRoster roster, int deepest, int errands)
    {
        var (fleet, principals) = Open(roster);
        var agents = roster.Agents.Count;
        var degree = Math.Max(1, fleet.Scaling.PartnersPerAgent);
        var rounds = new List<IReadOnlyList<Errand>>();
        var number = 0;
        for (var depth = 1; depth <= deepest; depth++)
        {
            var paths = Enumerable.Range(0, errands).Select(i => Walk(principals, i * agents / errands, depth, path => Fresh(principals, path, Spread(principals, path[^1], agents, degree)))).OfType<int[]>().ToList();
            if (paths.Count < errands) { break; }
            for (var twice = 0; twice < 2; twice++) { rounds.Add([.. paths.Select(path => Make(number++, path))]); }
        }
        return Build(fleet, principals, p => p.Tools is null ? [] : Spread(principals, p.Index, agents, degree), rounds);
    }

    private static Workload Build(FleetSpecification fleet, Principal[] principals, Func<Principal, IEnumerable<int>> partners, IReadOnlyList<IReadOnlyList<Errand>> rounds) => new()
    {
        Fleet = fleet,
        Principals = principals,
        Rules = new(fleet),
        Options = Unlimited(),
        Partners = partners,
        Rounds = rounds,
    };

    // What is asked is what depth costs, not whether a tier allows it.
    private static DelegationOptions Unlimited() => new()
    {
        MaxDepthSupervised = DelegationContract.MaxHops,
        MaxDepthManaged = DelegationContract.MaxHops,
        MaxDepthAutonomous = DelegationContract.MaxHops,
        ApprovalBeyond = DelegationContract.MaxHops,
    };

    private static (FleetSpecification Fleet, Principal[] Principals) Open(FleetRoster roster)
    {
        var fleet = roster.Fleet;
        var groups = fleet.Clusters.SelectMany(c => c.Groups.Select(g => (c.Tenant, g.Id))).ToList();
        var open = fleet with
        {
            Tools = [.. fleet.Tools, new(Tool, "What every group may do here", ToolAccess.Read, RiskClass.Low, RecordPolicy.After, null)],
            Clusters = [.. fleet.Clusters.Select(c => c with { Groups = [.. c.Groups.Select(g => g with { Tools = [.. g.Tools, Tool] })] })],
            Delegations =
            [
                .. from a in groups
                   from b in groups
                   where a.Tenant == b.Tenant
                   select new DelegationRule($"{a.Id}>{b.Id}", a.Id, b.Id, [Task], DelegationContract.MaxHops, TimeSpan.FromHours(1), [Tool]),
            ],
        };
        return (open, Principal.Of(FleetRoster.Expand(open)));
    }

    private static Errand Make(int number, int[] path)
    {
        IReadOnlySet<string> tools = new HashSet<string>(StringComparer.Ordinal) { Tool };
        return new(number, path, [.. Enumerable.Repeat(Task, path.Length - 1)], [.. Enumerable.Repeat(tools, path.Length - 1)], Tool);
    }

    /// <summary>A path of different agents from a start; null where there are not as many.</summary>
    private static int[]? Walk(Principal[] principals, int start, int hops, Func<List<int>, IEnumerable<int>> next)
    {
        var path = new List<int> { start };
        return Extend() ? [.. path] : null;

        bool Extend()
        {
            if (path.Count == hops + 1) { return true; }
            foreach (var to in next(path).ToList())
            {
                if (path.Contains(to) || principals[to].Tenant != principals[start].Tenant) { continue; }
                path.Add(to);
                if (Extend()) { return true; }
                path.RemoveAt(path.Count - 1);
            }
            return false;
        }
    }

    // Agents of other groups come first, so that a path leads through different groups where there are any.
    private static IEnumerable<int> InTurn(Principal[] principals, int from, int agents)
    {
        var others = Enumerable.Range(1, agents - 1).Select(i => (from + i) % agents);
        return others.Where(to => principals[to].Group != principals[from].Group).Concat(others);
    }

    // Groups that the path has not come through first: a path that comes through one twice cannot be approved beforehand.
    private static IEnumerable<int> Fresh(Principal[] principals, List<int> path, IEnumerable<int> partners)
    {
        var groups = path.Select(p => principals[p].Group).ToHashSet(StringComparer.Ordinal);
        return partners.OrderBy(to => groups.Contains(principals[to].Group));
    }

    // By a hash of the two, so that partners of partners are others and a search spreads as fast as it can.
    private static IEnumerable<int> Spread(Principal[] principals, int from, int agents, int degree)
    {
        var found = new HashSet<int>();
        for (var i = 0; found.Count < Math.Min(degree, agents - 1) && i < 64 * degree; i++)
        {
            var to = (int)(StableHash.Of("delegation-partner", principals[from].Name, i) % (ulong)agents);
            if (to != from && principals[to].Tenant == principals[from].Tenant && found.Add(to)) { yield return to; }
        }
    }
}
