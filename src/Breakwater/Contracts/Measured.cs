namespace Breakwater.Contracts;

/// <summary>What a host measured of an action that is over, beyond what it used. What was not measured is left out (NaN): a sampled judge does not look like a silent one.</summary>
public readonly record struct Measured
{
    /// <summary>Nothing was measured yet.</summary>
    public Measured()
    {
    }

    /// <summary>The judge's score, from 0 to 1; recorded with the completion.</summary>
    public float Quality { get; init; } = float.NaN;

    /// <summary>Digest of what the action gave: the first 16 bytes of its SHA-256; 0 where the host keeps none. Recorded with the completion.</summary>
    public UInt128 Output { get; init; }

    /// <summary>Distance of the content from what is usual for the agent, 1 − cosine, from 0 to 2.</summary>
    public float ContentDistance { get; init; } = float.NaN;

    /// <summary>Share of the agent's context that is in use, from 0 to 1; recorded with the completion.</summary>
    public float ContextUse { get; init; } = float.NaN;
}
