using Breakwater.Cedar.Syntax;
using Breakwater.Contracts;
using Breakwater.Policy.Bundles;

namespace Breakwater.Policy.Composition;

/// <summary>
/// What a decision needs of a policy beside its compiled form. Made once, so that a denial carries its reason without allocating; permits of a bundle that ask for the same and stand
/// for the same controls share one. Immutable, thread-safe.
/// </summary>
internal sealed class PolicyRule
{
    public PolicyRule(Cedar.Syntax.Policy policy, PolicyBundle bundle)
    {
        Bundle = bundle.Reference;
        Effect = policy.Effect;
        Obligations = BundlePolicies.ObligationsOf(policy);
        Controls = BundlePolicies.ControlsOf(policy);
        Forbidden = policy.Effect == PolicyEffect.Permit
            ? null
            : new(Controls.Count > 0 ? Controls[0] : PolicyReasons.Scoped, "policy.forbidden", $"the policy `{policy.Id}` of `{bundle.Reference}` forbids it");
    }

    public BundleReference Bundle { get; }

    public PolicyEffect Effect { get; }

    public Obligations Obligations { get; }

    public IReadOnlyList<ControlId> Controls { get; }

    /// <summary>Why what it forbids is denied; null for a permit.</summary>
    public Reason? Forbidden { get; }
}
