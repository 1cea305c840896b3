using Breakwater.ControlLog;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Diffing;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy;

public sealed partial class PolicyControl
{
    /// <summary>
    /// Puts a version of a bundle in force, or beside the one in force. It must fit its base, its tenant's schema and the bundles around it, and what it denies that was allowed
    /// before it must declare (a higher major number, or <c>breaking: true</c>), and so must a version that cannot be compared in full. A version that breaks something takes no
    /// other's place at once, unless <see cref="PublishOptions.WithoutRollout"/> says why. A permit: it is durable in the control log before it counts. What is refused changes nothing.
    /// Blocks for the disk; decisions go on meanwhile.
    /// </summary>
    /// <param name="bundle">The version. It is read again from its files, so that what is in force is what is in the log.</param>
    /// <param name="log">The fleet's control log.</param>
    /// <param name="actor">Who ordered it.</param>
    /// <param name="options">How; null for the defaults.</param>
    public PublishResult Publish(PolicyBundle bundle, FleetControlLog log, string actor, PublishOptions? options = null)
    {
        options ??= new();
        lock (_changes)
        {
            var plan = Prepare(bundle, options);
            if (plan.Problems.Count > 0)
            {
                PolicyInstruments.Refused.Add(1);
                return new(false, 0, plan.Problems, plan.Diff, null);
            }
            var record = PolicyRecord.Of(options.AsCandidate ? LiveChange.AddCandidate : LiveChange.Publish, bundle.Tenant ?? "", bundle, options.AsCandidate ? null : options.WithoutRollout);
            var appended = log.Append(bundle.Tenant is { } tenant ? Tenant(tenant) : default, record.Kind, record.Write(), actor);
            if (!appended.Durable) { return new(false, 0, [], plan.Diff, appended.Error); }
            Swap_NeedsLock(plan.Next);
            _applied.Add(appended.Number);
            PolicyInstruments.Published.Add(1);
            return new(true, appended.Number, [], plan.Diff, null);
        }
    }

    /// <summary>What publishing would come to, with nothing changed.</summary>
    public PublishResult Examine(PolicyBundle bundle, PublishOptions? options = null)
    {
        lock (_changes)
        {
            var plan = Prepare(bundle, options ?? new());
            return new(false, 0, plan.Problems, plan.Diff, null);
        }
    }

    /// <summary>
    /// Puts a live version in force; the one before stays live beside it. Refused if that breaks something, forwards or back, and no waiver says why it skips shadow. A permit:
    /// durable before it counts.
    /// </summary>
    /// <param name="tenant">Tenant id; null for every tenant that it is live for.</param>
    /// <param name="version">A version that is live.</param>
    /// <param name="log">The fleet's control log.</param>
    /// <param name="actor">Who ordered it.</param>
    /// <param name="waiver">Why a breaking version may take the place of the one in force at once; null if it may not.</param>
    public AppendResult Promote(string? tenant, BundleReference version, FleetControlLog log, string actor, RolloutWaiver? waiver = null) =>
        PutInForce(tenant, version, log, actor, waiver, rolledOut: false);

    /// <summary>Puts in force what a completed rollout led to: it has been in shadow.</summary>
    internal AppendResult PromoteRolledOut(string? tenant, BundleReference version, FleetControlLog log, string actor) =>
        PutInForce(tenant, version, log, actor, null, rolledOut: true);

    private AppendResult PutInForce(string? tenant, BundleReference version, FleetControlLog log, string actor, RolloutWaiver? waiver, bool rolledOut)
    {
        lock (_changes)
        {
            var (next, error) = Change(tenant, version, LiveChange.Promote);
            if (error is not null) { return AppendResult.Failed(error); }
            if (!rolledOut && AtOnce(tenant, version, waiver) is { } hasty) { return AppendResult.Failed($"`{version}` {hasty.Problem}: {hasty.Remedy}."); }
            var record = new PolicyRecord(LiveChange.Promote, tenant ?? "", version.Name, version.Version.ToNormalizedString(), "", null, waiver);
            var appended = log.Append(tenant is null ? default : Tenant(tenant), record.Kind, record.Write(), actor);
            if (!appended.Durable) { return appended; }
            Swap_NeedsLock(next);
            _applied.Add(appended.Number);
            return appended;
        }
    }

    /// <summary>Drops a live version that is not in force. A restriction: applied first, given its number at once, and written by the log's next flush.</summary>
    /// <returns>Its record, for the other nodes; null, with the reason, if it is not live or is in force.</returns>
    public ControlRecord? Retire(string? tenant, BundleReference version, FleetControlLog log, string actor, out string? error)
    {
        lock (_changes)
        {
            (var next, error) = Change(tenant, version, LiveChange.Retire);
            if (error is not null) { return null; }
            Swap_NeedsLock(next);
            var record = new PolicyRecord(LiveChange.Retire, tenant ?? "", version.Name, version.Version.ToNormalizedString(), "", null);
            var payload = record.Write();
            var owner = tenant is null ? default : Tenant(tenant);
            var queued = log.EnqueueRestriction(owner, record.Kind, payload, actor);
            _applied.Add(queued.Number);
            return new(queued.Number, _time.GetUtcNow(), owner, record.Kind, payload, actor);
        }
    }

    private (IReadOnlyList<TenantPolicies> Next, string? Error) Change(string? tenant, BundleReference version, LiveChange change)
    {
        var (trees, next) = (new BundleTrees(), new List<TenantPolicies>());
        foreach (var current in Concerned(tenant))
        {
            if (current.Live.Find(version) is not { } live) { continue; }
            var problems = new List<Problem>();
            if (current.Live.After(change, live.Bundle) is not { } after) { continue; }
            if (TenantPolicies.Compile(_world, current, after, trees, _caches, problems) is not { } compiled) { return ([], string.Join(' ', problems)); }
            next.Add(compiled);
        }
        return next.Count > 0 ? (next, null) : ([], $"`{version}` is not live beside the version in force{(tenant is null ? "" : $" for tenant `{tenant}`")}.");
    }

    private Plan Prepare(PolicyBundle stated, PublishOptions options)
    {
        var trees = new BundleTrees();
        var read = trees.Read(stated.Content);
        if (!read.IsValid) { return new(read.Problems, null, []); }
        var bundle = read.Bundle;
        var problems = new List<Problem>();
        if (PolicyOptionsValidator.WrongMost(nameof(PublishOptions.MaxGeneratedRequests), options.MaxGeneratedRequests ?? 1) is { } wrong)
        {
            problems.Add(BundleStack.About(bundle, $"is published with a wrong option: {wrong.TrimEnd('.')}", "correct it, or leave it out for the control's own"));
        }
        if (bundle.Reference != stated.Reference || bundle.Tenant != stated.Tenant)
        {
            problems.Add(BundleStack.About(stated, "is not what its files say", "publish it as it was read"));
        }
        if (bundle.Reference.Name == GeneratedBase.Name)
        {
            problems.Add(BundleStack.About(bundle, "has the name of the policies that a fleet file comes to", "choose another name, and extend that one"));
        }
        if (bundle.Tenant is { } tenant && Tenant(tenant).IsNone)
        {
            problems.Add(BundleStack.About(bundle, $"is for the tenant `{tenant}`, which the fleet does not have", "name a tenant of the fleet file"));
        }
        PolicyDiffReport? diff = null;
        var next = new List<TenantPolicies>();
        foreach (var current in problems.Count > 0 ? [] : Concerned(bundle.Tenant))
        {
            if (Next(current, bundle, options, trees, problems, ref diff) is { } compiled) { next.Add(compiled); }
        }
        if (problems.Count == 0 && !options.AsCandidate && AtOnce(bundle.Tenant, bundle, options.WithoutRollout) is { } hasty) { problems.Add(BundleStack.About(bundle, hasty.Problem, hasty.Remedy)); }
        return new(problems, diff, next);
    }

    private TenantPolicies? Next(TenantPolicies current, PolicyBundle bundle, PublishOptions options, BundleTrees trees, List<Problem> problems, ref PolicyDiffReport? diff)
    {
        var before = current.Live.InForce(bundle.Reference.Name);
        if (before is not null && bundle.Reference.Version <= before.Reference.Version)
        {
            problems.Add(BundleStack.About(
                bundle, $"is not newer than the version {before.Reference.Version.ToNormalizedString()} in force for tenant `{current.Tenant}`",
                "give it a higher number; to go back, promote a version that is still live"));
            return null;
        }
        if (before is not null && before.Tenant != bundle.Tenant)
        {
            problems.Add(BundleStack.About(bundle, $"is not for the same tenants as the version {before.Reference.Version.ToNormalizedString()} in force", "keep `tenant:` as it was, or choose another name"));
            return null;
        }
        if (current.Live.After(options.AsCandidate ? LiveChange.AddCandidate : LiveChange.Publish, bundle) is not { } live)
        {
            problems.Add(BundleStack.About(bundle, $"is live already, or {LiveBundles.MaxVersions} versions are", "retire a version first"));
            return null;
        }
        if (options.AsCandidate && before is null)
        {
            problems.Add(BundleStack.About(bundle, "has no version in force that it could stand beside", "publish the first version without a rollout"));
            return null;
        }
        var compiled = TenantPolicies.Compile(_world, current, live, trees, _caches, problems);
        if (compiled is not null && Quota?.Invoke(Candidate(compiled)) is { } beyond)
        {
            problems.Add(BundleStack.About(bundle, beyond, "retire versions that nothing uses, write fewer policies, or raise the tenant's `quotas` in the fleet file"));
            return null;
        }
        if (compiled is null || before is null || current.InForce is not { } old) { return compiled; }
        var report = PolicyDiff.Compare(_world, old, compiled.Versions[bundle.Reference], trees, options.Recorded, options.MaxGeneratedRequests ?? _options.MaxGeneratedRequests);
        if (diff is null || Says(report).CompareTo(Says(diff)) > 0) { diff = report; }
        if (bundle.RefusalFrom(before.Reference.Version, report) is not { } refusal) { return compiled; }
        problems.Add(BundleStack.About(bundle, refusal.Message, refusal.Remedy));
        return null;

        static (bool IsCut, long Changes) Says(PolicyDiffReport report) => (!report.IsComplete, report.Changes.Aggregate(0L, (sum, c) => RequestCount.Add(sum, c.Count)));
    }

    private IEnumerable<TenantPolicies> Concerned(string? tenant) =>
        tenant is null ? _tenants.ToArray() : _tenantIndex.TryGetValue(tenant, out var index) ? [Volatile.Read(ref _tenants[index])] : [];

    private void Swap_NeedsLock(IEnumerable<TenantPolicies> next)
    {
        foreach (var policies in next)
        {
            Volatile.Write(ref _tenants[_tenantIndex[policies.Tenant]], policies);
            Changed?.Invoke(Candidate(policies));
        }
    }

    private sealed record Plan(IReadOnlyList<Problem> Problems, PolicyDiffReport? Diff, IReadOnlyList<TenantPolicies> Next);
}
