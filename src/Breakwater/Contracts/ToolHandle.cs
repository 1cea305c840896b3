namespace Breakwater.Contracts;

/// <summary>The inside name of a tool: its ordinal in the fleet plus one. <c>default</c> names no tool and is always denied.</summary>
/// <param name="Value">Ordinal plus one.</param>
public readonly record struct ToolHandle(ushort Value)
{
    /// <summary>Whether the handle names no tool.</summary>
    public bool IsNone => Value == 0;
}
