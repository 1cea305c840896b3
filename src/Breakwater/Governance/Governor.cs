using Breakwater.Audit;
using Breakwater.ControlLog;
using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Fleet;
using Breakwater.Observability;
using Breakwater.Pace;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using Breakwater.RateLimiting;
using Breakwater.Tenancy;
using Breakwater.Trust;

namespace Breakwater.Governance;

/// <summary>
/// The gate of one enforcement node: opens sessions, admits actions, settles them, and applies control-state changes. Thread-safe. It waits
/// for nothing but the disk under a record that must be there before an action, starts no task and owns no timer: what waits is pending, and the host calls <see cref="Advance"/> for what time brings.
/// </summary>
public sealed partial class Governor
{
    private readonly GovernorOptions _options;
    private readonly TimeProvider _time;
    private readonly FleetControlLog _log;
    private readonly AuditSink _audit;
    private readonly TrustControl _trust;
    private readonly TypeKeyRing _typeKeys;
    private readonly PaceControl _pace;
    private readonly PaceStage _paceStage;
    private readonly DelegationControl _delegation;
    private readonly GrantTable _grants;
    private readonly RateLimiter _rates;
    private readonly PolicyControl _policy;
    private readonly PolicyRollouts _rollouts;
    private readonly ChallengeBook _challenges;
    private readonly GateWatch? _watch;
    private readonly GateStage[] _stages;
    private readonly ulong _switchedOff;
    private readonly ControlMode _trustMode;
    private readonly ControlMode _rateMode;
    private readonly ControlMode _recording;
    private readonly TenantRegistry _tenants;
    private readonly (HeldEstimate Trust, HeldEstimate Delegation)[] _estimates;
    private readonly Dictionary<string, int> _orchestrators = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Tenant, string Type), string?> _types = [];
    private readonly Dictionary<string, AgentRegistry> _registries = new(StringComparer.Ordinal);
    private readonly AdmissionTable _inFlight;
    private readonly PendingTable _pending;
    private ulong _sessions;
    private ulong _admissions;
    private long _position;
    private long _notRecorded;
    private long _charged;
    private bool _stateIncomplete;

    private Governor(FleetSpecification fleet, GovernorServices services)
    {
        _options = services.Options;
        _time = services.Time ?? TimeProvider.System;
        _log = services.Log ?? new MemoryControlLog(_time);
        _audit = services.Audit ?? new MemoryAuditSink(65_536);
        _typeKeys = services.TypeKeys ?? new TypeKeyRing(_time);
        _trust = new(TrustOptions.From(fleet.Trust), services.Root, [.. fleet.Tenants.Select(t => t.Id)], _time, services.Own);
        _delegation = new(services.Delegation, fleet, services.DelegationKeys, services.PathKeys ?? new PathKeyRing(), _time);
        _grants = new(fleet);
        _pace = new(fleet, services.Pace, _log, (tenant, agent) => _registries.TryGetValue(tenant, out var registry) && registry.Find(agent) is not null, _time);
        _paceStage = new(_pace, _grants, Mode(fleet, KnownControls.Pace));
        _rates = new(services.RateLimits ?? FleetRateLimits.Paced(fleet), _time);
        _policy = new(fleet, services.Policy, _time, services.DecisionCaches);
        _rollouts = new(fleet, _policy, new(services.Rollouts, _log, tenant => _policy.Tenant(tenant), _time), services, _time);
        _challenges = new($"{fleet.Name}/{_options.Node}", _time, _options.ChallengeLife, _options.MaxChallenges);
        _inFlight = new(_options.MaxInFlight, fleet.Tenants.Count);
        _pending = new(_options.MaxPending, fleet.Tenants.Count, _options.Node);
        _trustMode = Mode(fleet, "trust");
        GateStage[] stages =
        [
            new TrustStage(_trust, _typeKeys, _trustMode), _paceStage, new DelegationStage(_delegation, Mode(fleet, "delegation")), new GrantStage(_grants, Mode(fleet, "grants")),
            new PolicyStage(_rollouts, _grants, fleet, Mode(fleet, "policy")),
        ];
        _stages = [.. stages.Where(s => s.Mode != ControlMode.Off)];
        for (var i = 0; i < stages.Length; i++)
        {
            if (stages[i].Mode == ControlMode.Off) { _switchedOff |= 1UL << i; }
            stages[i].Bit = 1UL << i;
        }
        _rateMode = Mode(fleet, KnownControls.Rates);
        if (_rateMode == ControlMode.Off) { _switchedOff |= RatesBit; }
        _recording = Mode(fleet, "audit");
        if (_recording == ControlMode.Off) { _switchedOff |= RecordingBit; }
        var watching = Mode(fleet, KnownControls.Watching);
        if (watching == ControlMode.Off) { _switchedOff |= WatchingBit; }
        else { _watch = new(fleet, services.Watching, watching, _time, services.Signals); }
        _tenants = TenantRegistry.Create(Registrations(fleet, services), _time);
        _estimates = [.. _tenants.All.Select(_ => (new HeldEstimate(), new HeldEstimate()))];
        _telemetry = new(fleet, _rates, _time, _options.AdmissionLife);
        _trust.ClusterOfZone = GateTelemetry.ClusterOfZone(fleet);
        Register(fleet);
        Replay();
        MeterPolicies();
    }

    /// <summary>Names of the gate's stages, in order: bit n of <see cref="Decision.Consulted"/> is the n-th.</summary>
    public static IReadOnlyList<string> Stages { get; } = KnownControls.Names;

    private const ulong TrustBit = 1, PaceBit = 2, RatesBit = 32, RecordingBit = 64, WatchingBit = 128;

    /// <summary>Number of the last control-log record in force at this gate.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>The trust control of the node.</summary>
    public TrustControl Trust => _trust;

    /// <summary>The PACE control of the node: in which phase each scope is. Change it with <see cref="Degrade"/> and <see cref="Restore"/>.</summary>
    public PaceControl Pace => _pace;

    /// <summary>The delegation control of the node.</summary>
    public DelegationControl Delegation => _delegation;

    /// <summary>The rate limits of the node. Hosts report what calls showed of a provider to it, and reserve safety traffic there.</summary>
    public RateLimiter Rates => _rates;

    /// <summary>The policy control of the node.</summary>
    public PolicyControl Policy => _policy;

    /// <summary>What was charged for completed and expired actions; a negative cost counts as nothing, and the sum stops at its largest value.</summary>
    public Money Charged => new(Interlocked.Read(ref _charged));

    /// <summary>Whether the replayed control state lacks restrictions that were in force; the gate then refuses everything.</summary>
    public bool StateIncomplete => Volatile.Read(ref _stateIncomplete);

    /// <summary>Composes the gate of a node from a fleet specification and replays the control log.</summary>
    /// <exception cref="ArgumentException">Options are not valid; the message lists every problem.</exception>
    public static Governor Create(FleetSpecification fleet, GovernorServices? services = null)
    {
        services ??= new();
        IReadOnlyList<string> problems =
        [
            .. GovernorOptionsValidator.Problems(services.Options), .. PaceOptionsValidator.Problems(services.Pace), .. DelegationOptionsValidator.Problems(services.Delegation),
            .. PolicyOptionsValidator.Problems(services.Policy), .. RolloutOptionsValidator.Problems(services.Rollouts),
            .. TenantProblems(fleet, services),
            .. services.Watching is { } watching ? WatchOptionsValidator.Problems(watching) : [],
            .. services.RateLimits is { } rates ? RateLimitOptionsValidator.Problems(rates) : [],
        ];
        return problems.Count == 0 ? new(fleet, services) : throw new ArgumentException(string.Join(" ", problems), nameof(services));
    }

    /// <summary>Handle of a tool of the fleet; <c>default</c>, which is always denied, for any other name.</summary>
    public ToolHandle Tool(string id) => _grants.Tool(id);

    /// <summary>Handle of a model provider of the fleet; <c>default</c> for any other name.</summary>
    public ProviderHandle Provider(string id) => _rates.Provider(id);

    private static ControlMode Mode(FleetSpecification fleet, string control) => fleet.Controls.GetValueOrDefault(control, ControlMode.On);

    private void Register(FleetSpecification fleet)
    {
        foreach (var tenant in fleet.Tenants) { _registries[tenant.Id] = new(MostAgents(fleet, tenant)); }
        foreach (var agent in FleetRoster.Expand(fleet).Agents)
        {
            if (_registries[agent.Tenant].Add(
                agent.Name, agent.Group.Id, _grants.Group(agent.Group.Id), _policy.Principal(agent.Name, agent.Group.Id, agent.Region.Id), agent.Zone, agent.Region.Id,
                agent.Cluster.Accountable) is null)
            {
                throw new ArgumentException($"Tenant `{agent.Tenant}` has more agents than {nameof(_options.MaxAgentsPerTenant)}, {_options.MaxAgentsPerTenant}, allows.", nameof(fleet));
            }
        }
        foreach (var cluster in fleet.Clusters)
        {
            var region = cluster.Orchestrator.Region;
            _registries[cluster.Tenant].Add(cluster.Orchestrator.Id, "orchestrator", GrantTable.NoGroup, null, TrustHierarchy.ZoneOf(cluster.Id, region), region, cluster.Accountable);
            foreach (var group in cluster.Groups) { _types[(cluster.Tenant, group.Id)] = cluster.Accountable; }
        }
    }

    private void MoveTo(long position)
    {
        // Forward only, whoever comes last.
        for (var seen = Position; position > seen;)
        {
            var before = Interlocked.CompareExchange(ref _position, position, seen);
            if (before == seen) { return; }
            seen = before;
        }
    }

    /// <summary>Adds a charge. What a host or an agent states cannot lower the sum or make it wrap.</summary>
    private void Charge(Money charge)
    {
        if (charge.Micros <= 0) { return; }
        for (var seen = Interlocked.Read(ref _charged); ;)
        {
            var sum = charge.Micros > long.MaxValue - seen ? long.MaxValue : seen + charge.Micros;
            var before = Interlocked.CompareExchange(ref _charged, sum, seen);
            if (before == seen) { return; }
            seen = before;
        }
    }

    private long Timestamp(TimeSpan ahead) => _time.GetTimestamp() + (long)(ahead.TotalSeconds * _time.TimestampFrequency);
}
