using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Lab.Simulation;
using Breakwater.Pace;
using Breakwater.Trust;

namespace Breakwater.Lab.Observing;

/// <content>What happens to many or by ill will: everyone at once, a degraded phase, an attack, a revocation.</content>
internal sealed partial class RecordedTraffic
{
    /// <summary>Everyone acts at once, with the tool that most have, who has it. The second time nothing comes of it, the third time all of it fails.</summary>
    private void RingBell(Simulator sim)
    {
        var tool = _acting.SelectMany(a => _context.Roster.Agents[a].Group.Tools).CountBy(t => t).OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).First().Key;
        var bell = _bell++;
        foreach (var agent in _acting)
        {
            var tools = _context.Roster.Agents[agent].Group.Tools;
            var at = Open(agent);
            var chain = _chains[at];
            (chain.Tool, chain.Left, chain.Stalls, chain.Fails) = (tools.Contains(tool) ? tool : tools[0], 1, bell == 1, bell == 2);
            Decide(sim, at);
        }
    }

    /// <summary>After the tool that stalled, the cluster with most agents that write may only read until the cause is found.</summary>
    private void Degrade(Simulator sim) => Deliver(sim, _gates.Gate(_gates.ControlPlane).Degrade(ScopeOf(_held), PaceState.Alternate, "writes time out, their outcome is unknown", OfficerOf(_held)));

    private void Restore(Simulator sim) => Deliver(sim, _gates.Gate(_gates.ControlPlane).Restore(ScopeOf(_held), PaceState.Primary, "cause found, outcomes reconciled", OfficerOf(_held)));

    private void Deliver(Simulator sim, PaceResult change)
    {
        if (!change.Done) { throw new InvalidOperationException($"The phase of {ScopeOf(_held)} was not changed: {change.Error}"); }
        Deliver(sim, gate => gate.Apply(change.Record));
    }

    private Cluster MostWriting() => _acting.Select(a => _context.Roster.Agents[a]).GroupBy(a => a.Cluster.Id, StringComparer.Ordinal)
        .OrderByDescending(c => c.Count(a => a.Group.Tools.Any(id => _gates.Fleet.Tools.First(t => t.Id == id).Access != ToolAccess.Read))).ThenBy(c => c.Key, StringComparer.Ordinal).First().First().Cluster;

    private static PaceScope ScopeOf(Cluster cluster) => PaceScope.Cluster(cluster.Tenant, cluster.Id);

    private static string OfficerOf(Cluster cluster) => cluster.Accountable ?? $"duty officer of {cluster.Id}";

    /// <summary>Something that looks like an injection makes one agent hand another what nobody declared, and the other reach for a tool that it was not granted; a minute later it is revoked.</summary>
    private void BeginAttack(Simulator sim)
    {
        var at = Open(_intruder!.Path[0]);
        var chain = _chains[at];
        (chain.Errand, chain.IsAttack) = (_intruder with { }, true);
        HandOn(sim, at);
        sim.Schedule(60 * SimTime.Second, this, Revoke, _intruder.Path[1]);
    }

    private void RevokeAgent(Simulator sim, int agent)
    {
        var of = _context.Roster.Agents[agent];
        if (_gates.Gate(_gates.ControlPlane).Revoke(of.Tenant, CredentialLevel.Worker, of.Name, "incident-response") is not { } order) { return; }
        Deliver(sim, gate => gate.Apply(order));
        // It goes on trying.
        for (var attempt = 1; attempt <= 5; attempt++) { sim.Schedule(attempt * 3 * SimTime.Second, s => Begin(s, agent)); }
    }

    /// <summary>What the control plane's gate changed comes to the others.</summary>
    private void Deliver(Simulator sim, Action<Governor> change)
    {
        for (var node = 0; node < _gates.Count; node++)
        {
            var there = _gates.Gate(node);
            if (node != _gates.ControlPlane) { sim.Schedule(_gates.Latency(_gates.ControlPlane, node), _ => change(there)); }
        }
    }
}
