using Breakwater.Contracts;
using Breakwater.ControlLog;

namespace Breakwater.Policy.Rollout;

/// <summary>
/// Brings new versions of policy bundles into force in stages, and takes them back (AT-1.3, SC-3.2). At most one rollout of a bundle at a time. Its
/// state is the replay of its control-log records: starting, promoting and resuming are durable before they apply; pausing and rolling back apply
/// first and are logged after, so a stalled log never delays them. Observations are kept in memory only: after a restart a gate waits for new ones, while
/// the time spent in the stage goes on. Thread-safe; owns no timer: the host calls <see cref="Advance"/> on the one node that decides, and takes the
/// records it returns to the others, in order, which <see cref="Apply"/> them.
/// </summary>
public sealed partial class RolloutControl
{
    private const string Itself = "policy-rollout";

    // Order of locks: _permits before _state before a router's. Only _permits is held while the disk is written.
    private readonly Lock _permits = new();
    private readonly Lock _state = new();
    private readonly Dictionary<(string Tenant, string Bundle), RolloutSlot> _slots = [];
    private readonly RolloutOptions _options;
    private readonly FleetControlLog _log;
    private readonly Func<string, TenantHandle> _tenants;
    private readonly TimeProvider _time;

    /// <summary>Builds the control of a node. It replays nothing: whoever owns the log restores and applies.</summary>
    /// <param name="options">The plan, and how sure gates are.</param>
    /// <param name="log">Where changes are recorded.</param>
    /// <param name="tenants">Handle of a tenant by name; <c>default</c> for one that is not registered.</param>
    /// <param name="time">The node's clock.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public RolloutControl(RolloutOptions options, FleetControlLog log, Func<string, TenantHandle> tenants, TimeProvider time)
    {
        var problems = RolloutOptionsValidator.Problems(options);
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        (_options, _log, _tenants, _time) = (options, log, tenants, time);
    }

    /// <summary>Whether the author of a version declares that it breaks something, whoever starts its rollout; null where nobody knows but the caller of <see cref="Start"/>.</summary>
    internal Func<string, BundleReference, bool>? DeclaresBreaking { get; set; }

    internal int Slots
    {
        get { lock (_state) { return _slots.Count; } }
    }

    /// <summary>Whether a control-log record is this control's.</summary>
    public static bool IsRecord(string kind) => RolloutRecord.IsKind(kind);

    /// <summary>Lets a router follow the rollouts of a tenant's bundle, from the present state on.</summary>
    public void Attach(string tenant, string bundle, PolicyRouter router)
    {
        lock (_state) { Slot(tenant, bundle).Attach(router); }
    }

    /// <summary>Ends what <see cref="Attach"/> began.</summary>
    public void Detach(string tenant, string bundle, PolicyRouter router)
    {
        lock (_state) { Slot(tenant, bundle).Detach(router); }
    }

    /// <summary>How the latest rollout of a bundle stands; null if there was none.</summary>
    public RolloutStatus? Status(string tenant, string bundle)
    {
        lock (_state) { return _slots.TryGetValue((tenant, bundle), out var slot) && slot.State is not null ? Describe(slot) : null; }
    }

    /// <summary>How the latest rollout of every bundle stands, in ordinal order of tenant and bundle.</summary>
    public IReadOnlyList<RolloutStatus> All()
    {
        lock (_state) { return [.. InOrder().Select(Describe)]; }
    }

    /// <summary>
    /// Adds what another node saw of a stage. Refused, and false, if the rollout or its stage is no longer that one, or the counts contradict themselves.
    /// </summary>
    public bool Observe(string tenant, string bundle, long rollout, int stage, in RolloutCounts counts)
    {
        if (!counts.IsConsistent) { return false; }
        lock (_state)
        {
            if (!_slots.TryGetValue((tenant, bundle), out var slot) || slot.State is not { IsActive: true } state || state.Id != rollout || state.Stage != stage) { return false; }
            slot.Counters.Add(counts);
            return true;
        }
    }

    /// <summary>
    /// What time and observations bring: every rollout with a breached gate is rolled back, then every one whose stage has lasted long enough and whose gates
    /// all pass goes one stage further. Blocks for the disk if it promotes. What could not be recorded is tried again at the next call.
    /// </summary>
    /// <returns>What changed, in ordinal order of tenant and bundle, rolling back before promoting.</returns>
    public IReadOnlyList<RolloutChange> Advance()
    {
        var changes = new List<RolloutChange>();
        var due = new List<RolloutState>();
        lock (_state)
        {
            foreach (var slot in InOrder())
            {
                if (!slot.State!.IsActive) { continue; }
                if (Breach(slot) is { } cause)
                {
                    var record = RollBack_NeedsState(slot, cause, Itself);
                    changes.Add(new(Describe(slot), record));
                }
                else if (IsReady(slot)) { due.Add(slot.State); }
            }
        }
        foreach (var ready in due)
        {
            var result = Permit(ready.Tenant, ready.From.Name, Itself, slot =>
                slot.State is { IsActive: true } now && now.Id == ready.Id && now.Stage == ready.Stage && Breach(slot) is null && IsReady(slot)
                    ? (Next(RolloutRecord.Promote, now, RolloutCause.Gates, now.Stage + 1), null)
                    : (null, RolloutReasons.Overtaken));
            if (result.Done && Status(ready.Tenant, ready.From.Name) is { } status) { changes.Add(new(status, result.Record)); }
        }
        return changes;
    }

    /// <summary>Brings a record into force that another node logged, or that is replayed. Idempotent. False if it is not this control's or cannot be read.</summary>
    public bool Apply(in ControlRecord record)
    {
        if (!RolloutRecord.TryRead(record.Kind, record.Payload.Span, out var read)) { return false; }
        lock (_state) { Slot(read!.Tenant, read.Bundle).Take(read, record.Number); }
        return true;
    }

    /// <summary>Adds the state of every bundle to a snapshot of the control state.</summary>
    public void WriteState(ControlPayloadWriter writer)
    {
        lock (_state)
        {
            var states = InOrder().Select(s => s.State!).ToList();
            writer.Int32(states.Count);
            foreach (var state in states) { RolloutRecord.WriteState(writer, state); }
        }
    }

    /// <summary>Takes back what <see cref="WriteState"/> wrote, before anything is applied. False, having taken nothing, if it cannot be read.</summary>
    public bool TryRestoreState(ref ControlPayloadReader reader)
    {
        if (!reader.TryInt32(out var count) || count < 0) { return false; }
        var states = new List<RolloutState>();
        for (var i = 0; i < count; i++)
        {
            if (!RolloutRecord.TryReadState(ref reader, out var state)) { return false; }
            states.Add(state!);
        }
        lock (_state)
        {
            foreach (var state in states) { Slot(state.Tenant, state.From.Name).Restore(state); }
        }
        return true;
    }

    private bool IsReady(RolloutSlot slot) =>
        slot.State is { IsActive: true, Paused: false } state && state.Elapsed(_time.GetUtcNow()) >= state.Stages[state.Stage].Duration
        && Findings(slot).All(f => f.State == GateState.Passed);

    private RolloutCause? Breach(RolloutSlot slot)
    {
        foreach (var finding in Findings(slot))
        {
            if (finding is { State: GateState.Breached, OnBreach: GateBreach.RollBack })
            {
                return finding.Gate switch
                {
                    GateKind.Drift => RolloutCause.Drift,
                    GateKind.DenialIncrease => RolloutCause.DenialIncrease,
                    GateKind.Errors => RolloutCause.Errors,
                    _ => RolloutCause.Latency,
                };
            }
        }
        return null;
    }

    private IReadOnlyList<GateFinding> Findings(RolloutSlot slot) =>
        slot.State is { IsActive: true } state ? GateReview.Of(state.Stages[state.Stage].Gates, slot.Counters.Read(), _options.GateStandardErrors) : [];

    private RolloutStatus Describe(RolloutSlot slot)
    {
        var state = slot.State!;
        return new()
        {
            Tenant = state.Tenant, From = state.From, To = state.To, Id = state.Id, Phase = state.Phase, Cause = state.Cause, Stages = state.Stages, Stage = state.Stage,
            Percent = state.Phase switch { RolloutPhase.Active => state.Stages[state.Stage].Percent, RolloutPhase.Completed => 100, _ => 0 },
            Paused = state.Paused, Elapsed = state.IsActive ? state.Elapsed(_time.GetUtcNow()) : state.Banked, Counts = slot.Counters.Read(), Gates = Findings(slot),
        };
    }

    private IEnumerable<RolloutSlot> InOrder() => _slots.Where(s => s.Value.State is not null)
        .OrderBy(s => s.Key.Tenant, StringComparer.Ordinal).ThenBy(s => s.Key.Bundle, StringComparer.Ordinal).Select(s => s.Value);

    private RolloutSlot Slot(string tenant, string bundle)
    {
        if (!_slots.TryGetValue((tenant, bundle), out var slot)) { _slots[(tenant, bundle)] = slot = new(); }
        return slot;
    }
}
