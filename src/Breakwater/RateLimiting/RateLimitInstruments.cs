using System.Diagnostics.Metrics;

namespace Breakwater.RateLimiting;

/// <summary>
/// What the rate limits count for operators, on the meter <c>Breakwater.RateLimiting</c>. Per node, never per agent. Grants are not counted here: two threads would meet
/// at the counter.
/// </summary>
internal static class RateLimitInstruments
{
    private static readonly Meter Meter = new("Breakwater.RateLimiting");

    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("breakwater.rates.refused", "{request}", "Requests refused by a limit");
    public static readonly Counter<long> Recalled = Meter.CreateCounter<long>("breakwater.rates.recalled", "{recall}", "Times that what lanes held was recalled to a shared level");
    public static readonly Counter<long> Closed = Meter.CreateCounter<long>("breakwater.rates.provider_closed", "{closing}", "Times that a provider was closed at its own request");
    public static readonly Counter<long> Shed = Meter.CreateCounter<long>("breakwater.rates.shed", "{request}", "Requests shed from admission queues");
    public static readonly Counter<long> Retries = Meter.CreateCounter<long>("breakwater.rates.retries", "{retry}", "Retries granted");
}
