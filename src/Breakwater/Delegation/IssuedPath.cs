using System.Collections.Concurrent;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>A pre-approved path in force at a node, with what its uses are judged by. Immutable but for the delegators' keys, which are kept as they are derived.</summary>
internal sealed class IssuedPath(PathTemplate template, long epoch, byte[] key, DelegationLimit[] limits, int depth, int limit, int slack)
{
    private readonly ConcurrentDictionary<string, MacKey> _delegators = new(StringComparer.Ordinal);

    public PathTemplate Template { get; } = template;

    public long Epoch { get; } = epoch;

    /// <summary>The sets of the path, outermost first; the user's comes before them.</summary>
    public DelegationLimit[] Limits { get; } = limits;

    /// <summary>What the path leaves of any user's authority.</summary>
    public Authority Effective { get; } = limits.Aggregate(limits[0].Authority, (all, next) => all.Intersect(next.Authority));

    /// <summary>What the table of revocations said of the template.</summary>
    public CleanMark Mark { get; } = new();

    /// <summary>Hops of the path.</summary>
    public int Depth { get; } = depth;

    /// <summary>How deep the work of anyone on it may be.</summary>
    public int Limit { get; } = limit;

    /// <summary>How deep the work may be already when it enters the path, as the declarations of its pairs go.</summary>
    public int Slack { get; } = slack;

    /// <summary>Key of a delegator, who must be a party of the path's first group: that bounds how many are kept.</summary>
    public MacKey KeyOf(string delegator, ref Work work)
    {
        if (_delegators.TryGetValue(delegator, out var known)) { return known; }
        return _delegators.GetOrAdd(delegator, PathKeyRing.DelegatorKey(key, delegator, ref work));
    }
}
