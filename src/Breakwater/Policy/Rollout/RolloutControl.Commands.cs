using Breakwater.ControlLog;
using Breakwater.Contracts;

namespace Breakwater.Policy.Rollout;

public sealed partial class RolloutControl
{
    private const string Unnamed = "unnamed";

    /// <summary>
    /// Begins to roll a version out. Durable before it applies; blocks for the disk. Refused while another rollout of the bundle is under way, if it starts from
    /// another version than the one in force, if a breaking change would skip shadow, or if a router here does not hold both versions. With a plan of no
    /// stages the new version serves everybody at once.
    /// </summary>
    /// <param name="tenant">Whose bundle it is.</param>
    /// <param name="from">The version in force.</param>
    /// <param name="to">The version to roll out; another version of the same bundle. A lower one is allowed: that is how a completed rollout is taken back.</param>
    /// <param name="actor">Who authorised it.</param>
    /// <param name="stages">The plan; null for that of the options.</param>
    /// <param name="isInForce">The caller knows that <paramref name="from"/> is in force, whatever the last rollout came to: a version may come into force without one.</param>
    /// <param name="isBreaking">The author declares that it breaks something, whatever its number says. Kept in the record: it holds for every later command.</param>
    public RolloutResult Start(string tenant, BundleReference from, BundleReference to, string actor, IReadOnlyList<RolloutStage>? stages = null, bool isInForce = false, bool isBreaking = false)
    {
        IReadOnlyList<RolloutStage> plan = [.. stages ?? _options.Stages];
        var declared = isBreaking || DeclaresBreaking?.Invoke(tenant, to) == true;
        if (!string.Equals(from.Name, to.Name, StringComparison.Ordinal) || from.Version.Equals(to.Version)) { return Refused(RolloutReasons.NotAChange); }
        List<string> problems =
        [
            .. NameProblems("tenant", tenant), .. NameProblems("bundle", from.Name), .. VersionProblems(from), .. VersionProblems(to),
            .. RolloutOptionsValidator.PlanProblems(plan, declared || RolloutState.Breaks(from, to)),
        ];
        if (problems.Count > 0) { return new(RolloutReasons.BadPlan, problems, default); }
        return Permit(tenant, from.Name, actor, slot =>
        {
            if (slot.State is { IsActive: true }) { return (null, RolloutReasons.AlreadyActive); }
            if (!isInForce && slot.State is { } state && !state.Current.Equals(from)) { return (null, RolloutReasons.OtherCurrent); }
            if (slot.State is null && _slots.Values.Count(s => s.State is not null) >= _options.MaxBundles) { return (null, RolloutReasons.TooManyBundles); }
            if (!slot.Holds(from) || !slot.Holds(to)) { return (null, RolloutReasons.NotLoaded); }
            return (new()
            {
                Kind = RolloutRecord.Start, Tenant = tenant, Bundle = from.Name, At = _time.GetUtcNow(), Cause = RolloutCause.Manual, From = from, To = to, Stages = plan,
                IsDeclaredBreaking = declared,
            }, null);
        });
    }

    /// <summary>
    /// Promotes by hand: one stage further, whatever time and undecided gates say. Durable before it applies; blocks for the disk. A breaking change may not
    /// leave shadow before its time.
    /// </summary>
    public RolloutResult Promote(string tenant, string bundle, string actor) => Permit(tenant, bundle, actor, slot =>
    {
        if (slot.State is not { IsActive: true } state) { return (null, RolloutReasons.NotActive); }
        if (state.Paused) { return (null, RolloutReasons.Paused); }
        var stage = state.Stages[state.Stage];
        if (state.IsBreaking && stage.IsShadow && state.Elapsed(_time.GetUtcNow()) < stage.Duration) { return (null, RolloutReasons.ShadowUnfinished); }
        return (Next(RolloutRecord.Promote, state, RolloutCause.Manual, state.Stage + 1), null);
    });

    /// <summary>Lets a paused rollout go on, with the time it had left. Durable before it applies; blocks for the disk.</summary>
    public RolloutResult Resume(string tenant, string bundle, string actor) => Permit(tenant, bundle, actor, slot =>
        slot.State is not { IsActive: true } state ? (null, RolloutReasons.NotActive)
        : !state.Paused ? (null, RolloutReasons.NotPaused)
        : (Next(RolloutRecord.Resume, state, RolloutCause.Manual, 0), null));

    /// <summary>Stops a rollout where it is: nothing is promoted, its time stands still, its gates still roll it back. Applies at once, never waits for the disk.</summary>
    public RolloutResult Pause(string tenant, string bundle, string actor) => Restrict(tenant, bundle, slot =>
        slot.State is not { IsActive: true } state ? (default, RolloutReasons.NotActive)
        : state.Paused ? (default, RolloutReasons.Paused)
        : (Restrict_NeedsState(slot, Next(RolloutRecord.Pause, state, RolloutCause.Manual, 0), actor), null));

    /// <summary>Rolls back by hand (SC-3.2): the old version serves everybody from the next evaluation on. Applies at once, never waits for the disk.</summary>
    public RolloutResult Abort(string tenant, string bundle, string actor) => Restrict(tenant, bundle, slot =>
        slot.State is not { IsActive: true } ? (default, RolloutReasons.NotActive) : (RollBack_NeedsState(slot, RolloutCause.Manual, actor), null));

    private RolloutResult Restrict(string tenant, string bundle, Func<RolloutSlot, (ControlRecord, Reason?)> apply)
    {
        lock (_state)
        {
            if (!_slots.TryGetValue((tenant, bundle), out var slot)) { return Refused(RolloutReasons.NotActive); }
            var (record, refusal) = apply(slot);
            return new(refusal, [], record);
        }
    }

    private ControlRecord RollBack_NeedsState(RolloutSlot slot, RolloutCause cause, string actor)
    {
        RolloutInstruments.RollBacks.Add(1);
        return Restrict_NeedsState(slot, Next(RolloutRecord.RollBack, slot.State!, cause, 0), actor);
    }

    private ControlRecord Restrict_NeedsState(RolloutSlot slot, RolloutRecord record, string actor)
    {
        slot.TakeFirst(record);
        var (owner, payload) = (_tenants(record.Tenant), record.Write());
        // A name that the log cannot keep must not cost it the record: it would permit nothing until a snapshot.
        actor = actor.Length == 0 ? Unnamed : actor[..Math.Min(actor.Length, ControlLogLimits.ActorBytes / 3)];
        var number = _log.EnqueueRestriction(owner, record.Kind, payload, actor).Number;
        slot.Number(record, number);
        return new(number, record.At, owner, record.Kind, payload, actor);
    }

    /// <summary>Makes durable what the choice says, then applies it. A restriction may come in while the disk is written; the state is then what a replay would give.</summary>
    private RolloutResult Permit(string tenant, string bundle, string actor, Func<RolloutSlot, (RolloutRecord? Record, Reason? Refusal)> choose)
    {
        lock (_permits)
        {
            RolloutSlot? slot;
            RolloutRecord record;
            lock (_state)
            {
                slot = _slots.GetValueOrDefault((tenant, bundle)) ?? new();
                var (chosen, refusal) = choose(slot);
                if (chosen is null) { return Refused(refusal!); }
                record = chosen;
                _slots.TryAdd((tenant, bundle), slot);
                slot.BeginPermit();
            }
            try
            {
                var (owner, payload) = (_tenants(tenant), record.Write());
                var appended = _log.Append(owner, record.Kind, payload, actor);
                if (!appended.Durable) { return new(RolloutReasons.NotRecorded, [appended.Error!], default); }
                lock (_state)
                {
                    if (!slot.CompletePermit(record, appended.Number)) { return Refused(RolloutReasons.Overtaken); }
                }
                if (record.Kind == RolloutRecord.Promote) { RolloutInstruments.Promotions.Add(1); }
                return new(null, [], new(appended.Number, record.At, owner, record.Kind, payload, actor));
            }
            finally
            {
                lock (_state)
                {
                    slot.EndPermit();
                    if (slot.IsUnused) { _slots.Remove((tenant, bundle)); }
                }
            }
        }
    }

    private RolloutRecord Next(string kind, RolloutState state, RolloutCause cause, int stage) => new()
    {
        Kind = kind, Tenant = state.Tenant, Bundle = state.From.Name, At = _time.GetUtcNow(), Cause = cause, Rollout = state.Id, Stage = stage,
    };

    private static RolloutResult Refused(Reason reason) => new(reason, [], default);

    private static IEnumerable<string> NameProblems(string what, string name)
    {
        if (name.Length is 0 or > RolloutRecord.MaxNameBytes / 3 || name.Any(c => char.IsControl(c) || char.IsSurrogate(c)))
        {
            yield return $"The name of the {what} must have 1 to {RolloutRecord.MaxNameBytes / 3} characters, none of them a control character or outside the basic plane.";
        }
    }

    private static IEnumerable<string> VersionProblems(BundleReference reference)
    {
        if (reference.Version.ToNormalizedString().Length > RolloutRecord.MaxNameBytes) { yield return $"A version has at most {RolloutRecord.MaxNameBytes} characters."; }
    }
}
