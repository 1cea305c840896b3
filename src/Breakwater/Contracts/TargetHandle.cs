namespace Breakwater.Contracts;

/// <summary>
/// What an action is aimed at: a place of the fleet, that is a trust boundary (or the inside) in a region. <c>default</c> stands for the boundary of the tool in the
/// agent's own region.
/// </summary>
/// <param name="Value">Ordinal plus one.</param>
public readonly record struct TargetHandle(ushort Value)
{
    /// <summary>Whether the host left the target to the tool and the agent's own region.</summary>
    public bool IsDefault => Value == 0;
}
