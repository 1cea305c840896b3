using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Trust;

namespace Breakwater.Lab.TrustScaling;

/// <summary>
/// The shipping control with its memory switched off: every check follows the partner's chain up to the ancestor that the asker's node stands
/// under. What a hierarchy costs when nobody vouches and nothing is remembered.
/// </summary>
internal sealed class ChainPerCheck : VerificationScheme
{
    private readonly TrustControl[] _controls;
    private readonly HashSet<(long Relying, long Subject)> _refused = [];

    public ChainPerCheck(TrustWorld world) : base(world)
    {
        var options = TrustOptions.From(world.Fleet.Trust);
        options.CacheTtl = TimeSpan.Zero;
        var tenants = world.Fleet.Tenants.Select(t => t.Id).ToList();
        _controls = [.. world.Fleet.Nodes.Select(n => new TrustControl(
            options, world.Hierarchy.Root.Key, tenants, world.Simulator.Clock, world.Hierarchy.Regions.GetValueOrDefault(n.Region)?.Chain))];
    }

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
        if (!_controls[World.NodeOf[a]].Verify(World.Chains[b], ref work).IsTrusted) { _refused.Add((a, b)); }
        return Served(work);
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        var refused = _refused.Remove((a, b)) ? 1 : 0;
        Tally.Answered(sim.Now, 1 - refused, refused);
    }
}
