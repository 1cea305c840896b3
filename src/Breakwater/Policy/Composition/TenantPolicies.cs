using System.Collections.Frozen;
using Breakwater.Cedar.Evaluation;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;

namespace Breakwater.Policy.Composition;

/// <summary>
/// Everything in force for one tenant, as one immutable value: readers take the reference once and see all of it or nothing. Shares nothing with another tenant.
/// </summary>
internal sealed class TenantPolicies
{
    private TenantPolicies(string tenant, long epoch, IReadOnlyList<LiveBundle> live, PolicyView? inForce, FrozenDictionary<BundleReference, PolicyView> versions, Reason? broken)
    {
        Tenant = tenant;
        Epoch = epoch;
        Live = live;
        InForce = inForce;
        Versions = versions;
        Broken = broken;
    }

    public string Tenant { get; }

    public long Epoch { get; }

    public IReadOnlyList<LiveBundle> Live { get; }

    /// <summary>What decides; null if nothing does, and everything is then denied.</summary>
    public PolicyView? InForce { get; }

    /// <summary>For every live version, what is in force with that version in place of its bundle's.</summary>
    public FrozenDictionary<BundleReference, PolicyView> Versions { get; }

    /// <summary>Why nothing is in force.</summary>
    public Reason? Broken { get; }

    /// <summary>A tenant before its first policies.</summary>
    public static TenantPolicies None(string tenant) => new(tenant, -1, [], null, FrozenDictionary<BundleReference, PolicyView>.Empty, PolicyReasons.NoPolicies);

    /// <summary>Validates and compiles every view that comes after the current ones; null if there are problems, all of which are added.</summary>
    public static TenantPolicies? Compile(PolicyWorld world, TenantPolicies current, IReadOnlyList<LiveBundle> live, BundleTrees trees, DecisionCacheFactory caches, List<Problem> problems)
    {
        var parts = new SharedParts();
        var inForce = View(world, current, live.Where(l => l.InForce), trees, parts, caches, problems);
        if (inForce is null) { return null; }
        var versions = new Dictionary<BundleReference, PolicyView>();
        foreach (var bundle in live)
        {
            var view = bundle.InForce ? inForce : View(world, current, [.. live.Where(l => l.InForce && l.Bundle.Reference.Name != bundle.Bundle.Reference.Name), bundle], trees, parts, caches, problems);
            if (view is null) { return null; }
            versions.Add(bundle.Bundle.Reference, view);
        }
        return new(current.Tenant, current.Epoch + 1, live, inForce, versions.ToFrozenDictionary(), null);
    }

    /// <summary>A tenant whose recorded policies cannot be loaded: everything is denied, for a reason.</summary>
    public static TenantPolicies Refusing(string tenant, long epoch, IReadOnlyList<LiveBundle> live, Reason reason) =>
        new(tenant, epoch, live, null, FrozenDictionary<BundleReference, PolicyView>.Empty, reason);

    private static PolicyView? View(PolicyWorld world, TenantPolicies current, IEnumerable<LiveBundle> chosen, BundleTrees trees, SharedParts parts, DecisionCacheFactory caches, List<Problem> problems)
    {
        var before = problems.Count;
        var stack = BundleStack.Of(world.Fleet, current.Tenant, world.Generated(current.Tenant), chosen.Select(l => l.Bundle), trees, problems);
        return problems.Count > before ? null : PolicyView.Compile(world, stack, current.InForce?.Stack, trees, parts, caches, problems);
    }
}
