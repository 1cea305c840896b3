using Breakwater.Fleet;
using Breakwater.Lab.TrustScaling;

namespace Breakwater.Lab.TrustStorms;

/// <summary>When a fleet does what: the rules that a storm puts to the test.</summary>
/// <param name="Hierarchy">How nodes remember and renew.</param>
/// <param name="RotatesAtOnce">Whether all credentials are renewed at the same moment, or each when its own time has come.</param>
internal sealed record StormRules(HierarchyRules Hierarchy, bool RotatesAtOnce)
{
    // Small steps keep the batches small; a host that renews seldom would undo the spread.
    private static readonly TimeSpan RenewalStep = TimeSpan.FromSeconds(1);

    /// <summary>As the control ships.</summary>
    public static StormRules Shipped(FleetSpecification fleet) =>
        new(new() { Memory = fleet.Trust.CacheTtl, RenewEvery = RenewalStep, ReverifyOnPolicyChange = false }, RotatesAtOnce: false);

    /// <summary>As "Scaling AI Agents from 10 to 10,000" has it: a fixed time to live, nothing ahead of it, and everything again on a policy change.</summary>
    public static StormRules PlainCache(FleetSpecification fleet) =>
        new(new() { Memory = fleet.Trust.CacheTtl, RenewEvery = null, ExpirySpread = 0, ReverifyOnPolicyChange = true }, RotatesAtOnce: true);
}
