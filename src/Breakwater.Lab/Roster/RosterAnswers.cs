using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Roster;

/// <summary>The questions that the roster alone answers.</summary>
internal static class RosterAnswers
{
    private static readonly IReadOnlyList<string> Evidence = ["roster"];

    public static IEnumerable<(string Id, string Answer, IReadOnlyList<string> Evidence)> Of(FleetRoster roster) => Of(roster.Fleet);

    public static IEnumerable<(string Id, string Answer, IReadOnlyList<string> Evidence)> Of(FleetSpecification fleet)
    {
        var shares = RosterBuilder.Shares(fleet).ToList();
        var total = fleet.AgentCount;
        var vendors = shares.GroupBy(s => s.Vendor).Select(g => (Vendor: g.Key, Agents: g.Sum(s => s.Agents), Shares: g.ToList())).OrderByDescending(v => v.Agents).ThenBy(v => v.Vendor, StringComparer.Ordinal).ToList();
        yield return ("1.5.1", string.Join("; ", vendors.Select(v => $"{v.Vendor}: {v.Agents} of {total} ({Wording.Percent((double)v.Agents / total)}), in {string.Join(", ", v.Shares.Select(s => $"{s.Cluster} {s.Agents}"))}")) + ".", Evidence);

        var top = vendors[0];
        var control = shares.Where(s => s.ControlPlane).ToList();
        var hit = control.Where(s => s.Vendor == top.Vendor).ToList();
        yield return ("1.5.2", $"{top.Vendor}: {Wording.Percent((double)top.Agents / total)} of the agents"
            + (top.Shares.Sum(s => s.OnPremises) is > 0 and var own ? $" ({own} of them on premises, which an outage of the vendor's service need not touch)" : "")
            + (control.Count > 0 ? $"; of the {control.Sum(s => s.Agents)} control-plane agents, {hit.Sum(s => s.Agents)}." : "; the fleet has no control-plane cluster."), Evidence);

        var shared = control.Select(s => s.Vendor).Distinct().Where(v => shares.Any(s => s.Vendor == v && !s.ControlPlane)).ToList();
        if (control.Count > 0)
        {
            yield return ("1.5.3", shared.Count == 0
                ? "Yes: no vendor serves both."
                : $"No: {string.Join(" and ", shared)} serve{(shared.Count == 1 ? "s" : "")} control-plane agents and {shares.Where(s => !s.ControlPlane && shared.Contains(s.Vendor)).Sum(s => s.Agents)} task agents.", Evidence);
        }
    }
}
