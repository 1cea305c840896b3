using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

public sealed partial class RateLimiter
{
    private static readonly string[] LevelWords = [.. Enum.GetNames<RateLevel>().Select(n => n.ToLowerInvariant())];

    /// <summary>Name of a configured provider; <see cref="TelemetryTags.None"/> for any other handle.</summary>
    internal string NameOf(ProviderHandle provider) => _providerNames[provider.Value < _providerNames.Length ? provider.Value : 0];

    /// <summary>Counts what was decided and passes it on.</summary>
    private RateVerdict Counted(TenantHandle tenant, ProviderHandle provider, in RateVerdict verdict)
    {
        if (RateLimitInstruments.Decisions.Enabled) { Count(tenant, provider, verdict); }
        return verdict;
    }

    private void Count(TenantHandle tenant, ProviderHandle provider, in RateVerdict verdict) => RateLimitInstruments.Decisions.Add(
        1,
        [
            new(TelemetryTags.Tenant, _tenantNames[tenant.Value < _tenantNames.Length ? tenant.Value : 0]), new(GenAiTags.Provider, NameOf(provider)),
            new(TelemetryTags.Level, verdict.IsGranted || IsMalformed(verdict.Reason!) ? TelemetryTags.None : LevelWords[(int)verdict.Level]),
            new(TelemetryTags.Effect, TelemetryTags.Of(verdict.Effect)),
        ]);

    /// <summary>Whether no level refused, but the request itself was not one.</summary>
    private static bool IsMalformed(Reason reason) =>
        reason == RateLimitReasons.UnknownTenant || reason == RateLimitReasons.UnknownAgent || reason == RateLimitReasons.UnknownProvider || reason == RateLimitReasons.BadEstimate;
}
