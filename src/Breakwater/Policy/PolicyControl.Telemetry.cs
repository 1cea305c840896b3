using Breakwater.Contracts;

namespace Breakwater.Policy;

public sealed partial class PolicyControl
{
    /// <summary>What the policies in force say.</summary>
    public PolicyVerdict Evaluate(TenantHandle tenant, in PolicyQuery query, ref Work work)
    {
        if (!PolicyInstruments.AreHeard) { return EvaluateInForce(tenant, query, ref work); }
        var (before, started) = (work, _time.GetTimestamp());
        var verdict = EvaluateInForce(tenant, query, ref work);
        Count(tenant, query, verdict, before, work, started);
        return verdict;
    }

    /// <summary>What they would say with one live version in place of its bundle's in force: how a rollout asks both sides.</summary>
    public PolicyVerdict Evaluate(TenantHandle tenant, BundleReference version, in PolicyQuery query, ref Work work)
    {
        if (!PolicyInstruments.AreHeard) { return EvaluateVersion(tenant, version, query, ref work); }
        var (before, started) = (work, _time.GetTimestamp());
        var verdict = EvaluateVersion(tenant, version, query, ref work);
        Count(tenant, query, verdict, before, work, started);
        return verdict;
    }

    private void Count(TenantHandle handle, in PolicyQuery query, in PolicyVerdict verdict, in Work before, in Work after, long started)
    {
        var elapsed = _time.GetTimestamp() - started;
        var tenant = Find(handle)?.Tenant;
        // A principal of another tenant, or of another fleet, was refused; its cluster is none of this tenant's.
        var cluster = query.Principal is { } principal && principal.Tenant == tenant && (uint)principal.Cluster < (uint)_world.Fleet.Clusters.Count ? _world.Fleet.Clusters[principal.Cluster].Id : null;
        PolicyInstruments.Evaluated(
            TelemetryTags.OrNone(tenant), TelemetryTags.OrNone(cluster), verdict.IsPermitted ? Effect.Allow : Effect.Deny,
            after[WorkUnit.PolicyEvaluated] - before[WorkUnit.PolicyEvaluated], after[WorkUnit.PolicyCandidate] - before[WorkUnit.PolicyCandidate], elapsed / (double)_time.TimestampFrequency);
    }
}
