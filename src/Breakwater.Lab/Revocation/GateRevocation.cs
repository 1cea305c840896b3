using Breakwater.Audit;
using Breakwater.ControlLog;
using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.RateLimiting;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;
using Breakwater.Trust;

namespace Breakwater.Lab.Revocation;

/// <summary>
/// The control as it ships: a gate on every node. The order is one record of the control log; the control plane's node applies it at once and the
/// others when it arrives. The compromised agent acts through its own gate, with a real session, and is checked by the gates of those it deals with.
/// </summary>
internal sealed class GateRevocation : RevocationScheme
{
    private readonly Governor[] _gates;
    private readonly MemoryAuditSink[] _audits;
    private readonly RunRecords? _copies;
    private readonly string _name;
    private readonly LabRandom _chains;
    private readonly Dictionary<int, (Session Session, ToolHandle Tool)> _sessions = [];

    public GateRevocation(TrustWorld world, RunContext context, int compromised) : base(world)
    {
        (_copies, _name, _chains) = (context.Records, context.Name, context.Random("revocation.chains"));
        _audits = [.. world.Fleet.Nodes.Select(_ => new MemoryAuditSink(4_096))];
        _gates = [.. world.Fleet.Nodes.Select((node, i) => Governor.Create(world.Fleet, new()
        {
            Root = world.Hierarchy.Root.Key,
            Log = new MemoryControlLog(world.Simulator.Clock),
            Audit = _audits[i],
            Time = world.Simulator.Clock,
            Options = new() { Node = node.Id },
            // What is measured is the revocation: a limit would stop part of the attack for another reason.
            RateLimits = FleetRateLimits.Unlimited(world.Fleet),
        }))];
        OpenSession(compromised, context);
    }

    /// <summary>Every node asks for the subject's trust, whether or not it deals with it.</summary>
    public override IReadOnlyList<int> PlacesOf(int subject) => [.. Enumerable.Range(0, _gates.Length)];

    public override int PlaceOf(int relying) => World.NodeOf[relying];

    public override bool Believes(int place, int subject, ref Work work) => _gates[place].Trust.Verify(World.Chains[subject], ref work).IsTrusted;

    public override bool BelievesForged(int place, CredentialChain forged, ref Work work) => _gates[place].Trust.Verify(forged, ref work).IsTrusted;

    public override bool MayAct(int subject, ref Work work)
    {
        if (!_sessions.TryGetValue(subject, out var open)) { return true; }
        var gate = World.NodeOf[subject];
        // Nothing led to it but the attacker's will: each decision begins a causal chain of its own.
        var request = new ActionRequest { Tool = open.Tool, Chain = new(_chains.NextUInt64(), _chains.NextUInt64()), Request = 1 };
        var admission = _gates[gate].Admit(open.Session, request, ref work);
        _gates[gate].Complete(admission, Outcome.Succeeded, default, new(), ref work);
        if (_audits[gate].Count > 2_048) { Copy(gate); }
        return admission.Decision.IsAllowed;
    }

    public override void Order(IReadOnlyList<int> subjects, string? zone)
    {
        var tenant = World.Roster.Agents[subjects[0]].Tenant;
        var orders = zone is null
            ? subjects.Select(s => _gates[ControlPlane].Revoke(tenant, CredentialLevel.Worker, World.Roster.Agents[s].Name, "incident-response"))
            : [_gates[ControlPlane].Revoke(tenant, CredentialLevel.Zone, zone, "incident-response")];
        foreach (var order in orders.ToList())
        {
            for (var node = 0; node < _gates.Length; node++)
            {
                if (node == ControlPlane) { continue; }
                var (record, there) = (order!.Value, _gates[node]);
                RecordsDelivered++;
                Sim.Schedule(World.Latency(ControlPlane, node), _ => there.Apply(record));
            }
        }
    }

    /// <inheritdoc/>
    public override void End()
    {
        for (var gate = 0; gate < _gates.Length; gate++) { Copy(gate); }
    }

    /// <summary>Takes a gate's records out, and copies them for whoever keeps them. The gate's own sink stays in memory, so that no disk decides on a result.</summary>
    private void Copy(int gate)
    {
        var events = _audits[gate].Drain();
        _copies?.Copy(_name, events);
    }

    private void OpenSession(int agent, RunContext context)
    {
        var gate = _gates[World.NodeOf[agent]];
        var group = World.Roster.Agents[agent].Group;
        var tool = group.Tools.Count > 0 ? gate.Tool(group.Tools[0]) : default;
        var work = default(Work);
        var proof = PossessionProof.Make(gate.Challenge(), World.Chains[agent].Leaf, context.Keys.Signer(agent), ref work);
        var opened = gate.OpenSession(World.Chains[agent], proof, ref work);
        var session = opened.Session ?? throw new InvalidOperationException($"A genuine agent got no session: {opened.Verdict.Reason}.");
        if (!tool.IsNone) { _sessions.Add(agent, (session, tool)); }
    }
}
