using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>What the trust control counts for operators. Per tenant and cluster, never per agent.</summary>
internal static class TrustInstruments
{
    public static readonly Counter<long> Verifications =
        BreakwaterTelemetry.Counter(InstrumentNames.Verifications, "{verification}", "Chains judged that were not remembered, by outcome: verified or refused");
    public static readonly Counter<long> Vouched = BreakwaterTelemetry.Counter("breakwater.trust.vouched", "{credential}", "Credentials trusted on a zone roster");
    public static readonly Counter<long> Joined = BreakwaterTelemetry.Counter("breakwater.trust.joined", "{check}", "Checks that joined a verification under way");
    public static readonly Counter<long> Throttled = BreakwaterTelemetry.Counter("breakwater.trust.throttled", "{check}", "Checks refused because too many verifications were under way");
    public static readonly Counter<long> Revocations = BreakwaterTelemetry.Counter("breakwater.trust.revocations", "{revocation}", "Revocations applied");
}
