using System.Collections.Frozen;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy;

/// <summary>
/// What agents may do, as bundles of Cedar policies say. Everything is denied that no policy permits, that one forbids, or that a forbid could not be evaluated for; a tenant
/// sees its own bundles and nobody else's. Thread-safe; deciding takes no lock and, once arguments are bound, allocates nothing. A change is one reference swapped: every
/// reader sees the new policies at once, or still the old ones, never a mixture.
/// </summary>
public sealed partial class PolicyControl
{
    private readonly PolicyOptions _options;
    private readonly DecisionCacheFactory _caches;
    private readonly PolicyWorld _world;
    private readonly TimeProvider _time;
    private readonly ContextBuilder _contexts;
    private readonly TenantPolicies[] _tenants;
    private readonly FrozenDictionary<string, int> _tenantIndex;
    private readonly FrozenDictionary<string, ToolHandle> _tools;
    private readonly Lock _changes = new();
    private long _adapted;
    private long _unmapped;

    /// <summary>A control for a fleet, with the permission matrix of the fleet file in force for every tenant.</summary>
    /// <exception cref="ArgumentException">Options are not valid, or the fleet's own policies cannot be compiled; the message lists every problem.</exception>
    public PolicyControl(FleetSpecification fleet, PolicyOptions? options = null, TimeProvider? time = null)
        : this(fleet, options, time, null) { }

    internal PolicyControl(FleetSpecification fleet, PolicyOptions? options, TimeProvider? time, DecisionCacheFactory? caches)
    {
        _options = options ?? new();
        if (PolicyOptionsValidator.Problems(_options) is { Count: > 0 } wrong) { throw new ArgumentException(string.Join(' ', wrong), nameof(options)); }
        _caches = caches ?? (_options.CachedDecisions is > 0 and var entries ? _ => new(entries) : static _ => null);
        _world = new(fleet);
        _time = time ?? TimeProvider.System;
        _contexts = new(_time);
        _tenantIndex = fleet.Tenants.Select((t, i) => (t.Id, i)).ToFrozenDictionary(t => t.Id, t => t.i, StringComparer.Ordinal);
        _tools = fleet.Tools.Select((t, i) => (t.Id, Handle: new ToolHandle((ushort)(i + 1)))).ToFrozenDictionary(t => t.Id, t => t.Handle, StringComparer.Ordinal);
        var (trees, problems) = (new BundleTrees(), new List<Problem>());
        _tenants = [.. fleet.Tenants.Select(t => TenantPolicies.Compile(_world, TenantPolicies.None(t.Id), [], trees, _caches, problems)!)];
        if (problems.Count > 0) { throw new ArgumentException(string.Join(' ', problems), nameof(fleet)); }
    }

    /// <summary>Why a tenant may not have these policies; null if it may. Asked before anything is published.</summary>
    internal Func<CandidatePolicies, string?>? Quota { get; set; }

    /// <summary>Told which tenants have other policies than before, once these are in force.</summary>
    internal Action<CandidatePolicies>? Changed { get; set; }

    /// <summary>How many requests were read from the arguments of another version.</summary>
    public long Adapted => Interlocked.Read(ref _adapted);

    /// <summary>How many requests were refused because no adapter maps their arguments.</summary>
    public long UnmappedRequests => Interlocked.Read(ref _unmapped);

    /// <summary>How many changes of a tenant's policies there were; 0 for an unknown tenant. A change of one tenant's never moves another's.</summary>
    public long Epoch(TenantHandle tenant) => Find(tenant)?.Epoch ?? 0;

    /// <summary>Handle of a tenant; <c>default</c> if the fleet has none of that name.</summary>
    public TenantHandle Tenant(string id) => _tenantIndex.TryGetValue(id, out var index) ? new((ushort)(index + 1)) : default;

    /// <summary>Handle of a tool; <c>default</c>, which is always denied, for any other name.</summary>
    public ToolHandle Tool(string id) => _tools.GetValueOrDefault(id);

    /// <summary>Handle of a target, such as <c>venues@tokyo</c> or <c>inside@london</c>; null if the fleet has no such place.</summary>
    public TargetHandle? Target(string name) => _world.Entities.TargetOf(name) is { IsDefault: false } found ? found : null;

    /// <summary>An agent as policies see it; to be made once and kept. Null if the fleet has no such group or region.</summary>
    /// <param name="name">The agent's name; one that the roster does not list has no attributes and is permitted nothing that asks for them.</param>
    /// <param name="group">Its group.</param>
    /// <param name="region">Its region; empty for a short-lived instance, which is judged under every jurisdiction that its type may stand under.</param>
    public PolicyPrincipal? Principal(string name, string group, string region) => _world.Principal(name, group, region);

    /// <summary>The versions that are live for a tenant, those in force first and then by name and version; empty if only the permission matrix of the fleet file is in force.</summary>
    public IReadOnlyList<BundleReference> Live(TenantHandle tenant) => Find(tenant) is not { } policies
        ? []
        : [.. policies.Live.OrderByDescending(l => l.InForce).ThenBy(l => l.Bundle.Reference.Name, StringComparer.Ordinal).ThenBy(l => l.Bundle.Reference.Version).Select(l => l.Bundle.Reference)];

    /// <summary>The version of a bundle that is in force; null if none is.</summary>
    public BundleReference? InForce(TenantHandle tenant, string bundle) => Find(tenant)?.Live.InForce(bundle)?.Reference;

    /// <summary>A live version of a bundle; null if it is not live for the tenant, or for any if none is named.</summary>
    internal PolicyBundle? Find(string? tenant, BundleReference version) =>
        Concerned(tenant).Select(t => t.Live.Find(version)?.Bundle).FirstOrDefault(b => b is not null && b.Tenant == tenant);

    private PolicyVerdict EvaluateInForce(TenantHandle tenant, in PolicyQuery query, ref Work work)
    {
        if (Find(tenant) is not { } policies) { return Denied(PolicyReasons.UnknownTenant); }
        return policies.InForce is { } view ? Evaluate(policies, view, query, ref work) : Denied(policies.Broken ?? PolicyReasons.NoPolicies);
    }

    private PolicyVerdict EvaluateVersion(TenantHandle tenant, BundleReference version, in PolicyQuery query, ref Work work)
    {
        if (Find(tenant) is not { } policies) { return Denied(PolicyReasons.UnknownTenant); }
        return policies.Versions.TryGetValue(version, out var view) ? Evaluate(policies, view, query, ref work) : Denied(policies.Broken ?? PolicyReasons.NotLive);
    }

    /// <summary>Why an agent that states this version cannot be served; null if it can: the version in force holds it in its compatibility range.</summary>
    public Reason? Incompatibility(TenantHandle tenant, BundleReference stated) => Find(tenant) is not { } policies
        ? PolicyReasons.UnknownTenant
        : policies.Live.InForce(stated.Name) is not { } inForce ? PolicyReasons.NotLive
        : Bundles.Versions.Holds(inForce.Compatibility, stated.Version) ? null : PolicyReasons.Incompatible;

    /// <summary>
    /// Binds the bytes that a tool will get by the manifest in force. What cannot be represented exactly is refused, naming the field; a request with refused arguments is
    /// denied for the same reason.
    /// </summary>
    /// <param name="tenant">Tenant.</param>
    /// <param name="tool">Tool.</param>
    /// <param name="json">Exactly the bytes that the tool will get.</param>
    /// <param name="arguments">Filled; what it held before is gone.</param>
    /// <returns>Why they are refused; null if they are bound.</returns>
    public Reason? Bind(TenantHandle tenant, ToolHandle tool, ReadOnlySpan<byte> json, BoundArguments arguments)
    {
        if (Find(tenant) is not { } policies) { return arguments.Refuse(PolicyReasons.UnknownTenant); }
        if (policies.InForce is not { } view) { return arguments.Refuse(policies.Broken ?? PolicyReasons.NoPolicies); }
        return Bind(view, tool, json, arguments);
    }

    /// <summary>Binds by the manifest of one live version; see <see cref="Bind(TenantHandle, ToolHandle, ReadOnlySpan{byte}, BoundArguments)"/>.</summary>
    public Reason? Bind(TenantHandle tenant, BundleReference version, ToolHandle tool, ReadOnlySpan<byte> json, BoundArguments arguments) =>
        Find(tenant)?.Versions.GetValueOrDefault(version) is { } view ? Bind(view, tool, json, arguments) : arguments.Refuse(PolicyReasons.NotLive);

    private Reason? Bind(PolicyView view, ToolHandle tool, ReadOnlySpan<byte> json, BoundArguments arguments)
    {
        if (tool.IsNone || tool.Value > _world.Fleet.Tools.Count) { return arguments.Refuse(PolicyReasons.UnknownTool); }
        return view.TryManifest(tool.Value - 1, out var manifest, out var bundle) ? arguments.Fill(manifest, bundle, json) : arguments.Refuse(PolicyReasons.NoManifest);
    }

    /// <summary>What is in force for a tenant, as one object to be measured, beside what it shares with the whole fleet.</summary>
    internal CandidatePolicies Held(TenantHandle tenant) => Candidate(Volatile.Read(ref _tenants[tenant.Value - 1]));

    /// <summary>What of a tenant's policies must not be another's: its data, its compiled sets and its caches.</summary>
    internal IEnumerable<object> Parts(TenantHandle tenant)
    {
        var policies = Volatile.Read(ref _tenants[tenant.Value - 1]);
        yield return policies;
        foreach (var view in policies.Versions.Values.Prepend(policies.InForce).OfType<PolicyView>().Distinct())
        {
            yield return view.Store;
            if (view.Cache is { } cache) { yield return cache; }
            foreach (var set in view.Distinct) { yield return set.Compiled; }
        }
    }

    private CandidatePolicies Candidate(TenantPolicies policies) => new(policies.Tenant, policies.Live.Sum(l => l.Bundle.PolicyCount), policies, _world.Entities);

    private TenantPolicies? Find(TenantHandle tenant) => (uint)(tenant.Value - 1) < (uint)_tenants.Length ? Volatile.Read(ref _tenants[tenant.Value - 1]) : null;

    private static PolicyVerdict Denied(Reason reason) => new(reason, Obligations.None, false);
}
