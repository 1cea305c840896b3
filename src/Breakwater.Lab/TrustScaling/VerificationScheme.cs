using Breakwater.Contracts;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.TrustScaling;

/// <summary>
/// A way for everyone to be sure of everyone they deal with: the contract that the shipping control and the baselines both answer to. The work is
/// done for real when a core takes it up; what it decided shows when the core is done.
/// </summary>
internal abstract class VerificationScheme(TrustWorld world) : ServedProcess
{
    protected TrustWorld World { get; } = world;

    /// <summary>The round under way.</summary>
    protected RoundTally Tally { get; private set; } = new(0, 0);

    /// <summary>Whether a later round may find something already known.</summary>
    public abstract bool Remembers { get; }

    /// <summary>Starts a round: from now on, everyone asks for everyone they deal with.</summary>
    public void Begin(RoundTally tally)
    {
        CountTo(tally);
        Ask(World.Simulator);
    }

    /// <summary>Counts work to a round that has not begun: what is done ahead of it belongs to it.</summary>
    public void CountTo(RoundTally tally) => Tally = tally;

    protected abstract void Ask(Simulator sim);

    /// <summary>Counts a job's work and says how long it occupies its core.</summary>
    protected long Served(in Work work)
    {
        var ns = World.Nanoseconds(work);
        Tally.Served(World.Simulator.Now, work, ns);
        return ns;
    }
}
