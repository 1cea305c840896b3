using Breakwater.Contracts;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>A version that is live in the policy control, as a router calls it. A denial because it could not judge counts as a failure of the version.</summary>
internal sealed class LiveVersion(PolicyControl control, TenantHandle tenant, BundleReference version) : IPolicyEvaluator<PolicyQuery>
{
    public PolicyVerdict Evaluate(in PolicyQuery query, ref Work work, out bool failed)
    {
        var verdict = control.Evaluate(tenant, version, query, ref work);
        failed = PolicyReasons.IsFailure(verdict.Reason);
        return verdict;
    }
}
