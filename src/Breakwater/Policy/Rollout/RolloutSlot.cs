namespace Breakwater.Policy.Rollout;

/// <summary>A bundle of a tenant: the state of its latest rollout, the counters of the stage, and who follows it. Guarded by the control's state lock.</summary>
internal sealed class RolloutSlot
{
    private readonly List<PolicyRouter> _routers = [];
    private RolloutState? _base;
    private List<(long Number, RolloutRecord Record)>? _meanwhile;

    public RolloutState? State { get; private set; }

    public StageCounters Counters { get; private set; } = new();

    /// <summary>Whether nothing would be forgotten with it.</summary>
    public bool IsUnused => State is null && _routers.Count == 0;

    /// <summary>Whether every router that follows holds a version.</summary>
    public bool Holds(BundleReference version) => _routers.TrueForAll(r => r.Holds(version));

    public void Attach(PolicyRouter router)
    {
        _routers.Add(router);
        if (State is not null) { router.Follow(RolloutView.Of(State, Counters)); }
    }

    public void Detach(PolicyRouter router) => _routers.Remove(router);

    /// <summary>Brings a record into force. Whether it changed anything.</summary>
    public bool Take(RolloutRecord record, long number)
    {
        _meanwhile?.Add((number, record));
        return Become(RolloutState.After(State, record, number));
    }

    /// <summary>Brings a restriction into force before it has a number. Whether it changed anything; if so, <see cref="Number"/> follows.</summary>
    public bool TakeFirst(RolloutRecord record) => State is { } state && Become(RolloutState.After(state, record, state.Number + 1));

    /// <summary>Gives the restriction just taken its place in the log.</summary>
    public void Number(RolloutRecord record, long number)
    {
        State = State! with { Number = number };
        _meanwhile?.Add((number, record));
    }

    public void Restore(RolloutState state) => Become(state);

    /// <summary>From here on a permit is on its way to the disk, and restrictions may be taken that stand before or after it in the log.</summary>
    public void BeginPermit() => (_base, _meanwhile) = (State, []);

    /// <summary>
    /// The permit is durable: the state becomes what a replay gives, whatever the order of numbers was. Whether the permit changed anything.
    /// </summary>
    public bool CompletePermit(RolloutRecord record, long number)
    {
        var (state, permitted) = (_base, false);
        foreach (var (at, taken) in _meanwhile!.Append((number, record)).OrderBy(t => t.Item1))
        {
            var after = RolloutState.After(state, taken, at);
            permitted |= at == number && !ReferenceEquals(after, state);
            state = after;
        }
        Become(state);
        return permitted && State is { Phase: not RolloutPhase.RolledBack };
    }

    public void EndPermit() => (_base, _meanwhile) = (null, null);

    private bool Become(RolloutState? state)
    {
        if (state is null || ReferenceEquals(state, State)) { return false; }
        if (State is null || State.Id != state.Id || State.Stage != state.Stage) { Counters = new(); }
        State = state;
        var view = RolloutView.Of(state, Counters);
        foreach (var router in _routers) { router.Follow(view); }
        return true;
    }
}
