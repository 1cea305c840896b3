using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Policy;
using Breakwater.Policy.Schemas;

namespace Breakwater.Lab.Baselines;

/// <summary>
/// One cache of verdicts for all tenants, keyed by what is asked and by the role that asks, and not by the tenant: the bug of "Scaling AI Agents from 10 to 10,000", part 4.
/// Every entry was decided by the shipped policy control; what is wrong is only who else is given it. Must not ship.
/// </summary>
internal sealed class SharedDecisionCache(PolicyControl policy)
{
    private readonly Dictionary<(string Role, ToolHandle Tool), bool> _verdicts = [];

    public bool Permits(Session session, PolicyPrincipal principal, string role, ToolHandle tool, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        if (_verdicts.TryGetValue((role, tool), out var known)) { return known; }
        var verdict = policy.Evaluate(session.Tenant, new() { Principal = principal, Tool = tool }, ref work).IsPermitted;
        work.Add(WorkUnit.CacheInsert);
        return _verdicts[(role, tool)] = verdict;
    }
}
