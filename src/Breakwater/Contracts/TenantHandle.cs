namespace Breakwater.Contracts;

/// <summary>The inside name of a tenant: its ordinal in the fleet plus one, so that <c>default</c> names nobody.</summary>
/// <param name="Value">Ordinal plus one.</param>
public readonly record struct TenantHandle(ushort Value)
{
    /// <summary>Whether the handle names nobody.</summary>
    public bool IsNone => Value == 0;
}
