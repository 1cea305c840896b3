namespace Breakwater.Lab.Delegating;

/// <summary>
/// What an errand may do, worked out slowly from the fleet file alone: every hop declared for its task, the tool in every hop's permissions and
/// declaration, held by the delegate and by every delegator that is an agent. The measure of every scheme's errors; shares no code with any of them.
/// </summary>
internal static class AuthorityOracle
{
    public static bool May(Workload workload, Errand errand)
    {
        var path = errand.Path.Select(p => workload.Principals[p]).ToList();
        if (path.Select(p => p.Index).Distinct().Count() != path.Count || path.Select(p => p.Tenant).Distinct().Count() != 1) { return false; }
        for (var hop = 0; hop < errand.Hops; hop++)
        {
            var (from, to) = (path[hop], path[hop + 1]);
            var rule = workload.Fleet.Delegations.FirstOrDefault(r => r.From == from.Group && r.To == to.Group && r.Tasks.Contains(errand.Tasks[hop]));
            if (rule is null || rule.MaxDepth < hop + 1 || !rule.Permissions.Contains(errand.Tool) || !errand.Permissions[hop].Contains(errand.Tool)) { return false; }
            if (from.Tools is { } held && !held.Contains(errand.Tool)) { return false; }
        }
        return path[^1].Tools is { } granted && granted.Contains(errand.Tool) && path.All(p => p.Tier is not { } tier || errand.Hops <= workload.Options.MaxDepth(tier));
    }
}
