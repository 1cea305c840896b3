using System.Diagnostics.CodeAnalysis;
using Breakwater.Cedar.Evaluation;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Manifests;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Composition;

/// <summary>
/// The policies of one tenant as one choice of versions makes them: an effective set for each cluster and jurisdiction, where places to which the same bundles speak
/// share one. Keeps no syntax tree. Immutable but for its decision cache, thread-safe.
/// </summary>
internal sealed class PolicyView
{
    private readonly EffectiveSet[] _sets;
    private readonly int _jurisdictions;
    private readonly (ToolManifest Manifest, PolicyBundle Bundle)?[] _manifests;

    private PolicyView(BundleStack stack, EntityStore store, EffectiveSet[] sets, int jurisdictions, (ToolManifest, PolicyBundle)?[] manifests, bool readsNow, DecisionCache? cache)
    {
        Stack = stack;
        Store = store;
        _sets = sets;
        _jurisdictions = jurisdictions;
        _manifests = manifests;
        Cache = cache;
        ReadsNow = readsNow;
        Distinct = [.. sets.Where(s => s is not null).Distinct()];
    }

    public BundleStack Stack { get; }

    public EntityStore Store { get; }

    /// <summary>Whether a policy may look at the clock, so that contexts must hold it and decisions may not be kept.</summary>
    public bool ReadsNow { get; }

    public DecisionCache? Cache { get; }

    /// <summary>Every effective set once.</summary>
    public IReadOnlyList<EffectiveSet> Distinct { get; }

    /// <summary>The set for agents of a cluster under a jurisdiction, both by ordinal.</summary>
    public EffectiveSet Set(int cluster, int jurisdiction) => _sets[cluster * _jurisdictions + jurisdiction];

    /// <summary>The manifest of a tool by ordinal, and the bundle that declares it.</summary>
    public bool TryManifest(int tool, [NotNullWhen(true)] out ToolManifest? manifest, [NotNullWhen(true)] out PolicyBundle? bundle)
    {
        (manifest, bundle) = _manifests[tool] is { } found ? found : default;
        return manifest is not null;
    }

    /// <summary>Validates and compiles a stack; null if there are problems, all of which are added.</summary>
    /// <param name="world">What it is compiled against.</param>
    /// <param name="stack">The stack.</param>
    /// <param name="valid">A stack of the same tenant that is valid; null if there is none.</param>
    /// <param name="trees">Syntax trees; none of them is kept.</param>
    /// <param name="parts">What it shares with other views of the tenant.</param>
    /// <param name="caches">Makes its cache of decisions.</param>
    /// <param name="problems">Takes the problems.</param>
    public static PolicyView? Compile(PolicyWorld world, BundleStack stack, BundleStack? valid, BundleTrees trees, SharedParts parts, DecisionCacheFactory caches, List<Problem> problems)
    {
        var before = problems.Count;
        StrictValidation.Check(world.Fleet, stack, valid, trees, problems);
        if (problems.Count > before) { return null; }
        var fleet = world.Fleet;
        var jurisdictions = world.Entities.Jurisdictions;
        var sets = new EffectiveSet[fleet.Clusters.Count * jurisdictions.Length];
        var bySpeakers = new Dictionary<string, EffectiveSet>(StringComparer.Ordinal);
        for (var c = 0; c < fleet.Clusters.Count; c++)
        {
            if (fleet.Clusters[c].Tenant != stack.Tenant) { continue; }
            for (var j = 0; j < jurisdictions.Length; j++)
            {
                var speakers = string.Join('\n', stack.Bundles.Where(b => stack.Applies(b, fleet.Clusters[c].Id, jurisdictions[j])).Select(b => b.Reference));
                if (!bySpeakers.TryGetValue(speakers, out var set))
                {
                    if (EffectiveSet.Compile(stack.Compose(trees, fleet.Clusters[c].Id, jurisdictions[j]), parts, problems) is not { } compiled) { return null; }
                    bySpeakers.Add(speakers, set = compiled);
                }
                sets[c * jurisdictions.Length + j] = set;
            }
        }
        var manifests = new (ToolManifest, PolicyBundle)?[fleet.Tools.Count];
        for (var t = 0; t < fleet.Tools.Count; t++)
        {
            foreach (var (manifest, bundle) in stack.Manifests) { if (manifest.Tool == fleet.Tools[t].Id) { manifests[t] = (manifest, bundle); } }
        }
        return new(stack, world.Store(stack.Tenant), sets, jurisdictions.Length, manifests, trees.Of(stack.Bundles).Any(ContextUse.ReadsNow), caches(stack.Tenant));
    }
}
