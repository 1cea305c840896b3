namespace Breakwater.Lab.Simulation;

/// <summary>Sees every event of a simulation just before it happens. What it throws ends the run as if the event's handler had thrown it.</summary>
public interface ISimulationObserver
{
    /// <summary>An event is about to happen; the simulator's time and step are already the event's.</summary>
    void OnStep(Simulator sim, SimProcess target, int kind, long a, long b);
}
