using System.Diagnostics.Metrics;

namespace Breakwater.Contracts;

/// <summary>Look-ups in the memories that spare work: of verifications, of presented delegations, of decisions. Per tenant, never per agent.</summary>
internal static class CacheInstruments
{
    public const string Trust = "trust";
    public const string Delegation = "delegation";
    public const string Policy = "policy";

    private static readonly Counter<long> Lookups =
        BreakwaterTelemetry.Counter(InstrumentNames.CacheLookups, "{lookup}", "Look-ups in the memories of verifications, presented delegations and decisions");

    public static void Lookup(string cache, string tenant, bool hit)
    {
        if (Lookups.Enabled) { Add(cache, tenant, hit); }
    }

    private static void Add(string cache, string tenant, bool hit) =>
        Lookups.Add(1, new(TelemetryTags.Tenant, TelemetryTags.OrNone(tenant)), new(TelemetryTags.Cache, cache), new(TelemetryTags.Result, hit ? "hit" : "miss"));
}
