using System.Collections.Frozen;
using Breakwater.Contracts;

namespace Breakwater.Tenancy;

/// <summary>The tenants of a gate, each with its context. Made once, after it was found that they share nothing. Immutable, thread-safe, O(1) look-ups.</summary>
public sealed class TenantRegistry
{
    private readonly FrozenDictionary<string, TenantContext> _byId;

    private TenantRegistry(IReadOnlyList<TenantRegistration> registrations, TimeProvider time)
    {
        var clock = new TickClock(time);
        All = [.. registrations.Select((r, i) => new TenantContext(new((ushort)(i + 1)), r, clock))];
        _byId = All.ToFrozenDictionary(t => t.Id, StringComparer.Ordinal);
    }

    /// <summary>Every tenant, in the order of registration; a tenant's handle is its position plus one.</summary>
    public IReadOnlyList<TenantContext> All { get; }

    /// <summary>Registers tenants, all at once.</summary>
    /// <param name="registrations">At most 65,535.</param>
    /// <param name="time">The gate's clock.</param>
    /// <exception cref="ArgumentException">They share something, or cannot be told apart; the message lists every problem with its remedy.</exception>
    public static TenantRegistry Create(IReadOnlyList<TenantRegistration> registrations, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registrations.Count, ushort.MaxValue);
        var problems = TenantRegistrationValidator.Problems(registrations);
        return problems.Count == 0 ? new(registrations, time) : throw new ArgumentException(string.Join(" ", problems), nameof(registrations));
    }

    /// <summary>The context of a tenant; null, for which <see cref="TenancyReasons.UnknownTenant"/> is the reason, if there is none of that id.</summary>
    public TenantContext? Resolve(string? id) => id is not null && _byId.TryGetValue(id, out var tenant) ? tenant : null;
}
