using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Trust;

namespace Breakwater.Lab.TrustScaling;

/// <summary>
/// The shipping control as it is meant to run. The node beside a zone's authority verifies the zone's workers and vouches for them with one roster;
/// every other node checks one signature for the whole zone. With a memory shorter than the time between rounds it is the hierarchy alone; with
/// the fleet's own it is hierarchy and cache. What has lapsed when it is asked for is verified by whoever asks.
/// </summary>
internal sealed class VouchedHierarchy : VerificationScheme
{
    private const int VerifyWorker = 0;
    private const int SignRoster = 1;
    private const int RosterArrives = 2;
    private const int AcceptRoster = 3;
    private const int RenewEntries = 4;

    /// <summary>Checks of the first round; those of the next rounds follow.</summary>
    private const int CheckPartners = 5;

    private readonly TrustControl[] _controls;
    private readonly TenantHandle[] _tenantOf;
    private readonly int[][][] _waiting;
    private readonly int[] _unverified;
    private readonly TrustEvaluation[] _evaluations;
    private readonly ZoneRoster?[] _rosters;
    private readonly bool[][] _established;
    private readonly Dictionary<(long Agent, long Zone, int Kind), (int Trusted, int Refused)> _underWay = [];

    private readonly HierarchyRules _rules;

    public VouchedHierarchy(TrustWorld world, HierarchyRules rules) : base(world)
    {
        _rules = rules;
        _controls = world.Controls(rules);
        _tenantOf = [.. world.Roster.Agents.Select(a => _controls[0].Tenant(a.Tenant))];
        _evaluations = new TrustEvaluation[world.Agents];
        _unverified = new int[world.Zones.Length];
        _rosters = new ZoneRoster?[world.Zones.Length];
        _established = [.. world.Nodes.Select(_ => new bool[world.Zones.Length])];
        _waiting = Relying();
    }

    public override bool Remembers => _rules.Memory > World.Fleet.Trust.CheckInterval;

    /// <summary>The control of each node.</summary>
    public IReadOnlyList<TrustControl> Controls => _controls;

    protected override void Ask(Simulator sim)
    {
        if (Rounds > 1)
        {
            for (var node = 0; node < World.Nodes.Length; node++)
            {
                for (var z = 0; z < World.Zones.Length; z++)
                {
                    if (_established[node][z]) { AskPartners(node, z, Rounds - 1); }
                }
            }
            return;
        }
        for (var z = 0; z < World.Zones.Length; z++)
        {
            _unverified[z] = World.Zones[z].Members.Length;
            foreach (var member in World.Zones[z].Members) { World.Nodes[World.Zones[z].Home].Submit(this, VerifyWorker, member, z); }
        }
        if (_rules.RenewEvery is { } every) { ScheduleRenewals(sim, every); }
    }

    // What hosts do between rounds: renew what lapses before the next one, and sign the rosters again before they do.
    private void ScheduleRenewals(Simulator sim, TimeSpan every)
    {
        var interval = SimTime.From(World.Fleet.Trust.CheckInterval);
        var memory = SimTime.From(World.Fleet.Trust.CacheTtl);
        for (var at = interval / 2; at < memory; at += SimTime.From(every))
        {
            for (var node = 0; node < World.Nodes.Length; node++)
            {
                var (later, here) = (at, node);
                sim.Schedule(later, _ => World.Nodes[here].Submit(this, RenewEntries, here));
            }
        }
        sim.Schedule(memory * 3 / 4, _ =>
        {
            for (var z = 0; z < World.Zones.Length; z++) { World.Nodes[World.Zones[z].Home].Submit(this, SignRoster, 0, z); }
        });
    }

    public override long Serve(Simulator sim, int kind, long a, long b)
    {
        World.Cancellation.ThrowIfCancellationRequested();
        var work = default(Work);
        switch (kind)
        {
            case VerifyWorker:
                Verify((int)a, World.Zones[b].Home, ref work);
                break;
            case SignRoster:
                var zone = World.Zones[b];
                _rosters[b] = _controls[zone.Home].Vouch(
                    World.Hierarchy.Zones[zone.Name], zone.Members.Select(m => World.Chains[m]), World.Fleet.Trust.CacheTtl, ref work);
                break;
            case AcceptRoster:
                var verdict = _controls[a].Accept(_rosters[b]!, ref work);
                // One that lapsed on its way is no use: those on it are then verified one by one.
                if (!verdict.IsTrusted && verdict.Reason != TrustReasons.Expired) { throw new InvalidOperationException($"A genuine roster was refused: {verdict.Reason}."); }
                break;
            case RenewEntries:
                _controls[a].Renew(World.Fleet.Trust.CheckInterval, int.MaxValue, ref work);
                break;
            default:
                _underWay[(a, b, kind)] = Check((int)a, (int)b, ref work);
                return Served(work, Round(kind - CheckPartners));
        }
        return Served(work);
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        switch (kind)
        {
            case VerifyWorker:
                Publish((int)a, World.Zones[b].Home);
                if (--_unverified[b] > 0) { break; }
                Establish(World.Zones[b].Home, (int)b);
                World.Nodes[World.Zones[b].Home].Submit(this, SignRoster, 0, b);
                break;
            case SignRoster:
                for (var node = 0; node < World.Nodes.Length; node++)
                {
                    if (node != World.Zones[b].Home) { sim.Schedule(World.Latency(World.Zones[b].Home, node), this, RosterArrives, node, b); }
                }
                break;
            case RosterArrives:
                World.Nodes[a].Submit(this, AcceptRoster, a, b);
                break;
            case AcceptRoster:
                Establish((int)a, (int)b);
                break;
            case RenewEntries:
                break;
            default:
                _underWay.Remove((a, b, kind), out var answers);
                Round(kind - CheckPartners).Answered(sim.Now, answers.Trusted, answers.Refused);
                break;
        }
    }

    // A lead is evaluated when the core takes it up and published when the core is done, so that nobody sees it earlier.
    private void Verify(int agent, int node, ref Work work)
    {
        var control = _controls[node];
        var chain = World.Chains[agent];
        var step = control.Begin(chain, ref work);
        while (step.Kind == TrustStepKind.Lead && !ReferenceEquals(step.Chain, chain))
        {
            control.Publish(control.Evaluate(step, ref work), ref work);
            step = control.Begin(chain, ref work);
        }
        _evaluations[agent] = step.Kind == TrustStepKind.Lead ? control.Evaluate(step, ref work) : default;
    }

    private void Publish(int agent, int node)
    {
        if (_evaluations[agent].Verdict.Effect == Effect.Deny && _evaluations[agent].Verdict.Reason is null) { return; }
        var work = default(Work);
        _controls[node].Publish(_evaluations[agent], ref work);
        Tally.Served(World.Simulator.Now, work, 0);
    }

    // Every round begun so far has waited for the zone; a renewed roster starts nothing.
    private void Establish(int node, int zone)
    {
        if (_established[node][zone]) { return; }
        _established[node][zone] = true;
        for (var round = 0; round < Rounds; round++) { AskPartners(node, zone, round); }
    }

    private void AskPartners(int node, int zone, int round)
    {
        foreach (var agent in _waiting[node][zone]) { World.Nodes[node].Submit(this, CheckPartners + round, agent, zone); }
    }

    private (int Trusted, int Refused) Check(int agent, int zone, ref Work work)
    {
        var (trusted, refused) = (0, 0);
        if (World.DealsWithAll)
        {
            foreach (var partner in World.Zones[zone].Members)
            {
                if (partner != agent) { Count(CheckOne(agent, partner, ref work), ref trusted, ref refused); }
            }
            return (trusted, refused);
        }
        for (var i = 0; i < World.Degree; i++)
        {
            var partner = World.Partner(agent, i);
            if (World.ZoneOf[partner] == zone) { Count(CheckOne(agent, partner, ref work), ref trusted, ref refused); }
        }
        return (trusted, refused);
    }

    private TrustVerdict CheckOne(int agent, int partner, ref Work work)
    {
        var control = _controls[World.NodeOf[agent]];
        var verdict = control.Check(_tenantOf[partner], World.Chains[partner].Leaf.Id, ref work);
        return verdict.Effect == Effect.Pending ? control.Verify(World.Chains[partner], ref work) : verdict;
    }

    private static void Count(TrustVerdict verdict, ref int trusted, ref int refused)
    {
        if (verdict.IsTrusted) { trusted++; } else { refused++; }
    }

    // For each node and zone, the agents of the node that deal with somebody in the zone.
    private int[][][] Relying()
    {
        var relying = new List<int>[World.Nodes.Length][];
        for (var node = 0; node < relying.Length; node++) { relying[node] = [.. World.Zones.Select(_ => new List<int>())]; }
        var seen = new int[World.Zones.Length];
        Array.Fill(seen, -1);
        for (var agent = 0; agent < World.Agents; agent++)
        {
            if (World.DealsWithAll)
            {
                foreach (var zone in relying[World.NodeOf[agent]]) { zone.Add(agent); }
                continue;
            }
            for (var i = 0; i < World.Degree; i++)
            {
                var zone = World.ZoneOf[World.Partner(agent, i)];
                if (seen[zone] == agent) { continue; }
                seen[zone] = agent;
                relying[World.NodeOf[agent]][zone].Add(agent);
            }
        }
        return [.. relying.Select(zones => zones.Select(z => z.ToArray()).ToArray())];
    }
}
