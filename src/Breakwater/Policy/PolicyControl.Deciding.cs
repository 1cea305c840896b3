using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Manifests;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy;

public sealed partial class PolicyControl
{
    [ThreadStatic]
    private static Scratch? _scratch;

    /// <summary>The answer with every policy that had a part in it: for people; allocates.</summary>
    public PolicyExplanation Explain(TenantHandle tenant, in PolicyQuery query)
    {
        var work = default(Work);
        var applied = new List<AppliedPolicy>();
        if (Find(tenant) is not { } policies) { return new(Denied(PolicyReasons.UnknownTenant), [], 0); }
        if (policies.InForce is not { } view) { return new(Denied(policies.Broken ?? PolicyReasons.NoPolicies), [], 0); }
        var verdict = Evaluate(policies, view, query, ref work, applied);
        return new(verdict, applied, (int)work[WorkUnit.PolicyCandidate]);
    }

    /// <summary>Judges a query; with a list, notes in it every policy that had a part, and keeps nothing.</summary>
    private PolicyVerdict Evaluate(TenantPolicies policies, PolicyView view, in PolicyQuery query, ref Work work, List<AppliedPolicy>? applied = null)
    {
        if (query.Principal is not { } principal || !string.Equals(principal.Tenant, policies.Tenant, StringComparison.Ordinal)) { return Denied(PolicyReasons.NoPrincipal); }
        var tool = query.Tool.Value - 1;
        if ((uint)tool >= (uint)_world.Entities.Actions.Length) { return Denied(PolicyReasons.UnknownTool); }
        var target = _world.Entities.TargetIndex(query.Target, tool, principal.Region);
        if (target < 0) { return Denied(PolicyReasons.UnknownTarget); }
        var manifest = view.TryManifest(tool, out var declared, out var declaring) ? declared : null;
        var refusal = Unusable(query, manifest);
        if (refusal is not null) { return Denied(refusal); }

        var key = new DecisionKey(principal.Entity.Uid, query.Tool.Value, target, manifest is null ? 0 : query.ArgumentsDigest, query.Delegated);
        var cache = view.ReadsNow || applied is not null ? null : view.Cache;
        if (cache is not null)
        {
            work.Add(WorkUnit.CacheLookup);
            var remembered = cache.TryGet(key, out var known);
            CacheInstruments.Lookup(CacheInstruments.Policy, policies.Tenant, remembered);
            if (remembered) { return known; }
        }
        var there = _world.Entities.JurisdictionOfTarget(target);
        var crosses = principal.Jurisdictions.Length != 1 || principal.Jurisdictions[0] != there;
        var second = view.ReadsNow ? _contexts.Second : ContextBuilder.Never;
        var context = manifest is null
            ? _contexts.Of(second, query.Delegated, crosses)
            : Context((BoundArguments)query.Arguments!, manifest, declaring!, second, query.Delegated, crosses, out refusal);
        if (context is null) { return Denied(refusal!); }
        if (applied is not null) { return Explain(view, principal, tool, target, there, context, applied, ref work); }
        var verdict = Decide(view, principal, tool, target, there, context, ref work);
        if (cache is not null)
        {
            work.Add(WorkUnit.CacheInsert);
            cache.Set(key, verdict);
        }
        return verdict;
    }

    /// <summary>Why the arguments cannot be judged; null if they can.</summary>
    private static Reason? Unusable(in PolicyQuery query, ToolManifest? manifest)
    {
        if (query.Arguments is not BoundArguments bound) { return manifest is null ? null : PolicyReasons.NoArguments; }
        if (bound.Refusal is { } refusal) { return refusal; }
        if (manifest is null) { return PolicyReasons.NoManifest; }
        return bound.Digest == query.ArgumentsDigest ? null : PolicyReasons.OtherArguments;
    }

    /// <summary>Under the laws of every jurisdiction that the principal may stand under, and of the target's; the strictest holds.</summary>
    private PolicyVerdict Decide(PolicyView view, PolicyPrincipal principal, int tool, int target, int there, CedarRecord context, ref Work work)
    {
        var scratch = _scratch ??= new();
        var entities = _world.Entities;
        EffectiveSet? last = null;
        var verdict = new PolicyVerdict(null, Obligations.None, true);
        for (var i = 0; i <= principal.Jurisdictions.Length; i++)
        {
            var set = view.Set(principal.Cluster, i < principal.Jurisdictions.Length ? principal.Jurisdictions[i] : there);
            if (ReferenceEquals(set, last)) { continue; }
            last = set;
            if (principal.Stored is { } stored) { scratch.Request.Bind(set.Compiled, view.Store, stored, entities.Actions[tool].Uid, entities.Targets[target].Uid, context); }
            else { scratch.Request.Bind(set.Compiled, view.Store, principal.Entity.Uid, entities.Actions[tool].Uid, entities.Targets[target].Uid, context); }
            verdict = PolicyVerdict.Stricter(verdict, set.Decide(scratch.Request, scratch.Result, ref work));
            if (!verdict.IsPermitted) { break; }
        }
        return verdict;
    }

    /// <summary>The context of a request with arguments, mapped where they were bound by another version's manifest; null, with the reason, if that cannot be.</summary>
    private CedarRecord? Context(BoundArguments bound, ToolManifest manifest, PolicyBundle declaring, long second, bool delegated, bool crosses, out Reason? refusal)
    {
        refusal = null;
        if (ReferenceEquals(bound.Manifest, manifest) || string.Equals(bound.Manifest!.Canonical, manifest.Canonical, StringComparison.Ordinal))
        {
            return bound.Context(second, delegated, crosses);
        }
        if (ArgumentAdapter.Map(bound.Manifest, bound.Values, bound.Declaring!, manifest, declaring, out refusal) is not { } mapped)
        {
            Interlocked.Increment(ref _unmapped);
            PolicyInstruments.Unmapped.Add(1);
            return null;
        }
        Interlocked.Increment(ref _adapted);
        PolicyInstruments.Adapted.Add(1);
        return ContextBuilder.Make(BoundArguments.Record(manifest, mapped), second, delegated, crosses);
    }

    private PolicyVerdict Explain(
        PolicyView view, PolicyPrincipal principal, int tool, int target, int there, CedarRecord context, List<AppliedPolicy> applied, ref Work work)
    {
        var (request, result, entities) = (new BoundRequest(), new AuthorizationResult(), _world.Entities);
        var verdict = new PolicyVerdict(null, Obligations.None, true);
        foreach (var jurisdiction in principal.Jurisdictions.Append(there).Distinct())
        {
            var set = view.Set(principal.Cluster, jurisdiction);
            request.Bind(set.Compiled, view.Store, principal.Entity.Uid, entities.Actions[tool].Uid, entities.Targets[target].Uid, context);
            verdict = PolicyVerdict.Stricter(verdict, set.Decide(request, result, ref work));
            foreach (var place in (int[])[.. result.Determining, .. result.Erring])
            {
                var rule = set.Rules[place];
                var error = result.Erring.Contains(place) ? set.Compiled.Describe(request, place).Message : null;
                applied.Add(new(set.IdOf(place), rule.Bundle, rule.Effect, rule.Obligations, rule.Controls, entities.Jurisdictions[jurisdiction], error));
            }
        }
        return verdict;
    }

    /// <summary>The engine's buffers, one pair for each thread.</summary>
    private sealed class Scratch
    {
        public BoundRequest Request { get; } = new();

        public AuthorizationResult Result { get; } = new();
    }
}
