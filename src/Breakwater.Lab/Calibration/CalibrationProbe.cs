using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration;

/// <summary>
/// How to measure one unit: real code against state of a given size. To add one, write an entry in <see cref="CalibrationProbes"/>:
/// <code>
/// new(WorkUnit.Mac, size =>
/// {
///     var state = …;                                   // made once, not timed
///     return new((int operations, ref Work work) => { for (…) { the real code, counting into work; } });
/// })
/// </code>
/// The body counts into <c>work</c> what it did, its own unit and any other: the others are subtracted at their measured cost, so they
/// must have their probes earlier in the list.
/// </summary>
/// <param name="Unit">The unit measured.</param>
/// <param name="Prepare">Makes the state and the body that is timed.</param>
public sealed record CalibrationProbe(WorkUnit Unit, Func<StateSize, PreparedProbe> Prepare);

/// <summary>Does the operation so many times, on one thread, and counts the work.</summary>
public delegate void ProbeBody(int operations, ref Work work);

/// <summary>A body over its state, and what to dispose of afterwards.</summary>
public sealed class PreparedProbe(ProbeBody body, IDisposable? resource = null) : IDisposable
{
    /// <summary>The body that is timed.</summary>
    public ProbeBody Body { get; } = body;

    /// <inheritdoc/>
    public void Dispose() => resource?.Dispose();
}
