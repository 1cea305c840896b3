namespace Breakwater.Contracts;

/// <summary>
/// The inside name of a tenant: its ordinal in the fleet plus one, so that <c>default</c> names nobody. Only the runtime makes one, where it resolves a tenant's name, so that
/// what needs a tenant cannot be called without having resolved it; <c>default</c> is refused everywhere.
/// </summary>
public readonly record struct TenantHandle
{
    internal TenantHandle(ushort value) => Value = value;

    /// <summary>Ordinal plus one.</summary>
    public ushort Value { get; }

    /// <summary>Whether the handle names nobody.</summary>
    public bool IsNone => Value == 0;
}
