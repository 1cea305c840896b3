namespace Breakwater.Contracts;

/// <summary>
/// Something that a control noticed and that others may act on. A hint, never a verdict: no control refuses anything because of a single signal.
/// </summary>
public readonly record struct Signal
{
    /// <summary>What was noticed.</summary>
    public SignalKind Kind { get; init; }

    /// <summary>Whose agents.</summary>
    public TenantHandle Tenant { get; init; }

    /// <summary>The agent it was noticed at.</summary>
    public AgentHandle Agent { get; init; }

    /// <summary>The other agent, where there is one: the delegate, the partner; <c>default</c> for none.</summary>
    public AgentHandle Peer { get; init; }

    /// <summary>The causal chain it belongs to; 0 for none.</summary>
    public UInt128 Chain { get; init; }

    /// <summary>The chain that this one descends from, where work was handed on under another number; 0 for none.</summary>
    public UInt128 Parent { get; init; }

    /// <summary>How strongly it speaks for an attack, from 0 to 1: as the probability that this alone was one.</summary>
    public float Magnitude { get; init; }

    /// <summary>When, by the clock of the node that noticed it.</summary>
    public DateTimeOffset Time { get; init; }
}

/// <summary>Where signals go. Implementations are thread-safe and never wait.</summary>
public abstract class SignalSink
{
    /// <summary>Takes a signal.</summary>
    public abstract void Raise(in Signal signal);
}
