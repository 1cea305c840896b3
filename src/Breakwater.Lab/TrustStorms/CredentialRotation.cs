using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;
using Breakwater.Trust;

namespace Breakwater.Lab.TrustStorms;

/// <summary>
/// Every agent gets a new credential, issued by its zone on its own node, and whoever deals with the agent checks the new one at once. The memory
/// of these nodes outlives the storm and holds the authorities, so that nothing but the rotation costs anything.
/// </summary>
internal sealed class CredentialRotation : ServedProcess
{
    private const int Renewal = 0;
    private const int Issue = 1;
    private const int Check = 2;

    private readonly TrustWorld _world;
    private readonly RoundTally _tally;
    private readonly TrustControl[] _controls;
    private readonly long[] _asked;
    private readonly Dictionary<(long Relying, long Subject), bool> _underWay = [];

    public CredentialRotation(TrustWorld world, StormRules rules, RoundTally tally)
    {
        (_world, _tally) = (world, tally);
        _controls = world.Controls(rules.Hierarchy with { Memory = 2 * CredentialLifetimes.Worker(AutonomyTier.Managed, highPrivilege: false) });
        _asked = new long[world.Agents];
        var uncounted = default(Work);
        foreach (var control in _controls)
        {
            foreach (var zone in world.Zones) { control.Verify(world.Hierarchy.Zones[zone.Name].Chain!, ref uncounted); }
        }
        for (var agent = 0; agent < world.Agents; agent++)
        {
            world.Issue(agent, ref uncounted);
            var due = rules.RotatesAtOnce ? world.Simulator.Now : DueNs(world.Chains[agent].Leaf.Claims);
            world.Simulator.ScheduleAt(due, this, Renewal, agent);
        }
    }

    public override long Serve(Simulator sim, int kind, long a, long b)
    {
        _world.Cancellation.ThrowIfCancellationRequested();
        var work = default(Work);
        if (kind == Issue)
        {
            _world.Issue((int)a, ref work);
        }
        else
        {
            var control = _controls[_world.NodeOf[a]];
            _underWay[(a, b)] = control.Verify(_world.Chains[b], ref work).IsTrusted;
        }
        var ns = _world.Nanoseconds(work);
        _tally.Served(sim.Now, work, ns);
        return ns;
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        switch (kind)
        {
            case Renewal:
                _asked[a] = sim.Now;
                _world.Nodes[_world.NodeOf[a]].Submit(this, Issue, a);
                break;
            case Issue:
                for (var i = 0; i < _world.Degree; i++)
                {
                    var relying = _world.Relying((int)a, i);
                    _world.Nodes[_world.NodeOf[relying]].Submit(this, Check, relying, a);
                }
                break;
            default:
                _underWay.Remove((a, b), out var trusted);
                _tally.Answered(sim.Now, _asked[b], trusted ? 1 : 0, trusted ? 0 : 1);
                break;
        }
    }

    private static long DueNs(CredentialClaims claims) => SimTime.From(CredentialLifetimes.RenewAt(claims) - SimulationClock.Epoch);
}
