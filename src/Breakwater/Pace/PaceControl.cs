using System.Collections.Frozen;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;

namespace Breakwater.Pace;

/// <summary>
/// The PACE control of one enforcement node: in which phase each tenant, cluster, type and agent is, and what that allows. Operators set it; nothing moves by itself. Thread-safe. Reading the phase of an agent
/// takes no lock and allocates nothing: one volatile read while nothing of the tenant is degraded, otherwise once after each change a look-up for each of its scopes.
/// </summary>
public sealed partial class PaceControl
{
    private readonly PaceOptions _options;
    private readonly FleetControlLog _log;
    private readonly TimeProvider _time;
    private readonly Func<string, string, bool> _isAgent;
    private readonly TenantPace[] _tenants;
    private readonly FrozenDictionary<string, TenantPace> _byName;
    private readonly (string Type, string Cluster)[] _types;
    private readonly FrozenDictionary<string, string> _orchestrators;
    private readonly FrozenSet<PaceScope> _declared;

    /// <summary>Builds the control of a node.</summary>
    /// <param name="fleet">Whose tenants, clusters and types there are. A tenant's handle is its position plus one.</param>
    /// <param name="options">What is left open.</param>
    /// <param name="log">Where changes are kept.</param>
    /// <param name="isAgent">Whether a tenant has an agent, instance or orchestrator of a name now.</param>
    /// <param name="time">The node's clock.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public PaceControl(FleetSpecification fleet, PaceOptions options, FleetControlLog log, Func<string, string, bool> isAgent, TimeProvider time)
    {
        var problems = PaceOptionsValidator.Problems(options);
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        (_options, _log, _isAgent, _time) = (options, log, isAgent, time);
        _tenants = [.. fleet.Tenants.Select((t, i) => new TenantPace(new((ushort)(i + 1)), t.Id))];
        _byName = _tenants.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        _types = [.. fleet.Clusters.SelectMany(c => c.Groups.Select(g => (g.Id, c.Id)))];
        _orchestrators = fleet.Clusters.ToFrozenDictionary(c => c.Orchestrator.Id, c => c.Id, StringComparer.Ordinal);
        _declared = fleet.Tenants.Select(t => PaceScope.Tenant(t.Id))
            .Concat(fleet.Clusters.Select(c => PaceScope.Cluster(c.Tenant, c.Id)))
            .Concat(fleet.Clusters.SelectMany(c => c.Groups.Select(g => PaceScope.Type(c.Tenant, g.Id))))
            .ToFrozenSet();
    }

    /// <summary>The tenant's PACE epoch: how many changes of a phase concern it.</summary>
    public long Epoch(TenantHandle tenant) => _tenants[tenant.Value - 1].View.Epoch;

    /// <summary>The phase of an agent: the most severe of its tenant's, cluster's, type's and its own.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="agent">Its name.</param>
    /// <param name="type">Position of its type among all groups of the fleet file; -1 for an orchestrator.</param>
    /// <param name="held">What was last found for it, kept by the caller; 0 to begin with.</param>
    /// <param name="work">Counts what it cost.</param>
    public PaceState Of(TenantHandle tenant, string agent, int type, ref long held, ref Work work)
    {
        var owner = _tenants[tenant.Value - 1];
        var view = owner.View;
        if (view.IsClean) { return PaceState.Primary; }
        // The epoch above, the phase in the two lowest bits: read and written as one.
        var known = Volatile.Read(ref held);
        if (known >> 2 == view.Epoch) { return (PaceState)(known & 3); }
        work.Add(WorkUnit.EntryExamined, type < 0 ? 3 : 4);
        var cluster = type < 0 ? _orchestrators.GetValueOrDefault(agent, "") : _types[type].Cluster;
        var phase = Worse(
            Worse(view.Of(PaceScope.Tenant(owner.Name)), view.Of(PaceScope.Cluster(owner.Name, cluster))),
            Worse(type < 0 ? PaceState.Primary : view.Of(PaceScope.Type(owner.Name, _types[type].Type)), view.Of(PaceScope.Agent(owner.Name, agent))));
        Volatile.Write(ref held, (view.Epoch << 2) | (long)phase);
        return phase;
    }

    /// <summary>A scope's own phase; Primary for one that is not known. An agent may be in a more severe one of its type, cluster or tenant.</summary>
    public PaceState Of(PaceScope scope) => Find(scope)?.View.Of(scope) ?? PaceState.Primary;

    /// <summary>A tenant's scopes that are not in Primary, by level and name.</summary>
    public IReadOnlyList<HeldPhase> Held(string tenant)
    {
        if (!_byName.TryGetValue(tenant, out var owner)) { return []; }
        lock (owner.Changing)
        {
            return [.. owner.Held_NeedsLock().OrderBy(h => h.Scope.Level).ThenBy(h => h.Scope.Name, StringComparer.Ordinal)
                .Select(h => new HeldPhase(h.Scope, h.Phase.Phase, h.Phase.Since, h.Phase.Trigger, h.Phase.Actor))];
        }
    }

    /// <summary>What a phase says of an action.</summary>
    /// <param name="phase">The agent's phase.</param>
    /// <param name="writes">Whether the action changes anything, or may.</param>
    /// <param name="met">Obligations that were met for this very action.</param>
    public PaceVerdict Judge(PaceState phase, bool writes, Obligations met) => phase switch
    {
        PaceState.Primary => new(phase, Effect.Allow, null),
        PaceState.Alternate when !writes => new(phase, Effect.Allow, null),
        PaceState.Alternate when _options.AlternateWrites == AlternateWrites.Denied => new(phase, Effect.Deny, PaceReasons.ReadsOnly),
        PaceState.Alternate or PaceState.Contingency =>
            (met & Obligations.Person) != 0 ? new(phase, Effect.Allow, null) : new(phase, Effect.Pending, PaceReasons.NeedsPerson),
        _ => new(phase, Effect.Deny, PaceReasons.Emergency),
    };

    /// <summary>What holds a tenant's phases.</summary>
    internal object HeldBy(TenantHandle tenant) => _tenants[tenant.Value - 1];

    private static PaceState Worse(PaceState one, PaceState other) => one > other ? one : other;

    private TenantPace? Find(PaceScope scope) => scope.TenantId is { } tenant ? _byName.GetValueOrDefault(tenant) : null;
}
