namespace Breakwater.Contracts;

/// <summary>The inside name of a model provider: its ordinal in the fleet plus one. <c>default</c> is for requests that call no provider.</summary>
/// <param name="Value">Ordinal plus one.</param>
public readonly record struct ProviderHandle(ushort Value)
{
    /// <summary>Whether the handle names none.</summary>
    public bool IsNone => Value == 0;
}
