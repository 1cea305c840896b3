namespace Breakwater.Lab.Simulation;

/// <summary>Something that events happen to: an agent, a model, a network, a reviewer, a node.</summary>
public abstract class SimProcess
{
    /// <summary>An event is due now. Runs on the simulator's one thread; what it throws ends the run as a <see cref="SimulationException"/>.</summary>
    /// <param name="sim">The simulator, whose time is the event's.</param>
    /// <param name="kind">What the sender meant, in this process's own numbering.</param>
    /// <param name="a">First payload.</param>
    /// <param name="b">Second payload.</param>
    public abstract void OnEvent(Simulator sim, int kind, long a, long b);
}

/// <summary>A process whose work takes time on a <see cref="ServiceNode"/> that is known only once it has been done.</summary>
public abstract class ServedProcess : SimProcess
{
    /// <summary>
    /// A core takes the job up: do the work for real and say how long it occupies the core. What the work decided must not be acted on
    /// before <see cref="SimProcess.OnEvent"/> is called with the same kind and payload, which is when it is complete.
    /// </summary>
    /// <returns>Service time in nanoseconds, zero or more.</returns>
    public abstract long Serve(Simulator sim, int kind, long a, long b);
}
