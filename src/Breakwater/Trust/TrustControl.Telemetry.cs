using System.Collections.Frozen;
using Breakwater.Contracts;

namespace Breakwater.Trust;

public sealed partial class TrustControl
{
    /// <summary>The fleet's clusters by zone, for the counts: a zone that is not in it counts for none, whatever a credential calls itself.</summary>
    internal FrozenDictionary<string, string> ClusterOfZone { get; set; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Counts a verification and passes its verdict on.</summary>
    private TrustVerdict Verified(TenantTrust? tenant, CredentialChain chain, TrustVerdict verdict)
    {
        if (!TrustInstruments.Verifications.Enabled) { return verdict; }
        var zone = chain.Leaf.Claims.Level == CredentialLevel.Worker ? chain.Issuer?.Leaf : chain.Leaf;
        var cluster = zone is not null && ClusterOfZone.TryGetValue(zone.Claims.Subject, out var known) ? known : TelemetryTags.None;
        TrustInstruments.Verifications.Add(
            1, new(TelemetryTags.Tenant, TelemetryTags.OrNone(tenant?.Name)), new(TelemetryTags.Cluster, cluster), new(TelemetryTags.Outcome, verdict.IsTrusted ? "verified" : "refused"));
        return verdict;
    }
}
