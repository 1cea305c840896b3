using Breakwater.Audit;
using Breakwater.Fleet;

namespace Breakwater.Tenancy;

/// <summary>What a tenant brings when it is registered, and what was made for it: nothing of it may be another tenant's.</summary>
public sealed record TenantRegistration
{
    /// <summary>Id; unique.</summary>
    public required string Id { get; init; }

    /// <summary>What it may use.</summary>
    public TenantQuotas Quotas { get; init; } = TenantQuotas.None;

    /// <summary>Its keys, public or secret: no two tenants may have the same bytes.</summary>
    public IReadOnlyList<TenantKey> Keys { get; init; } = [];

    /// <summary>What holds its state: compiled policies, caches, buckets. No two tenants may have the same object.</summary>
    public IReadOnlyList<TenantHolding> Holdings { get; init; } = [];

    /// <summary>Where its audit events go; null for the gate's own sink. No two tenants may have the same one.</summary>
    public AuditSink? Audit { get; init; }
}

/// <summary>A key of a tenant.</summary>
/// <param name="Purpose">What it is for, for messages: <c>user authority</c>.</param>
/// <param name="Bytes">The key.</param>
public sealed record TenantKey(string Purpose, ReadOnlyMemory<byte> Bytes);

/// <summary>An object that holds a tenant's state.</summary>
/// <param name="Purpose">What it is, for messages: <c>compiled policies</c>.</param>
/// <param name="Held">The object; compared by reference.</param>
public sealed record TenantHolding(string Purpose, object Held);
