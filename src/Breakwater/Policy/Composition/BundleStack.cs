using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Manifests;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Composition;

/// <summary>
/// The bundles in force for one tenant, one version of each, in the order they are composed: fleet → jurisdiction → tenant → cluster, and within a layer a bundle after
/// the one it extends. Immutable, thread-safe.
/// </summary>
internal sealed class BundleStack
{
    private readonly Dictionary<string, PolicyBundle> _byName;

    private BundleStack(string tenant, IReadOnlyList<PolicyBundle> ordered)
    {
        Tenant = tenant;
        Bundles = ordered;
        _byName = ordered.ToDictionary(b => b.Reference.Name, StringComparer.Ordinal);
        Manifests = [.. ordered.SelectMany(b => b.Manifests.Select(m => (m, b)))];
    }

    public string Tenant { get; }

    /// <summary>In the order of composition.</summary>
    public IReadOnlyList<PolicyBundle> Bundles { get; }

    /// <summary>Every manifest and the bundle that declares it.</summary>
    public IReadOnlyList<(ToolManifest Manifest, PolicyBundle Bundle)> Manifests { get; }

    public PolicyBundle? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Puts bundles in order. The generated base is part of it where nothing else is a base, and where a bundle extends it. Adds everything that keeps them from being
    /// composed to the problems; the stack is then not to be used.
    /// </summary>
    public static BundleStack Of(FleetSpecification fleet, string tenant, PolicyBundle generated, IEnumerable<PolicyBundle> bundles, BundleTrees trees, List<Problem> problems)
    {
        var all = bundles.ToList();
        if (!all.Any(b => b.Extends is null) || all.Any(b => b.Extends?.Name == GeneratedBase.Name)) { all.Insert(0, generated); }
        var byName = new Dictionary<string, PolicyBundle>(StringComparer.Ordinal);
        foreach (var bundle in all)
        {
            if (!byName.TryAdd(bundle.Reference.Name, bundle)) { problems.Add(About(bundle, "has a name that another bundle in force has", "rename it: a name stands for one bundle of a tenant")); }
        }
        foreach (var bundle in byName.Values) { CheckPlace(fleet, tenant, bundle, byName, problems); }
        var depths = byName.Values.ToDictionary(b => b, b => Depth(b, byName));
        var stack = new BundleStack(
            tenant, [.. byName.Values.OrderBy(b => b.Layer).ThenBy(b => depths[b]).ThenBy(b => b.Reference.Name, StringComparer.Ordinal)]);
        if (problems.Count == 0) { stack.CheckParts(fleet, trees, problems); }
        return stack;
    }

    /// <summary>Whether a bundle speaks to agents of a cluster under a jurisdiction: its own place does, and its base's.</summary>
    public bool Applies(PolicyBundle bundle, string cluster, string jurisdiction)
    {
        for (var at = bundle; at is not null; at = at.Extends is { } parent ? _byName[parent.Name] : null)
        {
            if ((at.Layer == BundleLayer.Jurisdiction && at.For != jurisdiction) || (at.Layer == BundleLayer.Cluster && at.For != cluster)) { return false; }
        }
        return true;
    }

    /// <summary>The policies for a cluster under a jurisdiction, each with the bundle it comes from; what later bundles override is left out.</summary>
    public IReadOnlyList<(Cedar.Syntax.Policy Policy, PolicyBundle Bundle)> Compose(BundleTrees trees, string cluster, string jurisdiction)
    {
        var applied = Bundles.Where(b => Applies(b, cluster, jurisdiction)).ToList();
        var policies = new List<(Cedar.Syntax.Policy Policy, PolicyBundle Bundle)>();
        foreach (var bundle in applied)
        {
            if (bundle.Overrides.Count > 0)
            {
                var replaced = bundle.Overrides.ToHashSet(StringComparer.Ordinal);
                policies.RemoveAll(p => replaced.Contains(p.Policy.Id) && IsBelow(p.Bundle, bundle));
            }
            policies.AddRange(trees.Of(bundle).Select(p => (p, bundle)));
        }
        return policies;
    }

    /// <summary>Whether one bundle is among those that the other extends.</summary>
    private bool IsBelow(PolicyBundle bundle, PolicyBundle above)
    {
        for (var at = above.Extends; at is not null; at = _byName[at.Name].Extends)
        {
            if (at.Name == bundle.Reference.Name) { return true; }
        }
        return false;
    }

    private static void CheckPlace(FleetSpecification fleet, string tenant, PolicyBundle bundle, Dictionary<string, PolicyBundle> byName, List<Problem> problems)
    {
        switch (bundle.Layer)
        {
            case BundleLayer.Cluster when !fleet.Clusters.Any(c => c.Id == bundle.For && c.Tenant == tenant):
                problems.Add(About(bundle, $"is for the cluster `{bundle.For}`, which tenant `{tenant}` does not have", "name a cluster of the fleet file"));
                break;
            case BundleLayer.Jurisdiction when !fleet.Regions.Any(r => r.Jurisdiction == bundle.For):
                problems.Add(About(bundle, $"is for the jurisdiction `{bundle.For}`, which no region has", "name a `jurisdiction` of the fleet file's regions"));
                break;
            default:
                break;
        }
        if (bundle.Extends is not { } extends) { return; }
        if (!byName.TryGetValue(extends.Name, out var parent))
        {
            problems.Add(About(bundle, $"extends `{extends.Name}`, which is not in force for tenant `{tenant}`", "publish that bundle first"));
        }
        else if (!extends.Versions.Holds(parent.Reference.Version))
        {
            problems.Add(About(
                bundle, $"extends `{extends.Name}` in versions {extends.Versions.ToNormalizedString()}, and {parent.Reference.Version.ToNormalizedString()} is in force",
                "publish a version of the overlay whose range holds it, or a version of the base that lies in the range"));
        }
        else if (parent.Layer > bundle.Layer)
        {
            problems.Add(About(bundle, $"extends `{extends.Name}`, whose layer comes after its own", "layers come in the order fleet, jurisdiction, tenant, cluster"));
        }
        if (Depth(bundle, byName) < 0) { problems.Add(About(bundle, "extends itself by way of others", "break the circle")); }
    }

    private void CheckParts(FleetSpecification fleet, BundleTrees trees, List<Problem> problems)
    {
        foreach (var bundle in Bundles)
        {
            foreach (var id in bundle.Overrides)
            {
                if (!Bundles.Any(b => IsBelow(b, bundle) && trees.Of(b).Any(p => p.Id == id)))
                {
                    problems.Add(About(bundle, $"overrides the policy `{id}`, which no bundle below it has", "correct the id, or remove it"));
                }
            }
        }
        foreach (var twice in Manifests.GroupBy(m => m.Manifest.Tool, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            problems.Add(About(
                twice.Last().Bundle, $"declares the arguments of `{twice.Key}`, which `{twice.First().Bundle.Reference}` declares already", "keep one of the two: a tool has one manifest"));
        }
        foreach (var (manifest, bundle) in Manifests.Where(m => !fleet.Tools.Any(t => t.Id == m.Manifest.Tool)))
        {
            problems.Add(About(bundle, $"declares the arguments of `{manifest.Tool}`, a tool that the fleet does not list", "correct the id, or add the tool to the fleet file"));
        }
        // Two ids that are alike in places that never meet are harmless; where they meet, nobody could say which of the two decided.
        var clusters = fleet.Clusters.Where(c => c.Tenant == Tenant).Select(c => c.Id).ToList();
        var met = new HashSet<(string, PolicyBundle)>();
        foreach (var jurisdiction in fleet.Regions.Select(r => r.Jurisdiction).Distinct(StringComparer.Ordinal))
        {
            foreach (var cluster in clusters)
            {
                foreach (var same in Compose(trees, cluster, jurisdiction).GroupBy(p => p.Policy.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
                {
                    if (met.Add((same.Key, same.Last().Bundle)))
                    {
                        problems.Add(About(
                            same.Last().Bundle, $"has a policy `{same.Key}`, as has `{same.First().Bundle.Reference}`", "rename it, or list it under `overrides:` if it replaces the other"));
                    }
                }
            }
        }
    }

    /// <summary>How many bundles it builds on; -1 if it builds on itself.</summary>
    private static int Depth(PolicyBundle bundle, Dictionary<string, PolicyBundle> byName)
    {
        var depth = 0;
        for (var at = bundle.Extends; at is not null && byName.TryGetValue(at.Name, out var parent); at = parent.Extends)
        {
            if (++depth > byName.Count) { return -1; }
        }
        return depth;
    }

    internal static Problem About(PolicyBundle bundle, string message, string remedy) =>
        new(bundle.Content.Find(BundleReader.BundleFile) is null ? bundle.Reference.Name : BundleReader.BundleFile, 0, 0, $"bundle `{bundle.Reference}` {message}", remedy);
}
