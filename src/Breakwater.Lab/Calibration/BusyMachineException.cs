using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration;

/// <summary>A unit of work could not be measured because other programs took too much of the machine.</summary>
public sealed class BusyMachineException(WorkUnit unit) : InvalidOperationException($"`{unit}` could not be measured: the machine is too busy. Try again when it is quiet.");
