namespace Breakwater.Contracts;

/// <summary>
/// The outcome of the gate, with what is needed to judge it again: the reason, the controls consulted and switched off, and the position in
/// the control log at which it was taken. A small value; <c>default</c> is a denial.
/// </summary>
public readonly record struct Decision
{
    /// <summary>What happens to the action.</summary>
    public Effect Effect { get; init; }

    /// <summary>Why; null only for <c>default</c> and for an allow.</summary>
    public Reason? Reason { get; init; }

    /// <summary>The stages consulted, one bit each in the order of the gate's composition.</summary>
    public ulong Consulted { get; init; }

    /// <summary>The stages that were configured off, one bit each in the order of the gate's composition.</summary>
    public ulong SwitchedOff { get; init; }

    /// <summary>The stages in observe mode that would have refused, one bit each in the order of the gate's composition.</summary>
    public ulong WouldRefuse { get; init; }

    /// <summary>Number of the last control-log record that was in force.</summary>
    public long Position { get; init; }

    /// <summary>The PACE phase in which the agent was found; primary where <c>pace</c> was not consulted.</summary>
    public PaceState Pace { get; init; }

    /// <summary>When to ask again, if <see cref="Effect"/> is <see cref="Effect.Throttle"/>.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>The control that decided; <c>default</c> for an allow.</summary>
    public ControlId Control => Reason?.Control ?? default;

    /// <summary>Whether the action may go ahead.</summary>
    public bool IsAllowed => Effect == Effect.Allow;
}
