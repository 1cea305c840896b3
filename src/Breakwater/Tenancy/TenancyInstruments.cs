using System.Diagnostics.Metrics;

namespace Breakwater.Tenancy;

/// <summary>What tenancy counts for operators, on the meter <c>Breakwater.Tenancy</c>.</summary>
internal static class TenancyInstruments
{
    private static readonly Meter _meter = new("Breakwater.Tenancy");

    public static Counter<long> Refused { get; } = _meter.CreateCounter<long>("breakwater.tenancy.refused", "requests", "Refused for a tenant's quota.");
}
