using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>What the rate limits count for operators. Per tenant, provider and level, never per agent.</summary>
internal static class RateLimitInstruments
{
    public static readonly Counter<long> Decisions = BreakwaterTelemetry.Counter(InstrumentNames.RateLimitDecisions, "{request}", "Requests that the limits granted or refused, by effect and level");
    public static readonly Counter<long> Recalled = BreakwaterTelemetry.Counter("breakwater.rate_limit.recalls", "{recall}", "Times that what lanes held was recalled to a shared level");
    public static readonly Counter<long> Closed = BreakwaterTelemetry.Counter("breakwater.rate_limit.provider_closings", "{closing}", "Times that a provider was closed at its own request");
    public static readonly Counter<long> Shed = BreakwaterTelemetry.Counter("breakwater.rate_limit.shed", "{request}", "Requests shed from admission queues");
    public static readonly Counter<long> Retries = BreakwaterTelemetry.Counter("breakwater.rate_limit.retries", "{retry}", "Retries granted");
}
