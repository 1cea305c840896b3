using System.Diagnostics.Metrics;

namespace Breakwater.Trust;

/// <summary>What the trust control counts for operators, on the meter <c>Breakwater.Trust</c>. Per node, never per agent.</summary>
internal static class TrustInstruments
{
    private static readonly Meter Meter = new("Breakwater.Trust");

    public static readonly Counter<long> Verified = Meter.CreateCounter<long>("breakwater.trust.verified", "{credential}", "Credentials verified by signature");
    public static readonly Counter<long> Vouched = Meter.CreateCounter<long>("breakwater.trust.vouched", "{credential}", "Credentials trusted on a zone roster");
    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("breakwater.trust.refused", "{credential}", "Credentials refused");
    public static readonly Counter<long> Joined = Meter.CreateCounter<long>("breakwater.trust.joined", "{check}", "Checks that joined a verification under way");
    public static readonly Counter<long> Throttled = Meter.CreateCounter<long>("breakwater.trust.throttled", "{check}", "Checks refused because too many verifications were under way");
    public static readonly Counter<long> Revocations = Meter.CreateCounter<long>("breakwater.trust.revocations", "{revocation}", "Revocations applied");
}
