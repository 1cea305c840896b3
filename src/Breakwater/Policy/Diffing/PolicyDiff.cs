using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Inspection;

namespace Breakwater.Policy.Diffing;

/// <summary>Compares two choices of versions over requests: exactly which are allowed by the one and denied by the other, and through which policy.</summary>
public static class PolicyDiff
{
    /// <summary>Compares two sets of bundles of one tenant, neither of which has to be in force anywhere. Null, with the problems, if one of them does not load.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="tenant">Tenant id.</param>
    /// <param name="before">Bundles in force before; none stands for the permission matrix of the fleet file.</param>
    /// <param name="after">Bundles in force after.</param>
    /// <param name="recorded">Requests that were recorded.</param>
    /// <param name="maxGenerated">How often policies are asked at most for generated requests, which it answers alike at once; 0 for none.</param>
    /// <param name="problems">Why a side does not load.</param>
    public static PolicyDiffReport? Between(
        FleetSpecification fleet, string tenant, IReadOnlyList<PolicyBundle> before, IReadOnlyList<PolicyBundle> after, IReadOnlyList<RecordedRequest> recorded, int maxGenerated,
        out IReadOnlyList<Problem> problems)
    {
        var found = new List<Problem>();
        problems = found;
        if (!fleet.Tenants.Any(t => t.Id == tenant))
        {
            found.Add(new(tenant, 0, 0, $"the fleet has no tenant `{tenant}`", "name one of the fleet file's"));
            return null;
        }
        var (world, trees) = (new PolicyWorld(fleet), new BundleTrees());
        PolicyView? View(IReadOnlyList<PolicyBundle> bundles) => TenantPolicies.Compile(world, TenantPolicies.None(tenant), [.. bundles.Select(b => new LiveBundle(b, true))], trees, static _ => null, found)?.InForce;
        return View(before) is { } old && View(after) is { } now ? Compare(world, old, now, trees, recorded, maxGenerated) : null;
    }

    /// <summary>Requests around the values that two sets of bundles compare with, from everywhere in the fleet: also where their answers cannot differ. Both must load.</summary>
    /// <param name="before">What is in force before; requests are made by its manifests.</param>
    /// <param name="after">What would be in force after, for the same fleet and tenant.</param>
    /// <param name="most">Most requests.</param>
    public static IReadOnlyList<RecordedRequest> Requests(LoadedPolicies before, LoadedPolicies after, int most) => [.. new RequestGenerator(before.World, before.View, after.View, new()).Requests(most)];

    internal static PolicyDiffReport Compare(PolicyWorld world, PolicyView before, PolicyView after, BundleTrees trees, IReadOnlyList<RecordedRequest> recorded, int maxGenerated)
    {
        var changes = new ChangeTally();
        var old = new RequestJudge(world, before, before);
        var now = new RequestJudge(world, after, before);
        foreach (var request in recorded) { Compare(old, now, request, 1, changes); }
        var comparison = new VersionComparison(world, before, after, trees);
        foreach (var (request, alike) in maxGenerated > 0 ? comparison.Requests(maxGenerated) : []) { Compare(old, now, request, alike, changes); }
        return new(recorded.Count, comparison.Compared, comparison.OutOf, comparison.Probe.Steps, comparison.Enough, comparison.Uncertain, changes.InOrder());
    }

    private static void Compare(RequestJudge old, RequestJudge now, RecordedRequest request, long alike, ChangeTally changes)
    {
        var (a, b) = (old.Of(request), now.Of(request));
        if (a.Undecided is { } hanging || (hanging = b.Undecided) is not null)
        {
            changes.Add(PolicyChangeKind.UndecidableMasked, hanging, request, alike, default, default);
        }
        else if (a.Verdict.IsPermitted && !b.Verdict.IsPermitted)
        {
            changes.Add(PolicyChangeKind.AllowToDeny, b.Deciding ?? a.Deciding ?? "", request, alike, a.Verdict, b.Verdict);
        }
        else if (!a.Verdict.IsPermitted && b.Verdict.IsPermitted)
        {
            changes.Add(PolicyChangeKind.DenyToAllow, b.Deciding ?? "", request, alike, a.Verdict, b.Verdict);
        }
        else if (a.Verdict.IsPermitted && a.Verdict.Obligations != b.Verdict.Obligations)
        {
            changes.Add(PolicyChangeKind.ObligationsChanged, b.Obliging ?? a.Obliging ?? "", request, alike, a.Verdict, b.Verdict);
        }
    }
}
