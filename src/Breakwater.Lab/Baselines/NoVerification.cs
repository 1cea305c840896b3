using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;

namespace Breakwater.Lab.Baselines;

/// <summary>Everyone is believed ("Scaling AI Agents from 10 to 10,000", failed attempt 2): costs nothing and refuses nobody.</summary>
internal sealed class NoVerification(TrustWorld world) : VerificationScheme(world)
{
    public override bool Remembers => false;

    protected override void Ask(Simulator sim) => Tally.Answered(sim.Now, checked((int)World.Checks), 0);

    public override long Serve(Simulator sim, int kind, long a, long b) => 0;

    public override void OnEvent(Simulator sim, int kind, long a, long b) { }
}
