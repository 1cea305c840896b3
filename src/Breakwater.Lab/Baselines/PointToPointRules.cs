using Breakwater.Contracts;
using Breakwater.Lab.Delegating;

namespace Breakwater.Lab.Baselines;

/// <summary>
/// A rule for each ordered pair of principals, as "Stress Testing MASO at Scale", dimension 2, fears it. A contract says nothing of the hops before
/// it, so at every request the rules are searched, backwards from who asks, for a way by which the work may have come from its origin.
/// </summary>
/// <remarks>It takes any way there is for the true one: with more than one, it believes a chain that nobody was allowed.</remarks>
internal sealed class PointToPointRules : SignedHops
{
    private readonly int[][] _delegators;
    private readonly HashSet<long> _rules = [];
    private readonly int[] _seen;
    private readonly int[] _queue;
    private int _search;

    public PointToPointRules(DelegationWorld world) : base(world)
    {
        var count = Workload.Principals.Length;
        var delegators = new List<int>[count];
        for (var i = 0; i < count; i++) { delegators[i] = []; }
        foreach (var from in Workload.Principals)
        {
            foreach (var to in Workload.Partners(from))
            {
                if (_rules.Add(Key(from.Index, to))) { delegators[to].Add(from.Index); }
            }
        }
        _delegators = [.. delegators.Select(d => d.ToArray())];
        _seen = new int[count];
        _queue = new int[count];
    }

    public override long Rules => _rules.Count;

    public override long PairsAllowed => _rules.Count;

    protected override bool Allows(Errand errand, int hop, Principal from, Principal to, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        if (!_rules.Contains(Key(from.Index, to.Index)) || Workload.Rules.Find(from.Group, to.Group, errand.Tasks[hop]) is not { } rule) { return false; }
        var tool = hop == errand.Hops - 1 ? errand.Tool : null;
        if (tool is not null && (!rule.Permissions.Contains(tool) || from.Tools?.Contains(tool) == false)) { return false; }
        return Comes(errand.Path[0], from.Index, hop, tool, ref work);
    }

    /// <summary>
    /// Whether work of an origin can have come to a principal in so many hops at most, each along a rule that carries the tool (any rule, for none)
    /// and from a delegator that holds it. Breadth first; counts each principal it comes to and each rule it examines.
    /// </summary>
    internal bool Comes(int origin, int requester, int hops, string? tool, ref Work work)
    {
        NodesVisited++;
        if (origin == requester) { return true; }
        _search++;
        var (head, tail) = (0, 0);
        _queue[tail++] = requester;
        _seen[requester] = _search;
        for (var hop = 0; hop < hops && head < tail; hop++)
        {
            for (var level = tail; head < level; head++)
            {
                var at = Workload.Principals[_queue[head]];
                foreach (var before in _delegators[at.Index])
                {
                    work.Add(WorkUnit.EntryExamined);
                    if (_seen[before] == _search) { continue; }
                    var delegator = Workload.Principals[before];
                    if (tool is not null && (delegator.Tools?.Contains(tool) == false || !Workload.Rules.Carries(delegator.Group, at.Group, tool))) { continue; }
                    _seen[before] = _search;
                    NodesVisited++;
                    work.Add(WorkUnit.CacheLookup);
                    if (before == origin) { return true; }
                    _queue[tail++] = before;
                }
            }
        }
        return false;
    }

    private static long Key(int from, int to) => ((long)from << 32) | (uint)to;
}
