using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration;

/// <summary>Where a calibration stands.</summary>
/// <param name="Unit">Unit about to be measured; null while warming up.</param>
/// <param name="Done">Units measured.</param>
/// <param name="Total">Units to measure.</param>
public sealed record CalibrationProgress(WorkUnit? Unit, int Done, int Total);
