using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Tenancy;

/// <summary>What tenancy counts for operators.</summary>
internal static class TenancyInstruments
{
    public static readonly Counter<long> Refused = BreakwaterTelemetry.Counter("breakwater.tenancy.refused", "{request}", "Refused for a tenant's quota");
}
