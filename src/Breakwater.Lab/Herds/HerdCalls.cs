using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Herds;

/// <summary>Who calls when: everyone at the bell, or by a record of arrivals.</summary>
internal static class HerdCalls
{
    /// <summary>Tokens of a call at the bell: so many that the advisers' provider runs out of requests and tokens no sooner than its requests.</summary>
    public const long Tokens = 4_000;

    private static readonly (Priority Priority, double Share)[] Classes = [(Priority.Critical, 0.05), (Priority.High, 0.60), (Priority.Normal, 0.25), (Priority.Low, 0.10)];

    /// <summary>Every agent calls its own provider once, all at virtual time zero, in an order of chance.</summary>
    public static CallRequest[] Opening(FleetRoster roster, LabRandom random)
    {
        var callers = new Callers(roster);
        var order = Enumerable.Range(0, roster.Agents.Count).ToArray();
        random.Fork("herd.order").Shuffle<int>(order);
        return [.. order.Select(agent => callers.Call(0, agent, ClassOf(roster.Agents[agent].Name), Tokens, Tokens))];
    }

    /// <summary>Recorded calls, each given to an agent and a class by a keyed hash of its number.</summary>
    /// <param name="roster">The fleet.</param>
    /// <param name="arrivals">In order of time; tokens as estimated and as used.</param>
    public static CallRequest[] Recorded(FleetRoster roster, IEnumerable<(long At, long Estimate, long Used)> arrivals)
    {
        var callers = new Callers(roster);
        return [.. arrivals.Select((a, i) => callers.Call(a.At, (int)(StableHash.Fraction("herd.agent", "", i) * roster.Agents.Count), ClassOf("", i), a.Estimate, a.Used))];
    }

    private static Priority ClassOf(string name, long number = 0)
    {
        var at = StableHash.Fraction("herd.class", name, number);
        foreach (var (priority, share) in Classes)
        {
            if (at < share) { return priority; }
            at -= share;
        }
        return Priority.Low;
    }

    private sealed class Callers(FleetRoster roster)
    {
        private readonly Dictionary<string, ushort> _tenants = roster.Fleet.Tenants.Select((t, i) => (t.Id, i)).ToDictionary(t => t.Id, t => (ushort)(t.i + 1), StringComparer.Ordinal);
        private readonly Dictionary<string, ushort> _providers = roster.Fleet.Providers.Select((p, i) => (p.Id, i)).ToDictionary(p => p.Id, p => (ushort)(p.i + 1), StringComparer.Ordinal);

        public CallRequest Call(long at, int index, Priority priority, long estimate, long used)
        {
            var agent = roster.Agents[index];
            return new(at, index, _tenants[agent.Tenant], _providers[agent.Group.Provider], priority, estimate, used);
        }
    }
}
