namespace Breakwater.Lab.Running;

/// <summary>One event of a replay.</summary>
/// <param name="Step">Its number in the whole point, from 1: a second simulation goes on counting where the first ended.</param>
/// <param name="Simulation">Which of the point's simulations, from 1.</param>
/// <param name="TimeNs">Virtual time in that simulation.</param>
/// <param name="Process">Whom it happens to: the kind of process, and which one in the order in which they first appear.</param>
/// <param name="Kind">What the sender meant, in the process's own numbering.</param>
/// <param name="A">First payload.</param>
/// <param name="B">Second payload.</param>
public readonly record struct ReplayEvent(long Step, int Simulation, long TimeNs, string Process, int Kind, long A, long B);
