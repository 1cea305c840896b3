namespace Breakwater.Contracts;

/// <summary>
/// The inside name of an agent: a 32-bit index into its tenant's registry and a 32-bit generation that changes when the slot is given
/// to another agent, so that a stale handle never resolves to the newcomer. Logs and results hold names, never handles.
/// </summary>
/// <param name="Index">Slot in the registry, from 0.</param>
/// <param name="Generation">Generation of the slot, from 1; 0 only in <c>default</c>, which names nobody.</param>
public readonly record struct AgentHandle(uint Index, uint Generation)
{
    /// <summary>Whether the handle names nobody.</summary>
    public bool IsNone => Generation == 0;
}
