using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;

namespace Breakwater.Governance;

/// <summary>A request with the tenant whose policies judge it.</summary>
internal readonly record struct TenantQuery(TenantHandle Tenant, PolicyQuery Query);

/// <summary>
/// Joins the policy control with the rollouts of its bundles: while a version is rolled out, a router judges by the version in force and by that one; otherwise the
/// policies in force are asked directly. Knows whether the node is behind, and tells its freshness. Thread-safe; judging takes no lock and allocates nothing.
/// </summary>
internal sealed partial class PolicyRollouts
{
    /// <summary>Stands for every tenant in the rollout of a bundle that is for all of them; no tenant can have this id.</summary>
    public const string EveryTenant = "*";

    private readonly Lock _lock = new();
    private readonly PolicyControl _policy;
    private readonly RolloutMode _mode;
    private readonly TimeProvider _time;
    private readonly PolicyFreshness? _freshness;
    private readonly string[] _tenants;
    private readonly Dictionary<(string Tenant, string Bundle, BundleReference From, BundleReference To), PolicyRouter<TenantQuery>> _routers = [];
    private readonly HashSet<long> _done = [];
    private PolicyRouter<TenantQuery>[][] _byTenant;
    private long _changes;

    public PolicyRollouts(FleetSpecification fleet, PolicyControl policy, RolloutControl control, GovernorServices services, TimeProvider time)
    {
        (_policy, Control, _mode, _time, _freshness) = (policy, control, services.RolloutMode, time, services.PolicyFreshness);
        _tenants = [.. fleet.Tenants.Select(t => t.Id)];
        _byTenant = [.. _tenants.Select(_ => Array.Empty<PolicyRouter<TenantQuery>>())];
        policy.IsRollingOut = IsRollingOut;
        control.DeclaresBreaking = (tenant, to) => policy.Find(TenantOf(tenant), to)?.IsBreaking == true;
    }

    public RolloutControl Control { get; }

    /// <summary>How often what is asked changed: a decision under way looks again.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public static string NameOf(string? tenant) => tenant ?? EveryTenant;

    public static string? TenantOf(string name) => name == EveryTenant ? null : name;

    /// <summary>Judges a request by what is in force and being rolled out, held to the tier's posture where the policies may be stale.</summary>
    public PolicyVerdict Evaluate(Session session, in PolicyQuery query, AutonomyTier tier, bool writes, ref Work work)
    {
        var routers = Volatile.Read(ref _byTenant)[session.Tenant.Value - 1];
        var stated = session.StatedPolicy;
        var judgedBy = 0;
        var verdict = default(PolicyVerdict);
        foreach (var router in routers)
        {
            var runs = stated is not null && stated.Name == router.Bundle ? stated.Version : null;
            var routed = router.Evaluate(new(session.AgentName, tier, writes, runs), new(session.Tenant, query), ref work).Verdict;
            verdict = judgedBy++ == 0 ? routed : PolicyVerdict.Stricter(verdict, routed);
            if (runs is not null) { stated = null; }
        }
        if (stated is not null && Misstated(session, stated) is { } refusal) { return new(refusal, Obligations.None, false); }
        if (judgedBy == 0) { verdict = _policy.Evaluate(session.Tenant, query, ref work); }
        return _freshness is null ? verdict : _freshness.Judge(tier, writes, verdict, out _);
    }

    /// <summary>Brings the routers in line with the rollouts under way, after any change of these or of the policies.</summary>
    public void Follow()
    {
        lock (_lock)
        {
            var wanted = Control.All().Where(s => s.Phase == RolloutPhase.Active || IsAwaitingPromotion(s)).Select(s => (s.Tenant, Bundle: s.From.Name, s.From, s.To)).ToHashSet();
            foreach (var key in _routers.Keys.Where(k => !wanted.Contains(k)).ToList())
            {
                Control.Detach(key.Tenant, key.Bundle, _routers[key]);
                _routers.Remove(key);
            }
            foreach (var (tenant, _, from, to) in wanted) { Add_NeedsLock(tenant, from, to); }
            // In an order of their own, so that of two refusals the same one is given everywhere.
            var ordered = _routers.OrderBy(r => r.Key.Bundle, StringComparer.Ordinal).ToList();
            Volatile.Write(ref _byTenant, [.. _tenants.Select(t => ordered.Where(r => r.Key.Tenant == t || r.Key.Tenant == EveryTenant).Select(r => r.Value).ToArray())]);
            Interlocked.Increment(ref _changes);
            Volatile.Write(ref _isBehind, IsBehind_NeedsLock());
            _freshness?.FallBehind(_isBehind);
        }
    }

    /// <summary>A version of a bundle came into force, by this record: what the completed rollout before it led to is done with.</summary>
    public void NotePromotion(string? tenant, BundleReference version, long number)
    {
        var name = NameOf(tenant);
        lock (_lock)
        {
            if (!_promoted.TryGetValue((name, version.Name), out var known) || known.Number < number) { _promoted[(name, version.Name)] = (version, number); }
            if (Control.Status(name, version.Name) is { Phase: RolloutPhase.Completed } status && number > status.Id) { _done.Add(status.Id); }
        }
    }

    /// <summary>Adds to a snapshot which completed rollouts are done with, after their states, and what should be in force.</summary>
    public void WriteDone(ControlPayloadWriter writer)
    {
        lock (_lock)
        {
            _done.IntersectWith(Control.All().Select(s => s.Id));
            writer.Int32(_done.Count | HasPromoted);
            foreach (var id in _done.Order()) { writer.Int64(id); }
            WritePromoted_NeedsLock(writer);
        }
    }

    /// <summary>Takes back what <see cref="WriteDone"/> wrote; false if it cannot be read.</summary>
    public bool TryRestoreDone(ref ControlPayloadReader reader)
    {
        if (!reader.TryInt32(out var stated)) { return false; }
        for (var i = 0; i < (stated & ~HasPromoted); i++)
        {
            if (!reader.TryInt64(out var id)) { return false; }
            _done.Add(id);
        }
        return (stated & HasPromoted) == 0 || TryRestorePromoted(ref reader);
    }

    /// <summary>Whether a rollout of a bundle is under way that concerns a tenant, or any if none is named.</summary>
    public bool IsRollingOut(string? tenant, string bundle) =>
        Control.All().Any(s => s.Phase == RolloutPhase.Active && s.From.Name == bundle && (tenant is null || s.Tenant == tenant || s.Tenant == EveryTenant));

    /// <summary>Whether a version is what a rollout leads to that is under way, or completed and about to be in force, and that concerns a tenant, or any if none is named.</summary>
    public bool IsCandidate(string? tenant, BundleReference version) =>
        Control.All().Any(s => s.To.Equals(version) && (tenant is null || s.Tenant == tenant || s.Tenant == EveryTenant) && (s.Phase == RolloutPhase.Active || IsAwaitingPromotion(s)));

    /// <summary>Whether a rollout is completed and its version is not in force yet: the record of that may have failed, or a crash come between.</summary>
    public bool IsAwaitingPromotion(RolloutStatus status) =>
        status.Phase == RolloutPhase.Completed && !IsDone(status.Id) && _policy.Find(TenantOf(status.Tenant), status.To) is not null && !status.To.Equals(InForce(status.Tenant, status.To.Name));

    /// <summary>The version of a bundle in force, for one tenant or, of one for all of them, for any.</summary>
    public BundleReference? InForce(string tenant, string bundle) =>
        (tenant == EveryTenant ? _tenants : [tenant]).Select(t => _policy.InForce(_policy.Tenant(t), bundle)).FirstOrDefault(v => v is not null);

    private bool IsDone(long rollout)
    {
        lock (_lock) { return _done.Contains(rollout); }
    }

    private void Add_NeedsLock(string tenant, BundleReference from, BundleReference to)
    {
        var key = (tenant, from.Name, from, to);
        var isKnown = _routers.TryGetValue(key, out var router);
        // Freshness is the node's, and judged once over all of its routers.
        router ??= _routers[key] = new(from.Name, _mode, _time);
        // What is in force here may be an older version than the rollout starts from: the node goes on with that, and is behind.
        if (InForce(tenant, from.Name) is { } working && !router.Holds(working) && !working.Equals(to)) { Load(router, tenant, working, new InForcePolicies(_policy)); }
        if (!router.Holds(to)) { Load(router, tenant, to, new LiveVersion(_policy, to)); }
        if (!isKnown) { Control.Attach(tenant, from.Name, router); }
    }

    private void Load(PolicyRouter<TenantQuery> router, string tenant, BundleReference reference, IPolicyEvaluator<TenantQuery> evaluator)
    {
        // A version that did not reach this node, or does not load here, is not held: the router goes on with what works and counts what it could not compare.
        if (_policy.Find(TenantOf(tenant), reference) is { } bundle && PolicyVersion<TenantQuery>.TryVerify(reference, bundle.Compatibility, evaluator, [], out var version)) { router.Load(version); }
    }

    private Reason? Misstated(Session session, BundleReference stated)
    {
        var epoch = _policy.Epoch(session.Tenant);
        if (session.StatedFound is not { } found || found.Epoch != epoch || !ReferenceEquals(found.Stated, stated))
        {
            var refusal = _policy.Incompatibility(session.Tenant, stated) ?? (stated.Equals(_policy.InForce(session.Tenant, stated.Name)) ? null : RolloutReasons.NotRunning);
            session.StatedFound = found = new(stated, epoch, refusal);
        }
        return found.Refusal;
    }

    private sealed class InForcePolicies(PolicyControl policy) : IPolicyEvaluator<TenantQuery>
    {
        public PolicyVerdict Evaluate(in TenantQuery query, ref Work work, out bool failed)
        {
            var verdict = policy.Evaluate(query.Tenant, query.Query, ref work);
            failed = PolicyReasons.IsFailure(verdict.Reason);
            return verdict;
        }
    }

    private sealed class LiveVersion(PolicyControl policy, BundleReference version) : IPolicyEvaluator<TenantQuery>
    {
        public PolicyVerdict Evaluate(in TenantQuery query, ref Work work, out bool failed)
        {
            var verdict = policy.Evaluate(query.Tenant, version, query.Query, ref work);
            failed = PolicyReasons.IsFailure(verdict.Reason);
            return verdict;
        }
    }
}

/// <summary>What was found of the version that a session states, at a policy epoch.</summary>
internal sealed record StatedPolicyFinding(BundleReference Stated, long Epoch, Reason? Refusal);
