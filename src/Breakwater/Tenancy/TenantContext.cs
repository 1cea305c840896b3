using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Tenancy;

/// <summary>
/// One tenant at one gate: resolved once, when a session is opened, and passed on by type. Only a <see cref="TenantRegistry"/> makes one, so code that has none has not
/// resolved its tenant, and does not compile. Thread-safe.
/// </summary>
public sealed class TenantContext
{
    internal TenantContext(TenantHandle handle, TenantRegistration registration, TickClock clock)
    {
        Handle = handle;
        Id = registration.Id;
        Audit = registration.Audit;
        Meter = new(registration.Quotas, clock);
    }

    /// <summary>Its name inside, the same for every control of the gate.</summary>
    public TenantHandle Handle { get; }

    /// <summary>Its id in the fleet file.</summary>
    public string Id { get; }

    /// <summary>What it may use.</summary>
    public TenantQuotas Quotas => Meter.Quotas;

    /// <summary>Where its audit events go; null for the gate's own sink.</summary>
    internal AuditSink? Audit { get; }

    internal TenantMeter Meter { get; }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
