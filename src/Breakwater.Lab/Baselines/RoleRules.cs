using System.Collections.Frozen;
using Breakwater.Contracts;
using Breakwater.Lab.Delegating;

namespace Breakwater.Lab.Baselines;

/// <summary>A rule for each pair of roles: the two parties of a hop are judged by their groups, and the hops before it by nobody.</summary>
internal sealed class RoleRules : SignedHops
{
    private readonly FrozenDictionary<(string From, string To, string Task), FrozenSet<string>> _rules;

    public RoleRules(DelegationWorld world) : base(world)
    {
        _rules = Workload.Rules.Pairs
            .SelectMany(p => Workload.Rules.Tasks(p.From, p.To).Select(t => (Key: (p.From, p.To, t.Task), Tools: t.Rule.Permissions.ToFrozenSet(StringComparer.Ordinal))))
            .ToFrozenDictionary(r => r.Key, r => r.Tools);
        PairsAllowed = RuleCount.PairsDeclared(Workload);
    }

    public override long Rules => Workload.DeclaredRules;

    public override long PairsAllowed { get; }

    protected override bool Allows(Errand errand, int hop, Principal from, Principal to, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        return _rules.TryGetValue((from.Group, to.Group, errand.Tasks[hop]), out var tools) && (hop < errand.Hops - 1 || tools.Contains(errand.Tool));
    }
}
