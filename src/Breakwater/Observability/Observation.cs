using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>
/// One message or action of an agent, as the gate saw it. What was not measured is left out (NaN, or the default handle) and its signal keeps still: a sampled judge does not
/// look like a silent one.
/// </summary>
public readonly record struct Observation
{
    /// <summary>An observation in which nothing was measured yet.</summary>
    public Observation()
    {
    }

    /// <summary>Tenant, from the session.</summary>
    public TenantHandle Tenant { get; init; }

    /// <summary>Agent, from the session.</summary>
    public AgentHandle Agent { get; init; }

    /// <summary>The agent that the message goes to; <c>default</c> if it goes to none.</summary>
    public AgentHandle Peer { get; init; }

    /// <summary>The tool called; <c>default</c> for none.</summary>
    public ToolHandle Tool { get; init; }

    /// <summary>The causal chain it belongs to; 0 for none. Quoted in signals.</summary>
    public UInt128 Chain { get; init; }

    /// <summary>The chain that this one descends from, where work was handed on under another number; 0 for none. Quoted in signals.</summary>
    public UInt128 Parent { get; init; }

    /// <summary>Whether it tells how an earlier one ended. It is then no message of its own: volume and schedule keep still.</summary>
    public bool IsOutcome { get; init; }

    /// <summary>The host's number of the message or request, by which an <see cref="InspectionPlan"/> chooses; 0 for none, and then it is always inspected.</summary>
    public ulong Message { get; init; }

    /// <summary>Whether it was blocked, failed or timed out; null where that is not known.</summary>
    public bool? Failed { get; init; }

    /// <summary>Time to respond, in milliseconds, above 0; NaN if not measured.</summary>
    public float LatencyMs { get; init; } = float.NaN;

    /// <summary>The judge's score, from 0 to 1; NaN if not judged.</summary>
    public float Quality { get; init; } = float.NaN;

    /// <summary>Distance of the content from what is usual for the agent, 1 − cosine, from 0 to 2; NaN if not measured.</summary>
    public float ContentDistance { get; init; } = float.NaN;

    /// <summary>Share of the context that is in use, from 0 to 1; NaN if not known.</summary>
    public float ContextUse { get; init; } = float.NaN;

    /// <summary>Cost; null if not known.</summary>
    public Money? Cost { get; init; }
}
