using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;

namespace Breakwater.Lab.Baselines;

/// <summary>The full mesh with a cache for each pair: what caching alone buys.</summary>
internal sealed class CachedMesh(TrustWorld world) : VerificationScheme(world)
{
    private readonly PeerCache _cache = new(world.Simulator.Clock, world.Fleet.Trust.CacheTtl);
    private readonly Dictionary<(long Relying, long Subject, int Round), bool> _underWay = [];

    public override bool Remembers => true;

    // The kind of a job is the number of its round.

    protected override void Ask(Simulator sim)
    {
        for (var agent = 0; agent < World.Agents; agent++)
        {
            for (var i = 0; i < World.Degree; i++) { World.Nodes[World.NodeOf[agent]].Submit(this, Rounds - 1, agent, World.Partner(agent, i)); }
        }
    }

    public override long Serve(Simulator sim, int kind, long a, long b)
    {
        World.Cancellation.ThrowIfCancellationRequested();
        var work = default(Work);
        var trusted = _cache.Find((int)a, (int)b, ref work);
        if (trusted is null)
        {
            trusted = FullMesh.IsGenuine(World, (int)b, ref work);
            _cache.Keep((int)a, (int)b, trusted.Value, ref work);
        }
        _underWay[(a, b, kind)] = trusted.Value;
        return Served(work, Round(kind));
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        _underWay.Remove((a, b, kind), out var trusted);
        Round(kind).Answered(sim.Now, trusted ? 1 : 0, trusted ? 0 : 1);
    }
}
