using Breakwater.Delegation;
using Breakwater.Fleet;

namespace Breakwater.Lab.Delegating;

/// <summary>
/// The fleet as its file declares it: each principal hands its work along one of the routes that begin at its group, each hop going to one of the
/// partners it deals with there. For every few such errands one goes to somebody to whom nothing is declared. Every round asks for the same.
/// </summary>
internal static class DeclaredWorkload
{
    // One in five is somebody trying what nobody declared; a scheme that lets it pass shows.
    private const int GenuinePerIntruder = 4;

    public static Workload Of(FleetRoster roster, int rounds)
    {
        var fleet = roster.Fleet;
        var principals = Principal.Of(roster);
        var rules = new PairRules(fleet);
        var options = new DelegationOptions();
        var members = principals.GroupBy(p => p.Group, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        var routes = Routes(rules, members, options);
        var degree = Math.Max(1, fleet.Scaling.PartnersPerAgent);
        var handedOn = fleet.Delegations.SelectMany(r => r.Permissions).ToHashSet(StringComparer.Ordinal);
        var number = 0;
        return new()
        {
            Fleet = fleet,
            Principals = principals,
            Rules = rules,
            Options = options,
            Partners = p => members.Keys.Where(to => rules.Has(p.Group, to)).SelectMany(to => Partners(p, members[to], degree)),
            Rounds = [.. Enumerable.Range(0, rounds).Select(_ => Round())],
        };

        IReadOnlyList<Errand> Round()
        {
            var errands = new List<Errand>();
            foreach (var origin in principals.Where(p => routes.ContainsKey(p.Group)))
            {
                // An orchestrator is one and serves its whole cluster; an agent does one thing at a time.
                var from = routes[origin.Group];
                var turns = origin.Tools is null ? from.Count : 1;
                for (var turn = 0; turn < turns; turn++)
                {
                    errands.Add(Along(from[(origin.Ordinal + turn) % from.Count], origin));
                    if (errands.Count % (GenuinePerIntruder + 1) == GenuinePerIntruder && Intruder(origin) is { } intruder) { errands.Add(intruder); }
                }
            }
            return errands;
        }

        Errand Along(string[] route, Principal origin)
        {
            var (path, tasks, permissions) = (new List<int> { origin.Index }, new List<string>(), new List<IReadOnlySet<string>>());
            IReadOnlySet<string>? carried = null;
            for (var hop = 1; hop < route.Length; hop++)
            {
                var from = principals[path[^1]];
                var declared = rules.Tasks(from.Group, route[hop]).Where(t => t.Rule.MaxDepth >= hop).ToList();
                var (task, rule) = declared[origin.Ordinal % declared.Count];
                var partners = Partners(from, members[route[hop]], degree).ToList();
                path.Add(partners[origin.Ordinal % partners.Count]);
                tasks.Add(task);
                carried = Narrowed(carried, rules.Tools(rule));
                permissions.Add(carried);
                if (hop == route.Length - 1)
                {
                    var wanted = rule.Permissions;
                    return new(number++, [.. path], [.. tasks], [.. permissions], wanted.Count == 0 ? "" : wanted[origin.Ordinal % wanted.Count]);
                }
            }
            throw new InvalidOperationException("A route has at least one hop.");
        }

        // The next agent of the roster to whom the principal's group may hand nothing; what it is asked for is handed on elsewhere, if it can be.
        Errand? Intruder(Principal origin)
        {
            for (var i = 1; i <= roster.Agents.Count; i++)
            {
                var target = principals[(origin.Index + i) % roster.Agents.Count];
                if (target.Index == origin.Index || target.Tenant != origin.Tenant || rules.Has(origin.Group, target.Group) || target.Tools is not { Count: > 0 } tools) { continue; }
                var tool = tools.Order(StringComparer.Ordinal).OrderBy(t => !handedOn.Contains(t)).First();
                return new(number++, [origin.Index, target.Index], [rules.Tasks(origin.Group, routes[origin.Group][0][1]).First().Task], [tools], tool);
            }
            return null;
        }
    }

    /// <summary>Those of a group that one principal deals with: so many, the next beginning where its own position points.</summary>
    internal static IEnumerable<int> Partners(Principal from, Principal[] group, int degree) =>
        Enumerable.Range(0, group.Length).Select(i => group[(from.Ordinal + i) % group.Length].Index).Where(i => i != from.Index).Take(degree);

    private static IReadOnlySet<string> Narrowed(IReadOnlySet<string>? carried, IReadOnlySet<string> more) =>
        carried is null ? more : carried.Where(more.Contains).ToHashSet(StringComparer.Ordinal);

    /// <summary>By first group, every sequence of groups that declarations, tiers and the point of approval allow, in a fixed order.</summary>
    private static Dictionary<string, List<string[]>> Routes(PairRules rules, Dictionary<string, Principal[]> members, DelegationOptions options)
    {
        var next = rules.Pairs.Where(p => members.ContainsKey(p.From) && members.ContainsKey(p.To) && members[p.From][0].Tenant == members[p.To][0].Tenant)
            .Where(p => p.From != p.To || members[p.From].Length > 1)
            .ToLookup(p => p.From, p => p.To, StringComparer.Ordinal);
        var found = new Dictionary<string, List<string[]>>(StringComparer.Ordinal);
        foreach (var start in members.Keys) { Extend([start]); }
        return found;

        void Extend(string[] route)
        {
            foreach (var to in next[route[^1]])
            {
                string[] longer = [.. route, to];
                var hops = longer.Length - 1;
                var most = Math.Min(options.ApprovalBeyond, longer.Select(g => members[g][0].Tier is { } tier ? options.MaxDepth(tier) : int.MaxValue).Min());
                if (hops > most || (hops > 1 && route.Contains(to)) || !rules.Tasks(route[^1], to).Any(t => t.Rule.MaxDepth >= hops)) { continue; }
                if (!found.TryGetValue(longer[0], out var list)) { found[longer[0]] = list = []; }
                list.Add(longer);
                Extend(longer);
            }
        }
    }
}
