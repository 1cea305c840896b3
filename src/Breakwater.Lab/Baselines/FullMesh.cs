using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;

namespace Breakwater.Lab.Baselines;

/// <summary>
/// Every agent verifies every partner's credential itself, each time: one signature check for each pair ("Scaling AI Agents from 10 to 10,000",
/// part 1). The issuer's key is known to all beforehand, which favours the mesh.
/// </summary>
internal sealed class FullMesh(TrustWorld world) : VerificationScheme(world)
{
    public override bool Remembers => false;

    protected override void Ask(Simulator sim)
    {
        for (var agent = 0; agent < World.Agents; agent++)
        {
            for (var i = 0; i < World.Degree; i++) { World.Nodes[World.NodeOf[agent]].Submit(this, 0, agent, World.Partner(agent, i)); }
        }
    }

    public override long Serve(Simulator sim, int kind, long a, long b)
    {
        World.Cancellation.ThrowIfCancellationRequested();
        var work = default(Work);
        if (!IsGenuine(World, (int)b, ref work)) { _refused.Add((a, b)); }
        return Served(work);
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        var refused = _refused.Remove((a, b)) ? 1 : 0;
        Tally.Answered(sim.Now, 1 - refused, refused);
    }

    private readonly HashSet<(long Relying, long Subject)> _refused = [];

    /// <summary>What an agent does to be sure of another without any hierarchy: dates, then the signature.</summary>
    public static bool IsGenuine(TrustWorld world, int subject, ref Work work)
    {
        var chain = world.Chains[subject];
        var now = world.Simulator.Clock.GetUtcNow();
        return chain.Leaf.Claims.NotBefore <= now && now < chain.Leaf.Claims.NotAfter && chain.Leaf.IsSignedBy(chain.Issuer!.Leaf.Key, ref work);
    }
}
