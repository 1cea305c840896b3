using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Trust;

namespace Breakwater.Lab.Observing;

/// <content>What happens to many or by ill will: everyone at once, an attack, a revocation.</content>
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
        for (var node = 0; node < _gates.Count; node++)
        {
            var there = _gates.Gate(node);
            if (node != _gates.ControlPlane) { sim.Schedule(_gates.Latency(_gates.ControlPlane, node), _ => there.Apply(order)); }
        }
        // It goes on trying.
        for (var attempt = 1; attempt <= 5; attempt++) { sim.Schedule(attempt * 3 * SimTime.Second, s => Begin(s, agent)); }
    }
}
