namespace Breakwater.Contracts;

/// <summary>
/// Names a delegation that a gate has verified for one session. Of no use in another session or at another gate; says nothing of the chain
/// behind it. Numbers are never used again.
/// </summary>
/// <param name="Value">Number from 1; 0 names none, which is an action on the agent's own authority.</param>
public readonly record struct DelegationHandle(ulong Value)
{
    /// <summary>Whether the handle names none.</summary>
    public bool IsNone => Value == 0;
}
