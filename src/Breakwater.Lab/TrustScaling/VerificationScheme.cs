using Breakwater.Contracts;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.TrustScaling;

/// <summary>
/// A way for everyone to be sure of everyone they deal with: the contract that the shipping control and the baselines both answer to. The work is
/// done for real when a core takes it up; what it decided shows when the core is done.
/// </summary>
internal abstract class VerificationScheme(TrustWorld world) : ServedProcess
{
    private readonly List<RoundTally> _rounds = [];

    protected TrustWorld World { get; } = world;

    /// <summary>The round that work is counted to: the one begun last, unless <see cref="CountTo"/> named a later one.</summary>
    protected RoundTally Tally { get; private set; } = new(0, 0);

    /// <summary>How many rounds have begun.</summary>
    protected int Rounds => _rounds.Count;

    /// <summary>Whether a later round may find something already known.</summary>
    public abstract bool Remembers { get; }

    /// <summary>Starts a round: from now on, everyone asks for everyone they deal with.</summary>
    public void Begin(RoundTally tally)
    {
        _rounds.Add(tally);
        CountTo(tally);
        Ask(World.Simulator);
    }

    /// <summary>Counts work to a round that has not begun: what is done ahead of it belongs to it.</summary>
    public void CountTo(RoundTally tally) => Tally = tally;

    protected abstract void Ask(Simulator sim);

    /// <summary>A round by its number. Rounds overlap where one takes longer than the interval: what was asked in one is answered in that one.</summary>
    protected RoundTally Round(int number) => _rounds[number];

    /// <summary>Counts a job's work and says how long it occupies its core.</summary>
    protected long Served(in Work work) => Served(work, Tally);

    /// <summary>The same, for a job of a certain round.</summary>
    protected long Served(in Work work, RoundTally round)
    {
        var ns = World.Nanoseconds(work);
        round.Served(World.Simulator.Now, work, ns);
        return ns;
    }
}
